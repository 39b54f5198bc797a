// SPDX-License-Identifier: GPL-3.0-or-later
// Silence, reconnecting, a clock that stands, and how much the loader may fetch.
#include <QtTest>

#include "tests/unit/playback/BufferWorld.h"

using namespace sluice;
using namespace sluice::testing;

class BufferConnectionTest : public QObject {
    Q_OBJECT

private slots:
    // ---- rule 6
    void silenceIsToldAfter1500ms()
    {
        World w;
        w.playing();
        const auto last = w.nowMs;
        w.bytesFlow = false;
        w.run(1490);
        QVERIFY(!w.last.noData);
        QCOMPARE(*w.last.lookAgainAt, at(last + 1250 > w.nowMs ? last + 1250 : last + 1500));
        w.run(10);
        QVERIFY(w.last.noData);
        QCOMPARE(*w.event(Kind::NoData).since, at(last));
        w.bytesFlow = true;
        w.run(10);
        QVERIFY(!w.last.noData);
        QCOMPARE(w.count(Kind::DataBack), 1);
    }
    void silenceReconnectsAfter10s()
    {
        World w;
        w.playing();
        w.bytesFlow = w.obey = false;
        w.run(9990);
        QVERIFY(w.disconnects.empty());
        QCOMPARE(w.state(), State::Playing);
        w.run(10);
        QCOMPARE(w.disconnects.size(), std::size_t(1));
        QCOMPARE(w.state(), State::Reconnecting);
        QVERIFY2(w.last.gateOpen, "plays on from the buffer");
        QVERIFY(w.last.retryAt);
    }
    void backOffGrowsTo8Seconds()
    {
        World w;
        w.playing();
        w.in.link = Controller::Link::Down;
        w.obey = false;
        w.connects.clear();
        const auto lost = w.nowMs;
        w.run(60000);
        const std::int64_t expected[] = {1000, 2000, 4000, 8000, 8000, 8000};
        auto before = lost;
        for (std::size_t i = 0; i < std::size(expected); ++i) {
            const auto wait = w.connects.at(i) - before;
            QVERIFY2(wait >= expected[i] * 8 / 10 && wait <= expected[i] * 12 / 10 + 20,
                qPrintable(QString::number(wait)));
            before = w.connects[i];
        }
        QVERIFY(!w.failed);
        QCOMPARE(w.state(), State::Reconnecting);
        // The viewer does not have to wait.
        const auto tries = w.connects.size();
        w.in.retryNow = true;
        w.run(10);
        QCOMPARE(w.connects.size(), tries + 1);
    }
    void jitterDiffersBySeedAndNotByRun()
    {
        const auto firstWait = [](std::uint64_t seed) {
            World w({.seed = seed});
            w.playing();
            w.in.link = Controller::Link::Down;
            w.run(10);
            return *w.last.retryAt;
        };
        QCOMPARE(firstWait(1), firstWait(1));
        QVERIFY(firstWait(3) != firstWait(77));
    }
    void reconnectedWhenMediaFlowsAgain()
    {
        World w;
        w.playing();
        w.in.link = Controller::Link::Down;
        w.run(10);
        w.mediaFlows = false;
        w.run(3000);
        QCOMPARE(w.in.link, Controller::Link::Up);
        QCOMPARE(w.state(), State::Reconnecting); // it answers, but brings nothing
        w.mediaFlows = true;
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
        QCOMPARE(w.count(Kind::Reconnected), 1);
        QCOMPARE(w.controller.stallCount(), 0U);
    }
    void anAttemptThatNobodyAnswersIsGivenUp()
    {
        World w;
        w.playing();
        w.in.link = Controller::Link::Down;
        w.bytesFlow = w.mediaFlows = false;
        while (w.in.link == Controller::Link::Down)
            w.run(10);
        w.in.link = Controller::Link::Connecting;
        w.run(10010);
        QCOMPARE(w.disconnects.size(), std::size_t(1));
        QCOMPARE(w.state(), State::Reconnecting);
    }
    void oneOutageIsOneStallAcrossReconnecting()
    {
        World w;
        w.playing();
        w.in.link = Controller::Link::Down;
        w.obey = false;
        w.run(700);
        const auto dry = w.nowMs;
        w.runDry();
        w.run(3000);
        QCOMPARE(w.state(), State::Reconnecting);
        QVERIFY(!w.last.gateOpen);
        QCOMPARE(w.controller.stallCount(), 1U);
        w.obey = true;
        w.run(8000);
        QCOMPARE(w.state(), State::Rebuffering);
        w.refill(800);
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
        QCOMPARE(w.controller.stallCount(), 1U);
        QCOMPARE(w.controller.stallTime(at(w.nowMs)), milliseconds(w.nowMs - dry));
    }
    void backOffStartsOverAfterAStableConnection()
    {
        World w;
        w.playing();
        const auto drop = [&] {
            w.in.link = Controller::Link::Down;
            w.connects.clear();
            const auto lost = w.nowMs;
            w.run(10000);
            return w.connects.front() - lost;
        };
        w.obey = false;
        drop();
        w.obey = true;
        w.run(9000);
        QCOMPARE(w.state(), State::Playing);
        QVERIFY2(drop() > 3000, "lost again soon: it waits on");
        w.run(10500);
        QVERIFY(drop() < 1300);
    }
    void aHoldingOrWaitingLoaderIsNotSilent()
    {
        World held(vod());
        held.primed(40000);
        held.run(10);
        QCOMPARE(held.last.loader, Controller::Loader::Holding);
        held.bytesFlow = false;
        held.run(30000);
        QCOMPARE(held.count(Kind::NoData), 0);
        QVERIFY(held.disconnects.empty());
        World waiting;
        waiting.playing();
        waiting.bytesFlow = false;
        waiting.in.loaderWaiting = true;
        waiting.run(30000);
        QCOMPARE(waiting.count(Kind::NoData), 0);
        QVERIFY(waiting.disconnects.empty());
        waiting.in.loaderWaiting = false; // now it asks, and nobody answers
        waiting.run(1500);
        QCOMPARE(waiting.count(Kind::NoData), 1);
    }

    // ---- rule 7
    void frozenClockIsSkippedThenFlushedThenGivenUp()
    {
        World w;
        w.playing();
        w.clockRuns = false;
        w.run(1230);
        QCOMPARE(w.skipped, milliseconds(0));
        w.run(20);
        QCOMPARE(w.skipped, milliseconds(100));
        w.run(1250);
        QCOMPARE(w.skipped, milliseconds(200));
        w.run(1250);
        QCOMPARE(w.skipped, milliseconds(300));
        QCOMPARE(w.flushes, 0);
        w.run(1250);
        QCOMPARE(w.skipped, milliseconds(300));
        QCOMPARE(w.flushes, 1);
        QVERIFY(!w.failed);
        w.run(1250);
        QCOMPARE(*w.failed, Controller::Failure::ClockStuck);
        QCOMPARE(w.state(), State::Failed);
        QCOMPARE(Controller::errorOf(*w.failed).code(), ErrorCode::ClockStuck);
        QCOMPARE(w.count(Kind::ClockFrozen), 4);
    }
    void aSkipThatHelpedIsForgotten()
    {
        World w;
        w.playing();
        for (int i = 0; i < 6; ++i) {
            w.clockRuns = false;
            w.run(1260);
            w.clockRuns = true;
            w.run(5000);
        }
        QVERIFY(!w.failed);
        QCOMPARE(w.flushes, 0);
        QCOMPARE(w.skipped, milliseconds(600));
    }
    void withoutDataAClockMayStand()
    {
        World w;
        w.playing();
        w.levelMs(0);
        w.clockRuns = false;
        w.run(5000);
        QCOMPARE(w.skipped, milliseconds(0));
    }

    // ---- rule 8
    void loaderHoldsAtTheTargetAndRefillsBelowTwoThirds()
    {
        World w(vod());
        w.primed(29990);
        QCOMPARE(w.last.loader, Controller::Loader::Filling);
        w.levelMs(30000);
        w.run(10);
        QCOMPARE(w.last.loader, Controller::Loader::Holding);
        w.levelMs(20010);
        w.run(10);
        QCOMPARE(w.last.loader, Controller::Loader::Holding);
        w.levelMs(19990);
        w.run(10);
        QCOMPARE(w.last.loader, Controller::Loader::Filling);
        QCOMPARE(w.count(Kind::LoaderHeld), 1);
        QCOMPARE(w.count(Kind::LoaderFilling), 1);
    }
    void loaderHoldsAtTheCap()
    {
        World w(vod());
        w.primed(5000);
        w.in.bytes = 1'000'000;
        w.run(10);
        QCOMPARE(w.last.loader, Controller::Loader::Holding);
        w.in.bytes = 900'001;
        w.run(10);
        QCOMPARE(w.last.loader, Controller::Loader::Holding);
        w.in.bytes = 899'999;
        w.run(10);
        QCOMPARE(w.last.loader, Controller::Loader::Filling);
    }
    void theRefillLineCanBeSet()
    {
        auto config = vod();
        config.settings.refill = seconds(25);
        World w(config);
        w.primed(30000);
        w.levelMs(24990);
        w.run(10);
        QCOMPARE(w.last.loader, Controller::Loader::Filling);
    }
    void aPushedStreamIsNeverHeldByTime()
    {
        World w;
        w.primed(60000);
        w.run(100);
        QCOMPARE(w.last.loader, Controller::Loader::Filling);
    }
};

QTEST_GUILESS_MAIN(BufferConnectionTest)
#include "BufferConnectionTest.moc"
