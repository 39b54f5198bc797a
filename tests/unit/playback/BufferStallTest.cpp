// SPDX-License-Identifier: GPL-3.0-or-later
// What is a stall, what only a glitch, what it is put down to, and when it ends.
#include <QtTest>

#include "tests/unit/playback/BufferWorld.h"

using namespace sluice;
using namespace sluice::testing;

class BufferStallTest : public QObject {
    Q_OBJECT

private slots:
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
};

QTEST_GUILESS_MAIN(BufferStallTest)
#include "BufferStallTest.moc"
