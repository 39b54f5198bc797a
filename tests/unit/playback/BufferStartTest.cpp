// SPDX-License-Identifier: GPL-3.0-or-later
// From opening to playing, and the ways in which it never comes to that.
#include <QtTest>

#include "tests/unit/playback/BufferWorld.h"

using namespace sluice;
using namespace sluice::testing;

class BufferStartTest : public QObject {
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
};

QTEST_GUILESS_MAIN(BufferStartTest)
#include "BufferStartTest.moc"
