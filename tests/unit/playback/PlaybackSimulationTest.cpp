// SPDX-License-Identifier: GPL-3.0-or-later
// The decisions of playing together: what an ideal buffer would do is calculated on paper, and must come out.
#include <QtTest>

#include <random>

#include "tests/unit/playback/IdealBuffer.h"
#include "tests/unit/playback/Packets.h"
#include "tests/unit/playback/SimulatedPlayer.h"

using namespace sluice;
using namespace sluice::testing;
using Kind = BufferController::Event::Kind;

namespace {

BufferController::Config pushed(Duration start, Duration resume, Duration target)
{
    BufferController::Config config;
    config.settings.low = start / 2;
    config.settings.start = start;
    config.settings.resume = resume;
    config.settings.target = target;
    return config;
}

int stallsIn(const SimulatedPlayer& player)
{
    return static_cast<int>(player.controller().stallCount());
}

Duration timeOfStalls(const SimulatedPlayer& player)
{
    return player.controller().stallTime(player.now());
}

void playToTheEnd(SimulatedPlayer& player, Duration atMost)
{
    for (const TimePoint limit = player.now() + atMost; !player.over() && player.now() < limit;)
        player.step();
}

// The rules that hold whatever comes.
void checkBooks(const SimulatedPlayer& player)
{
    Duration stalled{};
    int started = 0;
    int ended = 0;
    std::optional<TimePoint> rebufferingSince;
    Duration rebuffering{};
    for (const auto& event : player.events()) {
        if (event.kind == Kind::StallStarted)
            ++started;
        if (event.kind == Kind::StallEnded) {
            ++ended;
            stalled += event.duration;
        }
        if (event.kind != Kind::StateChanged)
            continue;
        if (event.from == WatchState::Rebuffering)
            rebuffering += event.at - *rebufferingSince;
        if (event.to == WatchState::Rebuffering)
            rebufferingSince = event.at;
    }
    QCOMPARE(started, stallsIn(player));
    QCOMPARE(ended, started);
    QCOMPARE(stalled, timeOfStalls(player));
    QCOMPARE(rebuffering, stalled);
    QCOMPARE(player.controller().glitchCount(), 0U);
}

} // namespace

class PlaybackSimulationTest : public QObject {
    Q_OBJECT

private slots:
    void steadyStreamNeverStalls()
    {
        SimulatedPlayer player({pushed(milliseconds(500), milliseconds(800), seconds(1))},
            live({}, [](Duration) { return milliseconds(30); }), at(0));
        playToTheEnd(player, seconds(60));
        QCOMPARE(player.controller().state(), WatchState::Ended);
        QCOMPARE(stallsIn(player), 0);
        QCOMPARE(player.played(), seconds(30));
        checkBooks(player);
    }

    // Outage of 0.8·L: none. Of L + 3 s: exactly one, over as soon as the level is there again.
    void outages()
    {
        for (const std::int64_t levelMs : {500, 1000, 3000}) {
            const auto config
                = pushed(milliseconds(levelMs), milliseconds(levelMs), milliseconds(levelMs * 2));
            const auto withOutage = [&](Duration outage) {
                const Delay delay = [outage](Duration sent) {
                    const bool inside = sent >= seconds(10) && sent < seconds(10) + outage;
                    return inside ? seconds(10) + outage - sent : Duration::zero();
                };
                SimulatedPlayer player({config}, live({}, delay), at(0));
                playToTheEnd(player, seconds(90));
                checkBooks(player);
                return std::pair(stallsIn(player), timeOfStalls(player));
            };
            QCOMPARE(withOutage(milliseconds(levelMs * 8 / 10)).first, 0);
            const auto [count, time] = withOutage(milliseconds(levelMs + 3000));
            QCOMPARE(count, 1);
            QVERIFY2(std::abs(toMs(time) - 3000) <= 100, qPrintable(QString::number(toMs(time))));
        }
    }

    void throttledBelowTheBitrateAsCalculated_data()
    {
        QTest::addColumn<double>("share");
        QTest::addColumn<int>("startMs");
        QTest::addColumn<int>("resumeMs");
        for (const double share : {0.95, 0.8, 0.5, 0.2})
            for (const auto& [start, resume] :
                {std::pair(500, 800), std::pair(1500, 2400), std::pair(80, 120)})
                QTest::addRow("%.2f %d", share, start) << share << start << resume;
    }
    void throttledBelowTheBitrateAsCalculated()
    {
        QFETCH(double, share);
        QFETCH(int, startMs);
        QFETCH(int, resumeMs);
        const double bytesPerSecond = 25 * 5000 + 50 * 400;
        const auto arrivals
            = throttled(live({}, [](Duration) { return Duration::zero(); }), share * bytesPerSecond);
        const auto config = pushed(milliseconds(startMs), milliseconds(resumeMs), milliseconds(resumeMs * 2));
        SimulatedPlayer player({config}, arrivals, at(0));
        playToTheEnd(player, seconds(300));
        const IdealStalls expected = ideal(arrivals, config.settings);
        checkBooks(player);
        QCOMPARE(player.controller().state(), WatchState::Ended);
        QCOMPARE(stallsIn(player), expected.count);
        const auto off = std::chrono::abs(timeOfStalls(player) - expected.time);
        QVERIFY2(off <= std::max<Duration>(expected.time / 10, milliseconds(100)),
            qPrintable(QString("%1 against %2 ms").arg(toMs(timeOfStalls(player))).arg(toMs(expected.time))));
        QVERIFY(player.played() >= milliseconds(29900));
    }

    void joiningInMidGopWaitsForTheKeyframe()
    {
        Stream stream;
        stream.gop = seconds(4);
        stream.joinAt = milliseconds(5000);
        SimulatedPlayer player({pushed(milliseconds(500), milliseconds(800), seconds(1))},
            live(stream, [](Duration) { return Duration::zero(); }), at(0));
        player.run(milliseconds(3400));
        QCOMPARE(player.controller().state(), WatchState::Priming);
        player.run(milliseconds(200)); // keyframe after 3 s, start level half a second later
        QCOMPARE(player.controller().state(), WatchState::Playing);
        QCOMPARE(*player.buffer().startPosition(), media(8000));
        playToTheEnd(player, seconds(60));
        QCOMPARE(stallsIn(player), 0);
    }

    void announcedButSilentAudioStillPlays()
    {
        Stream stream;
        stream.audio = false;
        SimulatedPlayer player({pushed(milliseconds(500), milliseconds(800), seconds(1))},
            live(stream, [](Duration) { return Duration::zero(); }), at(0));
        player.run(milliseconds(1100));
        QCOMPARE(player.controller().state(), WatchState::Playing);
        playToTheEnd(player, seconds(60));
        QCOMPARE(player.controller().state(), WatchState::Ended);
        QCOMPARE(stallsIn(player), 0);
        QCOMPARE(player.played(), seconds(30));
    }

    void fileIsHeldAndRefilled()
    {
        BufferController::Config config;
        config.source = BufferSource::Vod;
        config.settings.target = seconds(10);
        config.settings.resume = seconds(2);
        config.settings.start = seconds(1);
        Stream stream;
        stream.length = seconds(60);
        auto arrivals = live(stream, [](Duration sent) { return -sent * 9 / 10; }); // ten times real time
        SimulatedPlayer player({config}, arrivals, at(0));
        Duration most{};
        Duration least = seconds(100);
        while (!player.over() && player.now() < at(120000)) {
            player.step();
            most = std::max(most, player.level());
            if (player.now() > at(5000) && player.now() < at(40000))
                least = std::min(least, player.level());
        }
        QCOMPARE(player.controller().state(), WatchState::Ended);
        QCOMPARE(stallsIn(player), 0);
        QVERIFY(most <= milliseconds(10200));
        QVERIFY(least >= milliseconds(6500)); // two thirds
        QCOMPARE(player.played(), seconds(60));
    }

    // A file so badly interleaved that the byte cap is full of pictures before the first sound comes.
    void badInterleavingDoesNotHang()
    {
        BufferController::Config config;
        config.source = BufferSource::Vod;
        config.settings.capBytes = 500'000;
        config.settings.target = seconds(30);
        std::vector<Arrival> arrivals;
        for (int t = 0; t < 10000; t += 40)
            arrivals.push_back({at(t / 100), video(t, t % 1000 == 0, 5000)});
        for (int t = 0; t < 10000; t += 20)
            arrivals.push_back({at(100 + t / 100), audio(t)});
        SimulatedPlayer player({config}, arrivals, at(0));
        playToTheEnd(player, seconds(60));
        QCOMPARE(player.controller().state(), WatchState::Ended);
        QVERIFY(player.played() >= seconds(9));
    }

    // e = 3 s at the start is down to 0.3 s within 100 s at 1.03, without a stall or a cut.
    void burstAtJoiningIsCaughtUpWith()
    {
        Stream stream;
        stream.length = seconds(160);
        const Delay delay = [](Duration sent) {
            const Duration burst = seconds(4); // the server sends its last 4 s at once
            const Duration jitter = milliseconds(sent / milliseconds(20) * 37 % 60);
            return std::max(-burst, -sent) + jitter;
        };
        SimulatedPlayer::Config config{pushed(milliseconds(500), milliseconds(800), seconds(1))};
        config.catchesUp = true;
        config.ends = false;
        SimulatedPlayer player(config, live(stream, delay), at(0));
        player.run(seconds(5));
        QVERIFY(player.level() > milliseconds(3700));
        QCOMPARE(player.rate(), 1.03);
        player.run(seconds(95));
        QVERIFY2(player.level() <= milliseconds(1300), qPrintable(QString::number(toMs(player.level()))));
        player.run(seconds(50));
        QVERIFY(player.level() >= milliseconds(900));
        QCOMPARE(stallsIn(player), 0);
        QCOMPARE(player.trims(), 0);
    }

    void outageOnALiveStreamIsCutBackToTheLimit()
    {
        const Delay delay = [](Duration sent) {
            return sent >= seconds(10) && sent < seconds(18) ? seconds(18) - sent : Duration::zero();
        };
        SimulatedPlayer::Config config{pushed(milliseconds(500), milliseconds(800), seconds(1))};
        config.controller.settings.trim = seconds(3);
        config.catchesUp = true;
        config.ends = false;
        Stream stream;
        stream.length = seconds(60);
        SimulatedPlayer player(config, live(stream, delay), at(0));
        player.run(seconds(25));
        QCOMPARE(stallsIn(player), 1);
        QCOMPARE(player.trims(), 1);
        QVERIFY(player.level() < seconds(3)); // target 1.5 s, at most a GOP more
        QVERIFY(player.level() > milliseconds(500));
        player.run(seconds(30));
        QCOMPARE(stallsIn(player), 1);
    }

    void theSameArrivalsGiveTheSameDecisions()
    {
        const auto once = [] {
            const auto arrivals
                = throttled(live({}, [](Duration) { return Duration::zero(); }), 0.7 * 145'000);
            SimulatedPlayer player(
                {pushed(milliseconds(500), milliseconds(800), seconds(1))}, arrivals, at(0));
            playToTheEnd(player, seconds(200));
            return std::pair(stallsIn(player), timeOfStalls(player));
        };
        QCOMPARE(once(), once());
    }

    // Whatever comes, in whatever rhythm: it plays, it ends, the books are right.
    void neverStuck()
    {
        for (unsigned seed = 1; seed <= 300; ++seed) {
            std::mt19937 random(seed);
            const auto pick = [&](int from, int to) {
                return from + static_cast<int>(random() % unsigned(to - from + 1));
            };
            Stream stream;
            stream.length = seconds(pick(1, 25));
            stream.gop = milliseconds(40 * pick(5, 150));
            stream.audio = pick(0, 9) > 0;
            stream.video = pick(0, 9) > 0 || !stream.audio;
            stream.videoBytes = static_cast<std::size_t>(pick(10, 40000));
            const int jitterMs = pick(0, 1) * pick(1, 900);
            const int outageAt = pick(0, 20000);
            const int outage = pick(0, 3) == 0 ? pick(100, 8000) : 0;
            const Duration burst = seconds(pick(0, 1) * pick(0, 20));
            auto arrivals = live(stream, [&](Duration sent) {
                const bool inside = toMs(sent) >= outageAt && toMs(sent) < outageAt + outage;
                const Duration hold = inside ? milliseconds(outageAt + outage) - sent : Duration::zero();
                return std::max(-burst, -sent) + milliseconds(pick(0, jitterMs)) + hold;
            });
            for (auto& arrival : arrivals) // encoders forget durations and mark jumps
                if (pick(0, 20) == 0)
                    arrival.packet.duration = Duration::zero();
            if (pick(0, 2) == 0)
                arrivals = throttled(std::move(arrivals), 1000.0 * pick(60, 1200));

            SimulatedPlayer::Config config{
                pushed(milliseconds(pick(80, 1500)), milliseconds(pick(1500, 2400)), seconds(3))};
            config.controller.source = pick(0, 1) == 0 ? BufferSource::Vod : BufferSource::Pushed;
            config.controller.settings.capBytes = pick(0, 2) == 0 ? pick(20'000, 200'000) : 32 * kBytesPerMib;
            config.catchesUp = pick(0, 1) == 0;
            // Sound alone with the video announced, and the other way round, are part of it.
            SimulatedPlayer player(config, arrivals, at(0));
            const Duration sending = arrivals.back().at - at(0);
            for (int i = 0; i < 3 && pick(0, 3) == 0; ++i) {
                player.run(milliseconds(pick(0, 4000)));
                player.setPause(true);
                player.run(milliseconds(pick(0, 3000)));
                player.setPause(false);
            }
            // Real time, what the link took, the refills at a tiny cap, and a margin.
            playToTheEnd(player, sending * 2 + stream.length * 3 + seconds(30));
            const auto where
                = QString("seed %1, state %2, level %3 ms, played %4 of %5 ms")
                      .arg(seed)
                      .arg(QString::fromStdString(std::string(token(player.controller().state()))))
                      .arg(toMs(player.level()))
                      .arg(toMs(player.played()))
                      .arg(toMs(stream.length));
            QVERIFY2(player.controller().played(), qPrintable(where));
            QVERIFY2(player.controller().state() == WatchState::Ended, qPrintable(where));
            checkBooks(player);
            if (QTest::currentTestFailed())
                qWarning("%s", qPrintable(where));
        }
    }
};

QTEST_GUILESS_MAIN(PlaybackSimulationTest)
#include "PlaybackSimulationTest.moc"
