// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <vector>

#include <QTest>

#include "core/base/FakeClock.h"
#include "core/publish/BitrateController.h"
#include "core/publish/CarriedRate.h"

using namespace sluice;

namespace {

constexpr BitrateController::Config kConfig{2500, 150};
const BitrateController::Reading kCalm{};

BitrateController::Reading queued(int ms, std::optional<double> carried = std::nullopt)
{
    return {milliseconds(ms), Duration::zero(), carried};
}

// Looks every 50 ms, as the pipeline does, and returns what changed.
std::vector<BitrateController::Change> watch(BitrateController& controller, FakeClock& clock, Duration length,
    const BitrateController::Reading& reading)
{
    std::vector<BitrateController::Change> changes;
    for (const TimePoint end = clock.now() + length; clock.now() < end; clock.advance(milliseconds(50)))
        if (const auto change = controller.look(clock.now(), reading))
            changes.push_back(*change);
    return changes;
}

} // namespace

class BitrateControllerTest : public QObject {
    Q_OBJECT
private slots:
    void aCalmNetworkChangesNothing()
    {
        FakeClock clock;
        BitrateController controller(kConfig, clock.now());
        QVERIFY(watch(controller, clock, seconds(60), kCalm).empty());
        QVERIFY(watch(controller, clock, seconds(5), queued(200)).empty()); // the bound itself is calm
        QCOMPARE(controller.kbps(), 2500);
        QVERIFY(!controller.congested(clock.now()));
    }

    void loweredToWhatReallyLeaves()
    {
        FakeClock clock;
        BitrateController controller(kConfig, clock.now());
        const auto change = controller.look(clock.now(), queued(201, 1577.0));
        QVERIFY(change && change->lowered);
        QCOMPARE(change->fromKbps, 2500);
        QCOMPARE(change->toKbps, 1200); // 0.9 · 1577 − 150, rounded down
        QCOMPARE(change->carriedKbps.value_or(0), 1577.0);
        QCOMPARE(controller.carriedKbps().value_or(0), 1577.0);
        QVERIFY(controller.congested(clock.now()));
    }

    // The more waits, the lower: it is to have left in two seconds, or viewers stay behind.
    void whatHasPiledUpIsEmptied()
    {
        FakeClock clock;
        BitrateController controller(kConfig, clock.now());
        QCOMPARE(controller.look(clock.now(), queued(800, 2000.0))->toKbps, 1000); // 0.6 · 2000 − 150
        BitrateController other(kConfig, clock.now());
        QCOMPARE(other.look(clock.now(), queued(5000, 2000.0))->toKbps, 800); // but half is used
    }

    void aBlockedWriteIsCongestionToo()
    {
        FakeClock clock;
        BitrateController controller(kConfig, clock.now());
        QVERIFY(!controller.look(clock.now(), {Duration(0), milliseconds(50), 1000.0}));
        QVERIFY(controller.look(clock.now(), {Duration(0), milliseconds(51), 1000.0}));
    }

    // A stream of few bits says nothing about the network: without a figure nothing is lowered.
    void withoutAFigureNothingIsLowered()
    {
        FakeClock clock;
        BitrateController controller(kConfig, clock.now());
        QVERIFY(watch(controller, clock, seconds(3), {milliseconds(500), milliseconds(100), {}}).empty());
        QVERIFY(watch(controller, clock, seconds(3), queued(201, 3000.0))
                .empty()); // it carries more than is sent
    }

    void neverUnderTheFloor_data()
    {
        QTest::addColumn<int>("chosen");
        QTest::addColumn<int>("floor");
        QTest::newRow("500 kb/s") << 2000 << 500;
        QTest::newRow("a fifth") << 6000 << 1200;
        QTest::newRow("less was chosen") << 400 << 400;
    }

    void neverUnderTheFloor()
    {
        QFETCH(int, chosen);
        QFETCH(int, floor);
        FakeClock clock;
        BitrateController controller({chosen, 150}, clock.now());
        QCOMPARE(controller.floorKbps(), floor);
        watch(controller, clock, seconds(5), queued(400, 90.0));
        QCOMPARE(controller.kbps(), floor);
    }

    void risesByATenthEveryFourSecondsWhenCalm()
    {
        FakeClock clock;
        BitrateController controller(kConfig, clock.now());
        controller.look(clock.now(), queued(201, 5000.0 / 9.0 * 3.0)); // 1666: 0.9 of it are 1500
        QCOMPARE(controller.kbps(), 1300);
        // 1550 would be beyond what is known to be carried: that is tried only after a while.
        QVERIFY(watch(controller, clock, BitrateController::kFirstPatience, kCalm).empty());
        std::vector<BitrateController::Change> changes = watch(controller, clock, seconds(20), kCalm);
        QCOMPARE(changes.size(), std::size_t(5));
        int expected = 1300;
        for (const auto& change : changes) {
            QVERIFY(!change.lowered);
            QCOMPARE(change.fromKbps, expected);
            expected = std::min(2500, expected + 250);
            QCOMPARE(change.toKbps, expected);
        }
        QCOMPARE(controller.kbps(), 2500);
        QVERIFY(watch(controller, clock, seconds(60), kCalm).empty());
    }

    void whatIsCarriedForSureIsTakenBackSoon()
    {
        FakeClock clock;
        BitrateController controller({2500, 150}, clock.now());
        controller.look(clock.now(), queued(201, 700.0)); // a burst of others: down to the floor
        QCOMPARE(controller.kbps(), 500);
        clock.advance(milliseconds(600));
        controller.look(clock.now(), queued(201, 2400.0)); // but the network carries this
        QCOMPARE(controller.kbps(), 500);
        watch(controller, clock, seconds(13), kCalm);
        QVERIFY(controller.kbps() > 700);
    }

    // One second after another of congestion must not ratchet down faster than the encoder can follow.
    void lowersAgainOnlyAfterTheEncoderHasSettled()
    {
        FakeClock clock;
        BitrateController controller(kConfig, clock.now());
        QVERIFY(controller.look(clock.now(), queued(201, 2000.0)));
        clock.advance(milliseconds(300));
        QVERIFY(!controller.look(clock.now(), queued(201, 1000.0)));
        clock.advance(milliseconds(200));
        QVERIFY(controller.look(clock.now(), queued(201, 1000.0)));
    }

    // A raise that the network does not carry goes back at once to what was, and the next is tried later.
    void aTryThatFailsGoesBackAndWaitsLonger()
    {
        FakeClock clock;
        BitrateController controller(kConfig, clock.now());
        controller.look(clock.now(), queued(201, 1577.0));
        QCOMPARE(controller.kbps(), 1200);
        std::vector<Duration> waits;
        for (int i = 0; i < 3; ++i) {
            const TimePoint since = clock.now();
            while (controller.kbps() == 1200) {
                controller.look(clock.now(), kCalm);
                clock.advance(milliseconds(50));
                QVERIFY(clock.now() - since < seconds(30));
            }
            waits.push_back(clock.now() - since);
            const auto back = controller.look(clock.now(), {Duration(0), milliseconds(60), {}});
            QVERIFY(back && back->lowered);
            QCOMPARE(back->toKbps, 1200);
        }
        QVERIFY(waits[0] <= seconds(9));
        QVERIFY(waits[1] >= seconds(12) && waits[2] >= seconds(12));
        QVERIFY(waits[2]
            <= seconds(13)); // never longer: the way back to the chosen bitrate takes a minute at most
    }

    void aNewConnectionStartsWithWhatWasCarried()
    {
        FakeClock clock;
        BitrateController controller(kConfig, clock.now());
        controller.look(clock.now(), queued(201, 2000.0));
        QCOMPARE(controller.kbps(), 1600);
        clock.advance(seconds(30));
        controller.reconnected(clock.now());
        QCOMPARE(controller.kbps(), 1600);
        QVERIFY(watch(controller, clock, seconds(3), kCalm).empty());

        BitrateController other(kConfig, clock.now()); // lost without any congestion: the link just went away
        other.reconnected(clock.now());
        QCOMPARE(other.kbps(), 2500);
    }

    void theEncoderFollowsWhoCarriesMost()
    {
        QCOMPARE(BitrateController::combined(std::array{500, 2500, 1200}, 700), 2500);
        QCOMPARE(BitrateController::combined(std::array{900, 500}, 700), 900);
        QCOMPARE(BitrateController::combined({}, 700), 700);
    }

    // --- CarriedRate
    // A full send buffer lets a write of 12,500 bytes pass each 100 ms: 1 Mb/s, however much was written before.
    void whatIsCarriedIsMeasuredWhileWritesWait()
    {
        FakeClock clock;
        CarriedRate rate;
        for (int i = 0; i < 10; ++i) { // into the empty buffer: says nothing
            rate.noteWrite(clock.now(), clock.now() + microseconds(50), 12'500);
            clock.advance(milliseconds(33));
            QVERIFY(!rate.kbps(clock.now()));
        }
        for (int i = 0; i < 20; ++i) {
            const TimePoint began = clock.now();
            clock.advance(milliseconds(100));
            rate.noteWrite(began, clock.now(), 12'500);
        }
        QCOMPARE(rate.kbps(clock.now()).value_or(0), 1000.0);
        clock.advance(milliseconds(1100));
        QVERIFY(!rate.kbps(clock.now())); // long ago
    }

    // A picture that has just been written stands in the kernel for a moment, however wide the link is. What left then
    // must not be mixed into the figure of a link that has just become narrow.
    void whatRunsEmptyInBetweenSaysNothing()
    {
        FakeClock clock;
        CarriedRate rate;
        for (int i = 0; i < 30; ++i) {
            rate.noteWrite(clock.now(), clock.now() + microseconds(50), 12'500, 12'000, 0);
            clock.advance(milliseconds(40));
            QVERIFY(!rate.kbps(clock.now()));
        }
        std::int64_t unsent = 12'000;
        for (int i = 0; i < 10; ++i) { // 5,000 bytes leave in 40 ms: 1 Mb/s
            const std::int64_t before = unsent - 5'000;
            unsent = before + 12'500;
            rate.noteWrite(clock.now(), clock.now(), 12'500, unsent, before);
            clock.advance(milliseconds(40));
        }
        QCOMPARE(rate.kbps(clock.now()).value_or(0), 1000.0);
    }

    // A long queue behind this computer: all has left, and what is on its way fills the send buffer.
    void whatIsOnItsWayFillsTheBufferToo()
    {
        FakeClock clock;
        CarriedRate rate;
        for (int i = 0; i < 15; ++i) { // 5,000 bytes each 40 ms: 1 Mb/s
            const TimePoint began = clock.now();
            clock.advance(milliseconds(40));
            rate.noteWrite(began, clock.now(), 5'000, 0, 0);
        }
        QCOMPARE(rate.kbps(clock.now()).value_or(0), 1000.0);
    }

    void aPauseOrAnInterruptionBeginsAnew()
    {
        FakeClock clock;
        CarriedRate rate;
        const auto wait = [&](Duration length) {
            const TimePoint began = clock.now();
            clock.advance(length);
            rate.noteWrite(began, clock.now(), 12'500);
        };
        for (int i = 0; i < 10; ++i)
            wait(milliseconds(100));
        QVERIFY(rate.kbps(clock.now()));
        clock.advance(milliseconds(300)); // the buffer may have run empty
        wait(milliseconds(100));
        QVERIFY(!rate.kbps(clock.now()));
        for (int i = 0; i < 10; ++i)
            wait(milliseconds(100));
        QVERIFY(rate.kbps(clock.now()));
        wait(seconds(3)); // nothing passed at all: that is no rate
        QVERIFY(!rate.kbps(clock.now()));
    }
};

QTEST_GUILESS_MAIN(BitrateControllerTest)
#include "BitrateControllerTest.moc"
