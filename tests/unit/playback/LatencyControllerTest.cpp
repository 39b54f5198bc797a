// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <cmath>

#include "core/playback/LatencyController.h"
#include "tests/unit/playback/Packets.h"

using namespace sluice;
using namespace sluice::testing;
using Mode = LatencyController::Mode;

namespace {

// A pushed live stream: a second of media comes each second, in bursts of `burstMs`, and the rate decides how much of
// it is played. Ticks of 10 ms.
struct Live {
    LatencyController controller;
    LatencyController::Inputs in;
    LatencyController::Decisions last;
    std::int64_t nowMs = -10; // playing begins at 0
    std::int64_t burstMs = 10;
    double levelMs = 1000;
    int trims = 0;
    LatencyController::Decisions trim; // the last that asked for one
    bool obeyTrims = true;

    explicit Live(LatencyController::Config config = {}) : controller(config) { in.playing = true; }
    void tick()
    {
        nowMs += 10;
        if (nowMs > 0 && nowMs % burstMs == 0)
            levelMs += static_cast<double>(burstMs);
        if (in.playing && nowMs > 0)
            levelMs -= 10 * last.rate;
        in.now = at(nowMs);
        in.level = microseconds(std::llround(levelMs * 1000));
        last = controller.update(in);
        if (last.trim) {
            ++trims;
            trim = last;
            if (obeyTrims)
                levelMs -= toMsReal(*last.trim);
        }
    }
    void run(std::int64_t ms)
    {
        if (nowMs < 0)
            tick();
        for (const std::int64_t end = nowMs + ms; nowMs < end;)
            tick();
    }
    void stall() { ++in.stalls; }
};

LatencyController::Config hls()
{
    LatencyController::Config config;
    config.source = BufferSource::HlsLive;
    config.settings.target = seconds(6);
    config.targetDuration = milliseconds(2000);
    return config;
}

} // namespace

class LatencyControllerTest : public QObject {
    Q_OBJECT

private slots:
    void filesArePlayedAtOne()
    {
        LatencyController::Config config;
        config.source = BufferSource::Vod;
        Live live(config);
        live.levelMs = 25000;
        live.run(5000);
        QCOMPARE(live.last.rate, 1.0);
        QCOMPARE(live.trims, 0);
    }

    // What the design promises: a burst at joining is caught up with, without a cut and within the range.
    void burstOf3sIsGoneWithin100s()
    {
        for (const std::int64_t burst : {10, 40, 200}) {
            Live live;
            live.burstMs = burst;
            live.levelMs = 4000;
            live.run(2000);
            QCOMPARE(live.last.rate, 1.03);
            QCOMPARE(live.last.mode, Mode::Speed);
            live.run(98000);
            QVERIFY2(live.levelMs - 1000 <= 300, qPrintable(QString::number(live.levelMs)));
            QCOMPARE(live.trims, 0);
            // And it settles there: no slower than the data comes.
            live.run(120000);
            QVERIFY(live.levelMs >= 980);
        }
    }

    void theRateFollowsTheError()
    {
        Live live;
        live.levelMs = 1110;
        live.run(1000);
        QVERIFY(std::abs(live.last.rate - 1.011) < 0.0005);
        QVERIFY(std::abs(toMsReal(*live.last.error) - 110) < 1);
    }
    void withinTheDeadBandItIsExactlyOne()
    {
        Live live;
        live.levelMs = 1019;
        live.run(3000);
        QCOMPARE(live.last.rate, 1.0);
        QCOMPARE(live.last.mode, Mode::Normal);
    }
    void rangeIsSettable()
    {
        LatencyController::Config config;
        config.settings.rateMax = 1.25;
        Live live(config);
        live.levelMs = 9000;
        live.run(1000);
        QCOMPARE(live.last.rate, 1.25);
    }
    void decidesOncePerSecond()
    {
        Live live;
        live.levelMs = 4000;
        live.run(990);
        QCOMPARE(live.last.rate, 1.0);
        live.run(20);
        QCOMPARE(live.last.rate, 1.03);
        live.levelMs = 500;
        live.run(900);
        QCOMPARE(live.last.rate, 1.03);
        live.run(100);
        QCOMPARE(live.last.rate, 1.0);
    }
    void theTroughCountsNotThePeak()
    {
        Live live;
        live.burstMs = 800;
        live.levelMs = 1800; // a saw between 1000 and 1800: at its lowest it is right
        live.run(10000);
        QVERIFY2(live.last.rate <= 1.002, qPrintable(QString::number(live.last.rate)));
        QVERIFY(live.levelMs >= 985);
    }

    void neverSlowerOnlyToFillUp()
    {
        Live live;
        live.levelMs = 500;
        live.run(60000);
        QCOMPARE(live.last.rate, 1.0);
    }
    void settingsFoundOutWhileOpeningAreNoRaise()
    {
        Live live;
        BufferSettings settings;
        settings.target = seconds(3);
        live.controller.setSettings(settings);
        live.levelMs = 1500;
        live.run(10000);
        QCOMPARE(live.last.rate, 1.0);
    }
    void slowerAfterAStallUntilTheTarget()
    {
        Live live;
        live.levelMs = 800;
        live.run(2000);
        live.stall();
        live.run(1000);
        QCOMPARE(live.last.target, milliseconds(1500));
        QCOMPARE(live.last.rate, 0.97);
        QCOMPARE(live.last.mode, Mode::Slow);
        live.run(55000);
        QVERIFY(live.levelMs > 1450);
        QVERIFY(live.last.rate >= 0.99);
    }
    void notFasterFor10sAfterAStall()
    {
        Live live;
        live.levelMs = 1000;
        live.run(1000);
        live.stall();
        live.levelMs = 6000; // all at once, after the outage
        live.run(9500);
        QCOMPARE(live.last.rate, 1.0);
        live.run(1500);
        QCOMPARE(live.last.rate, 1.03);
    }
    void raisesAreBounded()
    {
        Live live;
        for (int i = 0; i < 30; ++i) {
            live.stall();
            live.run(10);
        }
        QCOMPARE(live.last.target, milliseconds(6000));
        Live onHls(hls());
        for (int i = 0; i < 30; ++i) {
            onHls.stall();
            onHls.run(10);
        }
        QCOMPARE(onHls.last.target, milliseconds(8000)); // one target duration
    }
    void theRaiseMeltsAfterACalmMinute()
    {
        Live live;
        live.stall();
        live.run(60000);
        QCOMPARE(live.last.target, milliseconds(1500));
        live.run(30000);
        QVERIFY(std::abs(toMsReal(live.last.target) - 1250) < 10);
        live.run(31000);
        QCOMPARE(live.last.target, milliseconds(1000));
        // Another one in between starts the minute anew.
        live.stall();
        live.run(30000);
        live.stall();
        live.run(59000);
        QCOMPARE(live.last.target, milliseconds(2000));
    }

    void farBehindIsCut()
    {
        Live live;
        live.levelMs = 13500; // e = 12.5 s, the limit is 12 s
        live.run(1000);
        QCOMPARE(live.trims, 1);
        QVERIFY(std::abs(live.levelMs - 1000) < 20);
        Live below;
        below.levelMs = 12900;
        below.run(5000);
        QCOMPARE(below.trims, 0);
    }
    void aCutThatCouldNotBeMadeIsAskedForAgain()
    {
        Live live;
        live.obeyTrims = false;
        live.levelMs = 14000;
        live.run(3000);
        QCOMPARE(live.trims, 3);
        QCOMPARE(live.trim.mode, Mode::Trim);
        QVERIFY(!live.trim.beyondBuffer);
    }
    void zeroLimitNeverCuts()
    {
        LatencyController::Config config;
        config.settings.trim = Duration::zero();
        Live live(config);
        live.levelMs = 90000;
        live.run(5000);
        QCOMPARE(live.trims, 0);
        QCOMPARE(live.last.rate, 1.03);
    }
    void goToLiveCutsAtOnce()
    {
        Live live;
        live.levelMs = 3000;
        live.run(1500);
        QCOMPARE(live.trims, 0);
        live.controller.goToLive();
        live.run(10);
        QCOMPARE(live.trims, 1);
        QVERIFY(std::abs(live.levelMs - 1000) < 30);
        live.run(3000);
        QCOMPARE(live.trims, 1);
        live.controller.goToLive(); // there already: nothing to do
        live.run(2000);
        QCOMPARE(live.trims, 1);
    }
    void aCutBeyondTheBufferSaysSo()
    {
        Live live(hls());
        live.in.latency = seconds(300); // paused for five minutes
        live.levelMs = 20000;
        live.obeyTrims = false;
        live.run(1000);
        QCOMPARE(*live.trim.trim, seconds(294));
        QVERIFY(live.trim.beyondBuffer);
    }
    void theViewerMayStayBehind()
    {
        Live live;
        live.levelMs = 20000;
        live.controller.stayBehind();
        live.run(5000);
        QCOMPARE(live.trims, 0);
        QCOMPARE(live.last.rate, 1.0);
        QVERIFY(std::abs(toMsReal(live.last.target) - 20000) < 50);
        live.controller.goToLive();
        live.run(1000);
        QCOMPARE(live.trims, 1);
        QCOMPARE(live.last.target, milliseconds(1000));
    }

    void aHigherTargetIsFilledUpSlowly()
    {
        Live live;
        live.run(2000);
        QCOMPARE(live.last.rate, 1.0);
        BufferSettings settings;
        settings.target = milliseconds(1600);
        live.controller.setSettings(settings);
        live.run(1000);
        QCOMPARE(live.last.rate, 0.97);
        live.run(60000);
        QVERIFY(live.levelMs > 1550);
        QCOMPARE(live.trims, 0);
        // Once reached, a dip is not filled up again.
        live.levelMs = 1300;
        live.run(2000);
        QCOMPARE(live.last.rate, 1.0);
    }
    void aLowerTargetIsReachedFaster()
    {
        LatencyController::Config config;
        config.settings.target = seconds(3);
        Live live(config);
        live.levelMs = 3000;
        live.run(2000);
        BufferSettings settings; // 1 s
        live.controller.setSettings(settings);
        live.run(1000);
        QCOMPARE(live.last.rate, 1.03);
        settings.trim = milliseconds(1500); // and then by cutting
        live.controller.setSettings(settings);
        live.run(1000);
        QCOMPARE(live.trims, 1);
    }

    void changedSettingsActBeforeTheSecondIsOver()
    {
        Live live;
        live.run(5050); // the last look was at 5000
        QCOMPARE(live.last.rate, 1.0);
        BufferSettings settings;
        settings.target = milliseconds(1500);
        live.controller.setSettings(settings);
        live.tick();
        QCOMPARE(live.last.rate, 0.97);
        settings.target = milliseconds(400);
        settings.resume = milliseconds(300);
        settings.start = milliseconds(300);
        live.controller.setSettings(settings);
        live.tick();
        QCOMPARE(live.last.rate, 1.03);
        settings.trim = milliseconds(300);
        live.controller.setSettings(settings);
        live.tick();
        QCOMPARE(live.trims, 1);
        live.controller.setSettings(settings); // the same: nothing to look at
        live.tick();
        QCOMPARE(live.trims, 1);
    }

    void hlsGoesByLatencyAndNeverFasterThanItHasData()
    {
        Live live(hls());
        live.in.latency = milliseconds(7000);
        live.levelMs = 6500;
        live.run(1000);
        QCOMPARE(live.last.rate, 1.03);
        live.levelMs = 5900; // below the target: the playlist's end would come too near
        live.run(1000);
        QCOMPARE(live.last.rate, 1.0);
    }
    void nothingIsDecidedWhileNotPlaying()
    {
        Live live;
        live.levelMs = 4000;
        live.run(3000);
        QCOMPARE(live.last.rate, 1.03);
        live.in.playing = false;
        live.levelMs = 60000;
        live.run(5000);
        QCOMPARE(live.last.rate, 1.0);
        QVERIFY(!live.last.error);
        QCOMPARE(live.trims, 0);
        // And the second is counted from playing on.
        live.in.playing = true;
        live.run(900);
        QCOMPARE(live.trims, 0);
        live.run(200);
        QCOMPARE(live.trims, 1);
    }
};

QTEST_GUILESS_MAIN(LatencyControllerTest)
#include "LatencyControllerTest.moc"
