// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <algorithm>

#include "core/playback/BufferController.h"
#include "tests/unit/playback/Packets.h"

using namespace sluice;
using namespace sluice::testing;
using Controller = BufferController;
using Kind = Controller::Event::Kind;
using State = Controller::State;

namespace {

// A controller in a made-up world that the test changes; time passes in ticks of 10 ms.
struct World {
    Controller controller;
    Controller::Inputs in;
    std::int64_t nowMs = 0;
    bool bytesFlow = true;
    bool mediaFlows = true;
    bool clockRuns = true; // whenever the gate is open
    bool obey = true; // an attempt to connect succeeds at once
    Controller::Decisions last;
    std::vector<Controller::Event> events;
    std::vector<std::int64_t> connects; // when
    std::vector<std::int64_t> disconnects;
    Duration skipped{};
    int flushes = 0;
    std::optional<Controller::Failure> failed;

    explicit World(Controller::Config config = {}) : controller(config)
    {
        controller.open(at(0));
        in.level = milliseconds(0);
    }

    void tick()
    {
        in.now = at(nowMs);
        if (bytesFlow && in.link == Controller::Link::Up)
            in.lastByteAt = in.now;
        if (mediaFlows && bytesFlow && in.link == Controller::Link::Up)
            in.lastMediaAt = in.now;
        if (clockRuns && last.gateOpen)
            in.clockMovedAt = in.now;
        last = controller.update(in);
        in.retryNow = false;
        events.insert(events.end(), last.events.begin(), last.events.end());
        if (last.connect) {
            connects.push_back(nowMs);
            in.link = obey ? Controller::Link::Up : Controller::Link::Down;
        }
        if (last.disconnect) {
            disconnects.push_back(nowMs);
            in.link = Controller::Link::Down;
        }
        skipped += last.skip;
        flushes += last.flush ? 1 : 0;
        if (last.failed)
            failed = last.failed;
    }
    void run(std::int64_t ms)
    {
        for (const std::int64_t end = nowMs + ms; nowMs < end;) {
            nowMs += 10;
            tick();
        }
    }
    void jump(std::int64_t ms) // nobody looks in between
    {
        nowMs += ms;
        tick();
    }
    void levelMs(std::int64_t ms)
    {
        in.level = milliseconds(ms);
        in.bufferEmpty = ms <= 0;
    }
    // Opened, connected, streams known, a keyframe there, and so much media.
    void primed(std::int64_t ms)
    {
        tick();
        in.streamsKnown = in.keyframeSeen = in.firstPicture = true;
        levelMs(ms);
        run(10);
    }
    void playing()
    {
        primed(1000);
        events.clear();
    }
    void runDry()
    {
        levelMs(0);
        in.outputDrySince = at(nowMs);
    }
    void refill(std::int64_t ms)
    {
        levelMs(ms);
        in.outputDrySince.reset();
    }
    State state() const { return controller.state(); }
    std::int64_t count(Kind kind) const
    {
        return std::count_if(events.begin(), events.end(), [&](const auto& e) { return e.kind == kind; });
    }
    const Controller::Event& event(Kind kind) const
    {
        return *std::find_if(events.begin(), events.end(), [&](const auto& e) { return e.kind == kind; });
    }
};

Controller::Config vod()
{
    Controller::Config config;
    config.source = BufferSource::Vod;
    config.settings.start = seconds(1);
    config.settings.resume = seconds(2);
    config.settings.target = seconds(30);
    config.settings.capBytes = 1'000'000;
    return config;
}

} // namespace

class BufferControllerTest : public QObject {
    Q_OBJECT

private slots:
    // ---- rule 1
    void opensThenPrimesWhenStreamsAreKnown()
    {
        World w;
        QCOMPARE(w.state(), State::Opening);
        w.tick();
        QCOMPARE(w.connects.size(), std::size_t(1));
        w.run(300);
        QCOMPARE(w.state(), State::Opening);
        QCOMPARE(w.connects.size(), std::size_t(1));
        w.in.streamsKnown = true;
        w.run(10);
        QCOMPARE(w.state(), State::Priming);
        QVERIFY(!w.last.gateOpen);
        QVERIFY(!w.controller.played());
    }

    // ---- rule 2
    void primesUntilTheStartLevel()
    {
        World w;
        w.primed(499);
        w.run(5000);
        QCOMPARE(w.state(), State::Priming);
        w.levelMs(500);
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
        QVERIFY(w.last.gateOpen);
        QVERIFY(w.controller.played());
        QCOMPARE(w.count(Kind::FirstPicture), 1);
    }
    void byteCapEndsPriming()
    {
        World w;
        w.primed(100);
        QCOMPARE(w.state(), State::Priming);
        w.in.bytes = w.controller.settings().capBytes;
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
    }
    void endOfSourceEndsPriming()
    {
        World w;
        w.primed(100);
        w.in.sourceEnded = true;
        w.run(10);
        QCOMPARE(w.state(), State::Draining);
        QVERIFY(w.last.gateOpen);
        // Playing was passed through: the start counts.
        QVERIFY(std::any_of(w.events.begin(), w.events.end(),
            [](const auto& e) { return e.kind == Kind::StateChanged && e.to == State::Playing; }));
    }
    void idleLoaderEndsPriming()
    {
        World w;
        w.primed(100);
        w.in.loaderIdle = true;
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
    }
    void escapesNeedSomethingToPlay()
    {
        World w;
        w.primed(0);
        w.in.loaderIdle = true;
        w.run(1000);
        QCOMPARE(w.state(), State::Priming);
    }
    void liveEdgeIsNotAnEscape()
    {
        World w;
        w.primed(100);
        w.in.loaderWaiting = true;
        w.run(5000);
        QCOMPARE(w.state(), State::Priming);
    }

    // ---- rule 3
    void rebuffersOnlyWhenDryAndEmpty()
    {
        World w;
        w.playing();
        w.levelMs(0); // empty, but the device still plays
        w.run(500);
        QCOMPARE(w.state(), State::Playing);
        w.in.outputDrySince = at(w.nowMs - 3); // between two ticks
        w.run(10);
        QCOMPARE(w.state(), State::Rebuffering);
        QVERIFY(!w.last.gateOpen);
        QCOMPARE(w.controller.stallCount(), 1U);
        // The stall began when the output ran dry, not when it was noticed.
        QCOMPARE(w.event(Kind::StallStarted).at, at(w.nowMs - 13));
        const auto change = std::find_if(w.events.begin(), w.events.end(),
            [](const auto& e) { return e.kind == Kind::StateChanged && e.to == State::Rebuffering; });
        QCOMPARE(change->at, at(w.nowMs - 13));
        QCOMPARE(w.controller.stallTime(at(w.nowMs)), milliseconds(13));
    }
    // A device knows before it is heard that nothing is left; media that comes meanwhile must not end a stall before
    // it began.
    void aStallNeverBeginsInTheFuture()
    {
        World w;
        w.playing();
        w.levelMs(0);
        w.in.outputDrySince = at(w.nowMs + 25);
        w.run(10);
        QCOMPARE(w.event(Kind::StallStarted).at, at(w.nowMs));
        w.refill(2000);
        w.run(20);
        QCOMPARE(w.count(Kind::StallEnded), 0); // what the device has asked for since then is gone
        w.run(10);
        QCOMPARE(w.event(Kind::StallEnded).duration, BufferController::kShortestStall);
        QCOMPARE(w.controller.stallTime(at(w.nowMs)), BufferController::kShortestStall);
    }
    void waitingEndsWithThePacketAndNotWithTheLook()
    {
        World w;
        w.primed(0);
        w.levelMs(500);
        w.in.startSince = at(w.nowMs + 3);
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
        QCOMPARE(w.last.gateFrom, at(w.nowMs - 7));
        w.runDry();
        w.run(10);
        QCOMPARE(w.state(), State::Rebuffering);
        w.run(200);
        w.refill(1000);
        w.in.resumeSince = at(w.nowMs + 4);
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
        QCOMPARE(w.last.gateFrom, at(w.nowMs - 6));
        QCOMPARE(w.event(Kind::StallEnded).at, at(w.nowMs - 6));
    }
    // A stream that leaves the minimum makes the level jump to what was there long ago.
    void aLevelIsNeverThereBeforeItWasFirstMissing()
    {
        World w;
        w.primed(0);
        w.run(1000);
        w.levelMs(500);
        w.in.startSince = at(w.nowMs - 800);
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
        QCOMPARE(w.last.gateFrom, at(w.nowMs - 10) - BufferController::kLooksBack);
    }
    // Whoever delivers was kept waiting as long as the one who looks: what comes next was there in time.
    void aLateLookDoesNotProveThatALevelWasMissing()
    {
        World w;
        w.primed(0);
        w.run(1000);
        const std::int64_t last = w.nowMs;
        w.jump(300);
        w.levelMs(500);
        w.in.startSince = at(last + 40);
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
        QCOMPARE(w.last.gateFrom, at(last + 40));
    }
    void aStallOfAnInstantIsLookedAtInTime()
    {
        World w;
        w.playing();
        w.runDry();
        const std::int64_t dry = w.nowMs;
        w.run(10);
        QCOMPARE(*w.last.lookAgainAt, at(dry) + BufferController::kShortestStall);
    }
    void dryWithDataAtHandIsAGlitch()
    {
        World w;
        w.playing();
        w.in.outputDrySince = at(w.nowMs);
        w.run(10);
        QCOMPARE(w.controller.glitchCount(), 0U); // not yet confirmed
        w.run(500);
        QCOMPARE(w.state(), State::Playing);
        QVERIFY(w.last.gateOpen);
        QCOMPARE(w.controller.glitchCount(), 1U); // one spell, one glitch
        QCOMPARE(w.event(Kind::Glitch).glitchCause, Controller::GlitchCause::Decoder);
        QCOMPARE(w.controller.stallCount(), 0U);
        w.in.outputDrySince.reset();
        w.run(1000);
        w.in.outputDrySince = at(w.nowMs);
        w.in.deviceAtFault = true;
        w.run(50);
        QCOMPARE(w.controller.glitchCount(), 2U);
        QCOMPARE(w.events.back().glitchCause, Controller::GlitchCause::Device);
    }
    // One look that comes late sees threads that are half done.
    void dryWithDataIsSeenTwiceBeforeItIsAGlitch()
    {
        World w;
        w.playing();
        const std::int64_t dry = w.nowMs + 10;
        w.in.outputDrySince = at(dry);
        w.jump(300); // with data at hand
        QCOMPARE(w.controller.glitchCount(), 0U);
        w.levelMs(0);
        w.in.bufferEmpty = true;
        w.run(10);
        QCOMPARE(w.controller.glitchCount(), 0U);
        QCOMPARE(w.event(Kind::StallStarted).at, at(dry));
    }
    // A decoder that is too slow makes a hole with every packet.
    void glitchesAreNoFlood()
    {
        World w;
        w.playing();
        for (int i = 0; i < 100; ++i) {
            w.in.outputDrySince = at(w.nowMs);
            w.run(50);
            w.in.outputDrySince.reset();
            w.run(50);
        }
        QCOMPARE(w.controller.glitchCount(), 10U); // in 10 s
        QCOMPARE(w.count(Kind::Glitch), std::int64_t(10));
        QCOMPARE(w.controller.stallCount(), 0U);
        QCOMPARE(w.state(), State::Playing);
    }
    void whatTheDeviceReportsIsAGlitch()
    {
        World w;
        w.primed(100);
        w.in.deviceUnderruns = 3; // before it played
        w.run(50);
        w.levelMs(1000);
        w.run(100);
        QCOMPARE(w.state(), State::Playing);
        QCOMPARE(w.controller.glitchCount(), 0U);
        w.in.deviceUnderruns = 4;
        w.run(100);
        QCOMPARE(w.controller.glitchCount(), 1U);
        QCOMPARE(w.event(Kind::Glitch).glitchCause, Controller::GlitchCause::Device);
        w.run(2000);
        // One that stood, and says so when it is back: once.
        w.in.deviceAtFault = true;
        w.in.outputDrySince = at(w.nowMs);
        w.run(1500);
        w.in.deviceAtFault = false;
        w.in.outputDrySince.reset();
        w.in.deviceUnderruns = 5;
        w.run(100);
        QCOMPARE(w.controller.glitchCount(), 2U);
        QCOMPARE(w.controller.stallCount(), 0U);
    }
    void aDeadDeviceIsNoStallThoughAllPacketsAreDecoded()
    {
        World w;
        w.playing();
        w.levelMs(200);
        w.in.bufferEmpty = true;
        w.in.outputDrySince = at(w.nowMs);
        w.in.deviceAtFault = true;
        w.run(200);
        QCOMPARE(w.controller.stallCount(), 0U);
        QCOMPARE(w.controller.glitchCount(), 1U);
    }
    void aGlitchBecomesAStallOnlyFromWhenDataRanOut()
    {
        World w;
        w.playing();
        w.in.outputDrySince = at(w.nowMs);
        w.run(100);
        const auto emptyAt = w.nowMs + 10;
        w.levelMs(0);
        w.run(50);
        QCOMPARE(w.controller.glitchCount(), 1U);
        QCOMPARE(w.event(Kind::StallStarted).at, at(emptyAt));
    }
    void dryFromBeforeTheGateOpenedIsNoStall()
    {
        World w;
        w.in.outputDrySince = at(0);
        w.primed(600);
        w.in.bufferEmpty = true; // everything is in the decoder already
        w.run(200);
        QCOMPARE(w.state(), State::Playing);
        QCOMPARE(w.controller.stallCount(), 0U);
        QCOMPARE(w.controller.glitchCount(), 0U);
    }
    void stallCauses_data()
    {
        QTest::addColumn<bool>("answering");
        QTest::addColumn<bool>("mediaStood");
        QTest::addColumn<bool>("emulated");
        QTest::addColumn<int>("cause");
        QTest::newRow("nothing comes") << false << true << false << int(StallCause::Network);
        QTest::newRow("answers, media stands") << true << true << false << int(StallCause::Source);
        QTest::newRow("too slow") << true << false << false << int(StallCause::Network);
        QTest::newRow("held by the emulator") << false << true << true << int(StallCause::Emulated);
        QTest::newRow("emulator before source") << true << true << true << int(StallCause::Emulated);
    }
    void stallCauses()
    {
        QFETCH(bool, answering);
        QFETCH(bool, mediaStood);
        QFETCH(bool, emulated);
        QFETCH(int, cause);
        World w;
        w.playing();
        w.in.answering = answering;
        w.mediaFlows = !mediaStood;
        w.in.emulatedHold = emulated;
        w.run(1200);
        w.runDry();
        w.run(100);
        QCOMPARE(int(w.event(Kind::StallStarted).stallCause), cause);
        w.in.answering = w.in.emulatedHold = false;
        w.refill(900);
        w.run(10);
        QCOMPARE(int(w.event(Kind::StallEnded).stallCause), cause);
    }
    void causeThatShowsLaterIsReportedAtTheEnd()
    {
        World w;
        w.playing();
        w.runDry();
        w.run(100);
        QCOMPARE(w.event(Kind::StallStarted).stallCause, StallCause::Network);
        w.in.emulatedHold = true;
        w.run(100);
        w.in.emulatedHold = false;
        w.refill(900);
        w.run(10);
        QCOMPARE(w.event(Kind::StallEnded).stallCause, StallCause::Emulated);
    }

    // ---- rule 4
    void resumesAtTheResumeLevel()
    {
        World w;
        w.playing();
        const auto begin = w.nowMs;
        w.runDry();
        w.run(1000);
        w.refill(799);
        w.run(1000);
        QCOMPARE(w.state(), State::Rebuffering);
        w.levelMs(800);
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
        QCOMPARE(w.event(Kind::StallEnded).duration, milliseconds(2010));
        QCOMPARE(*w.event(Kind::StallEnded).since, at(begin));
        QCOMPARE(w.controller.stallTime(at(w.nowMs + 5000)), milliseconds(2010));
    }
    void resumesByEscapes_data()
    {
        QTest::addColumn<int>("escape");
        QTest::newRow("cap") << 0;
        QTest::newRow("ended") << 1;
        QTest::newRow("idle") << 2;
    }
    void resumesByEscapes()
    {
        QFETCH(int, escape);
        World w;
        w.playing();
        w.runDry();
        w.run(500);
        w.refill(100);
        w.run(100);
        QCOMPARE(w.state(), State::Rebuffering);
        w.in.bytes = escape == 0 ? w.controller.settings().capBytes : 0;
        w.in.sourceEnded = escape == 1;
        w.in.loaderIdle = escape == 2;
        w.run(10);
        QCOMPARE(w.state(), escape == 1 ? State::Draining : State::Playing);
        QCOMPARE(w.controller.stallCount(), 1U);
        QCOMPARE(w.count(Kind::StallEnded), 1);
    }
    // The loader stopped at the cap and goes on only below 90 % of it: between the two nothing would come.
    void aLoaderThatStillHoldsAtTheCapIsAnEscape()
    {
        World w;
        w.playing();
        w.in.bytes = w.controller.settings().capBytes;
        w.run(50);
        w.in.bytes = w.controller.settings().capBytes * 95 / 100;
        w.runDry();
        w.run(50);
        QCOMPARE(w.last.loader, Controller::Loader::Holding);
        w.refill(100);
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
    }

    // ---- rule 5
    void seekIsNeverAStall()
    {
        World w;
        w.playing();
        w.in.seeks = 1;
        w.in.seekPending = true;
        w.runDry();
        w.run(3000);
        QCOMPARE(w.state(), State::Seeking);
        QVERIFY(!w.last.gateOpen);
        w.in.seekPending = false;
        w.in.firstPicture = false;
        w.run(2000);
        QCOMPARE(w.state(), State::Priming);
        w.in.firstPicture = true;
        w.refill(500);
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
        QCOMPARE(w.controller.stallCount(), 0U);
        QCOMPARE(w.controller.glitchCount(), 0U);
        QCOMPARE(w.count(Kind::FirstPicture), 1);
    }
    void seekEndsAStall()
    {
        World w;
        w.playing();
        w.runDry();
        w.run(500);
        w.in.seeks = 1;
        w.in.seekPending = true;
        w.run(4000);
        QCOMPARE(w.controller.stallTime(at(w.nowMs)), milliseconds(510));
    }
    void seekWorksAfterTheEnd()
    {
        World w;
        w.playing();
        w.in.sourceEnded = w.in.allPlayed = true;
        w.run(10);
        QCOMPARE(w.state(), State::Ended);
        w.in.seeks = 1;
        w.in.allPlayed = false;
        w.run(20);
        QCOMPARE(w.state(), State::Draining);
    }

    // ---- pause
    void pauseIsNeverAStall()
    {
        World w;
        w.playing();
        w.in.pause = true;
        w.runDry();
        w.run(20000);
        QCOMPARE(w.state(), State::Paused);
        QVERIFY(!w.last.gateOpen);
        w.refill(600);
        w.in.pause = false;
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
        QCOMPARE(w.controller.stallCount(), 0U);
        QCOMPARE(w.count(Kind::ClockFrozen), 0);
    }
    void pauseDuringAStallStopsItsTime()
    {
        World w;
        w.playing();
        w.runDry();
        w.run(500);
        w.in.pause = true;
        w.run(5000);
        QCOMPARE(w.controller.stallTime(at(w.nowMs)), milliseconds(510));
        w.in.pause = false;
        w.run(300);
        QCOMPARE(w.state(), State::Rebuffering);
        QCOMPARE(w.controller.stallTime(at(w.nowMs)), milliseconds(510 + 290));
    }
    void pauseBeforeTheStartGoesBackToPriming()
    {
        World w;
        w.primed(100);
        w.in.pause = true;
        w.run(100);
        QCOMPARE(w.state(), State::Paused);
        w.levelMs(900);
        w.run(100);
        QCOMPARE(w.state(), State::Paused);
        w.levelMs(100);
        w.in.pause = false;
        w.run(100);
        QCOMPARE(w.state(), State::Priming);
        w.levelMs(500);
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
    }
    void seekWhilePausedStaysPaused()
    {
        World w;
        w.playing();
        w.in.pause = true;
        w.run(10);
        w.in.seeks = 1;
        w.in.seekPending = true;
        w.run(10);
        QCOMPARE(w.state(), State::Seeking);
        w.in.seekPending = false;
        w.run(100);
        QCOMPARE(w.state(), State::Paused);
    }

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

    // ---- rule 9
    void newSettingsActAtOnce()
    {
        World w;
        w.primed(300);
        QCOMPARE(w.state(), State::Priming);
        BufferSettings settings;
        settings.start = milliseconds(300);
        w.controller.setSettings(settings);
        w.run(10);
        QCOMPARE(w.state(), State::Playing);
        QCOMPARE(w.count(Kind::SettingsChanged), 1);
        w.controller.setSettings(settings); // no change, no event
        w.run(10);
        QCOMPARE(w.count(Kind::SettingsChanged), 1);
    }

    void settingsFoundOutWhileOpeningAreNoChange()
    {
        World w;
        w.tick();
        BufferSettings settings;
        settings.start = milliseconds(300);
        w.controller.setSettings(settings);
        w.primed(300);
        QCOMPARE(w.state(), State::Playing);
        QCOMPARE(w.count(Kind::SettingsChanged), 0);
    }

    // ---- rule 10
    void theEndDrainsAndIsNeverAStall()
    {
        World w;
        w.playing();
        w.in.sourceEnded = true;
        w.run(10);
        QCOMPARE(w.state(), State::Draining);
        w.runDry();
        w.run(500);
        QCOMPARE(w.state(), State::Draining);
        QCOMPARE(w.controller.stallCount(), 0U);
        w.in.allPlayed = true;
        w.run(10);
        QCOMPARE(w.state(), State::Ended);
        QVERIFY(!w.last.gateOpen);
    }
    void aDeviceThatNeverReportsTheEndDoesNotKeepIt()
    {
        World w;
        w.playing();
        w.in.sourceEnded = true;
        w.runDry();
        w.run(1300);
        QCOMPARE(w.state(), State::Ended);
    }
    void endDuringAStallWithNothingLeft()
    {
        World w;
        w.playing();
        w.runDry();
        w.run(300);
        w.in.sourceEnded = true;
        w.run(10);
        QCOMPARE(w.state(), State::Ended);
        QCOMPARE(w.controller.stallTime(at(w.nowMs)), milliseconds(310));
    }
    void theEndOfTheConnectionIsNotLost()
    {
        World w;
        w.playing();
        w.in.sourceEnded = true;
        w.in.link = Controller::Link::Down;
        w.run(10000);
        QCOMPARE(w.count(Kind::ConnectionLost), 0);
        QCOMPARE(w.state(), State::Draining);
    }

    // ---- rule 11
    void attemptsThatAllFailEndWithin10s()
    {
        World w;
        w.obey = false;
        w.tick();
        w.run(9000);
        QVERIFY(!w.failed);
        QVERIFY(w.connects.size() >= 3);
        w.run(1000);
        QCOMPARE(*w.failed, Controller::Failure::NeverPlayed);
        QCOMPARE(w.state(), State::Failed);
        const auto tries = w.connects.size();
        w.run(30000);
        QCOMPARE(w.connects.size(), tries);
        QCOMPARE(Controller::errorOf(*w.failed).message(),
            std::string("The stream could not be started within 10 s. Check the address and try again."));
    }
    void aSilentServerFailsAfter10s()
    {
        World w;
        w.bytesFlow = false;
        w.tick();
        w.run(10010);
        QCOMPARE(*w.failed, Controller::Failure::NeverPlayed);
    }
    void aSlowServerGetsMoreTime()
    {
        World w;
        w.tick();
        w.run(15000); // bytes come, streams not yet known
        QVERIFY(!w.failed);
        w.in.streamsKnown = true;
        w.run(4900);
        QVERIFY(!w.failed);
        w.in.keyframeSeen = true;
        w.levelMs(100);
        w.run(60000); // fills very slowly, but does
        QVERIFY(!w.failed);
    }
    void noKeyframeFailsAfter20s()
    {
        World w;
        w.tick();
        w.in.streamsKnown = true;
        w.run(19990);
        QVERIFY(!w.failed);
        w.run(30);
        QCOMPARE(*w.failed, Controller::Failure::NoKeyframe);
        QCOMPARE(Controller::errorOf(*w.failed).code(), ErrorCode::NoKeyframe);
    }
    void soundAloneNeedsNoKeyframe()
    {
        World w;
        w.tick();
        w.in.streamsKnown = true;
        w.in.videoSelected = false;
        w.levelMs(100);
        w.run(30000);
        QVERIFY(!w.failed);
    }
    void onlyASessionThatPlayedReconnectsForEver()
    {
        World w;
        w.playing();
        w.in.link = Controller::Link::Down;
        w.obey = false;
        w.runDry();
        w.run(600'000);
        QVERIFY(!w.failed);
        QCOMPARE(w.state(), State::Reconnecting);
    }
    void fatalFailureIsNotRetried()
    {
        World w;
        w.obey = false;
        w.tick();
        w.in.fatal = true;
        w.run(10);
        QCOMPARE(*w.failed, Controller::Failure::Fatal);
        QCOMPARE(w.state(), State::Failed);
    }
    void waitsForAStreamThatIsNotThereYet()
    {
        World w({.waitForStream = true});
        w.obey = false;
        w.in.nobodyStreaming = true;
        w.tick();
        w.run(60000);
        QVERIFY(!w.failed);
        for (std::size_t i = 1; i < w.connects.size(); ++i)
            QVERIFY(std::abs(w.connects[i] - w.connects[i - 1] - 4000) <= 20);
        World impatient;
        impatient.obey = false;
        impatient.in.nobodyStreaming = true;
        impatient.tick();
        impatient.run(10010);
        QVERIFY(impatient.failed);
    }
    void aSourceWithoutAnythingFails()
    {
        World w;
        w.tick();
        w.in.sourceEnded = true;
        w.run(10);
        QCOMPARE(*w.failed, Controller::Failure::NoMedia);
    }

    // ---- the rest
    void lowLevelWarnsOnceUntilRecovered()
    {
        World w;
        w.playing();
        for (int i = 0; i < 2; ++i) {
            w.levelMs(240);
            w.run(300);
            w.levelMs(300); // not yet recovered
            w.run(100);
            w.levelMs(200);
            w.run(100);
            w.levelMs(600);
            w.run(100);
        }
        QCOMPARE(w.count(Kind::LowLevel), 2);
        QCOMPARE(w.state(), State::Playing);
    }
    void streamsThatLeaveAreTold()
    {
        World w;
        w.playing();
        w.in.audioLeft = true;
        w.run(50);
        w.in.audioLeft = false;
        w.run(50);
        QCOMPARE(w.count(Kind::StreamLeft), 1);
        QVERIFY(!w.event(Kind::StreamLeft).video);
        QCOMPARE(w.count(Kind::StreamBack), 1);
        QCOMPARE(w.controller.stallCount(), 0U);
    }
    void stopAndOpenAgain()
    {
        World w;
        w.playing();
        w.runDry();
        w.run(100);
        w.controller.stop(at(w.nowMs));
        w.run(5000);
        QCOMPARE(w.state(), State::Idle);
        QVERIFY(!w.last.gateOpen);
        w.controller.open(at(w.nowMs));
        QCOMPARE(w.controller.stallCount(), 0U);
        QVERIFY(!w.controller.played());
        w.connects.clear();
        w.run(10);
        QCOMPARE(w.connects.size(), std::size_t(1));
    }
    // Whoever sleeps until lookAgainAt misses nothing.
    void lookAgainNamesTheNextDeadline()
    {
        World w;
        w.playing();
        w.in.loaderWaiting = true; // no silence
        w.clockRuns = false;
        w.run(10);
        const auto since = w.nowMs - 10; // the gate was opened in the tick before
        QCOMPARE(*w.last.lookAgainAt, at(since + 1250));
        World fresh;
        fresh.obey = false;
        fresh.tick();
        fresh.run(10);
        QCOMPARE(*fresh.last.lookAgainAt, *fresh.last.retryAt);
    }
};

QTEST_GUILESS_MAIN(BufferControllerTest)
#include "BufferControllerTest.moc"
