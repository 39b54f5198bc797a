// SPDX-License-Identifier: GPL-3.0-or-later
// What is asked of a session: seek, pause, other settings, stop; and how it ends.
#include <QtTest>

#include "tests/unit/playback/BufferWorld.h"

using namespace sluice;
using namespace sluice::testing;

class BufferControllerTest : public QObject {
    Q_OBJECT

private slots:
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
