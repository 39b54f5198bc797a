// SPDX-License-Identifier: GPL-3.0-or-later
#include <QObject>
#include <QTest>

#include "core/base/FakeClock.h"
#include "core/publish/CarriedRate.h"
#include "core/publish/StandingDelay.h"

using namespace sluice;

class StandingDelayTest : public QObject {
    Q_OBJECT

    // What is ours of it, after so long of the same.
    Duration after(StandingDelay& standing, Duration length, const StandingDelay::Reading& reading)
    {
        Duration ours{};
        for (const TimePoint end = m_clock.now() + length; m_clock.now() < end;
            m_clock.advance(milliseconds(50)))
            ours = standing.ours(m_clock.now(), reading);
        return ours;
    }

private slots:
    void aSteadyDelayElsewhereIsTheWay()
    {
        StandingDelay standing;
        const StandingDelay::Reading far{milliseconds(400)};
        QCOMPARE(after(standing, seconds(10), far), milliseconds(400)); // nothing was tried
        standing.lowered(m_clock.now());
        QCOMPARE(after(standing, milliseconds(1900), far), milliseconds(400));
        QVERIFY(standing.onTrial());
        QCOMPARE(after(standing, milliseconds(200), far), Duration::zero());
        QCOMPARE(after(standing, seconds(1), {milliseconds(700)}), milliseconds(300));
    }

    // As much leaves the send buffer as comes in: what stands in it stays, however long one looks.
    void whatStandsInThisComputerIsNoWay()
    {
        StandingDelay standing;
        const StandingDelay::Reading steady{milliseconds(400), milliseconds(400)};
        (void)after(standing, milliseconds(50), steady);
        standing.lowered(m_clock.now());
        QCOMPARE(after(standing, seconds(10), steady), milliseconds(400));
        QVERIFY(!standing.onTrial()); // so that it is lowered again
    }

    void onlyWhatIsBeyondItMayBe()
    {
        StandingDelay standing;
        const StandingDelay::Reading both{milliseconds(600), milliseconds(250)};
        (void)after(standing, milliseconds(50), both);
        standing.lowered(m_clock.now());
        QCOMPARE(after(standing, seconds(3), both), milliseconds(250));
        QCOMPARE(after(standing, seconds(1), {milliseconds(350)}), Duration::zero()); // it has left
    }

    // All of a full buffer may be under way, in a router's queue or on a way that is longer than the buffer.
    void whileWritesWaitNothingIsKnown()
    {
        StandingDelay standing;
        (void)after(standing, milliseconds(50), {milliseconds(400)});
        standing.lowered(m_clock.now());
        QCOMPARE(after(standing, seconds(10), {milliseconds(400), {}, true}), milliseconds(400));
        QCOMPARE(after(standing, milliseconds(1900), {milliseconds(400)}), milliseconds(400));
        QCOMPARE(after(standing, milliseconds(200), {milliseconds(400)}), Duration::zero());
    }

    // --- where its readings come from
    void whatHasNotLeftIsTold()
    {
        CarriedRate rate;
        for (int i = 0; i < 30; ++i, m_clock.advance(milliseconds(33))) { // 30,000 of 40,000 are in a router
            const OnTheWay left{40'000, milliseconds(10), i == 20 ? 25'000 : 10'000};
            rate.noteWrite(m_clock.now(), m_clock.now(), 10'000, left, left);
        }
        QCOMPARE(
            rate.standing(m_clock.now()), std::int64_t(30'000)); // but for the last write, which just began
        QCOMPARE(
            rate.standingHere(m_clock.now()), std::int64_t(10'000)); // a burst that passed does not stand
    }

private:
    FakeClock m_clock;
};

QTEST_GUILESS_MAIN(StandingDelayTest)
#include "StandingDelayTest.moc"
