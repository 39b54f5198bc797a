// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <vector>

#include <QTest>

#include "core/base/FakeClock.h"
#include "core/publish/BitrateController.h"
#include "core/publish/CarriedRate.h"
#include "core/publish/StandingDelay.h"

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

// A way through a router with a long queue, whose length may change; and what a broadcast does about it.
struct Way {
    FakeClock clock;
    BitrateController controller{kConfig, clock.now()};
    StandingDelay standing;
    double carriesKbps = 10000;
    Duration longer{}; // than the shortest
    double queueBits = 0;
    double sentKbps = 2650; // the encoder takes a second to follow
    int least = 2500;
    Duration latest{}; // what waits, at the end of the last seconds

    void pass(Duration length)
    {
        constexpr Duration kEach = milliseconds(50);
        latest = Duration::zero();
        const TimePoint begin = clock.now();
        for (const TimePoint end = begin + length; clock.now() < end; clock.advance(kEach)) {
            sentKbps += (controller.kbps() + kConfig.besideKbps - sentKbps) * toSeconds(kEach);
            queueBits = std::max(0.0, queueBits + (sentKbps - carriesKbps) * 1000 * toSeconds(kEach));
            const Duration queue = fromSeconds(queueBits / 1000 / carriesKbps);
            const Duration delay = longer + queue;
            if (end - clock.now() <= seconds(2))
                latest = std::max(latest, queue);
            look(delay, std::min(carriesKbps, sentKbps));
            least = std::min(least, controller.kbps());
        }
    }
    void look(Duration delay, double arrivingKbps)
    {
        Duration queued = standing.ours(clock.now(), {delay});
        if (standing.onTrial())
            queued = std::min(queued, BitrateController::kCongestedQueue);
        const auto carried = delay > milliseconds(30) ? std::optional(arrivingKbps) : std::nullopt;
        const auto change = controller.look(clock.now(), {queued, Duration::zero(), carried});
        if (change && change->lowered)
            standing.lowered(clock.now());
    }
};

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

    // Another route, or a phone's network: longer, and as wide as before.
    void aLongerWayIsNoQueueOfOurs_data()
    {
        QTest::addColumn<int>("longerMs");
        for (const int longer : {250, 400, 800, 1500})
            QTest::addRow("%d ms", longer) << longer;
    }
    void aLongerWayIsNoQueueOfOurs()
    {
        QFETCH(int, longerMs);
        Way way;
        way.pass(seconds(10));
        QCOMPARE(way.controller.kbps(), 2500);
        way.longer = milliseconds(longerMs);
        way.pass(seconds(60));
        QCOMPARE(way.controller.kbps(), 2500);
        QVERIFY2(way.least >= 1000, qPrintable(QString::number(way.least)));
        // … and on such a way a network that becomes too slow is still one.
        way.carriesKbps = 1500;
        way.pass(seconds(2));
        QVERIFY(way.controller.kbps() <= 1350);
        way.pass(seconds(8));
        QVERIFY2(way.latest <= milliseconds(500), qPrintable(QString::number(toMs(way.latest))));
        way.longer = Duration::zero();
        way.carriesKbps = 10000;
        way.pass(seconds(60));
        QCOMPARE(way.controller.kbps(), 2500);
    }

    void aQueueOfOursIsSentAway_data()
    {
        QTest::addColumn<double>("carries");
        for (const double carries : {2200.0, 1600.0, 1200.0})
            QTest::addRow("%.0f kb/s", carries) << carries;
    }
    void aQueueOfOursIsSentAway()
    {
        QFETCH(double, carries);
        Way way;
        way.pass(seconds(10));
        way.carriesKbps = carries;
        way.pass(seconds(10));
        QVERIFY2(way.latest <= milliseconds(300), qPrintable(QString::number(toMs(way.latest))));
        QVERIFY(way.controller.kbps() + kConfig.besideKbps <= carries);
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
            rate.noteWrite(
                clock.now(), clock.now() + microseconds(50), 12'500, OnTheWay{12'000, {}}, OnTheWay{});
            clock.advance(milliseconds(40));
            QVERIFY(!rate.kbps(clock.now()));
        }
        std::int64_t unsent = 12'000;
        for (int i = 0; i < 10; ++i) { // 5,000 bytes leave in 40 ms: 1 Mb/s
            const std::int64_t before = unsent - 5'000;
            unsent = before + 12'500;
            rate.noteWrite(clock.now(), clock.now(), 12'500, OnTheWay{unsent, {}}, OnTheWay{before, {}});
            clock.advance(milliseconds(40));
        }
        QCOMPARE(rate.kbps(clock.now()).value_or(0), 1000.0);
    }

    // 2 Mb/s written into a network of 1 Mb/s behind a way of 100 ms: nothing waits here, all of it does in a router.
    void whatWaitsFarAwayIsNotCarriedYet()
    {
        FakeClock clock;
        CarriedRate rate;
        const OnTheWay usual{25'000, milliseconds(100)};
        const auto write = [&](const OnTheWay& left) {
            rate.noteWrite(
                clock.now(), clock.now(), 10'000, left, OnTheWay{left.bytes - 10'000, left.shortest});
        };
        for (int i = 0; i < 30; ++i, clock.advance(milliseconds(40))) { // what the way takes, and no more
            write(usual);
            QVERIFY(!rate.kbps(clock.now()));
        }
        QCOMPARE(rate.standing(clock.now()), std::int64_t(0));
        std::int64_t onTheWay = usual.bytes;
        for (int i = 0; i < 25; ++i, clock.advance(milliseconds(40)))
            write({onTheWay += 5'000, usual.shortest});
        QCOMPARE(rate.kbps(clock.now()).value_or(0), 1000.0);
        // What waited half a second ago, at least: since then it has grown.
        const std::int64_t standing = rate.standing(clock.now());
        QVERIFY(standing >= 40'000 && standing <= 80'000);
    }

    // Acknowledgements that pause, and then come all at once, say nothing of a rate.
    void aStandstillIsNoRate()
    {
        FakeClock clock;
        CarriedRate rate;
        std::int64_t onTheWay = 0;
        for (int i = 0; i < 12; ++i, clock.advance(milliseconds(33))) {
            onTheWay += 10'000;
            rate.noteWrite(
                clock.now(), clock.now(), 10'000, OnTheWay{onTheWay, {}}, OnTheWay{onTheWay - 10'000, {}});
            QVERIFY(!rate.kbps(clock.now()));
        }
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
