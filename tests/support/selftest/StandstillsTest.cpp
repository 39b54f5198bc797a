// SPDX-License-Identifier: GPL-3.0-or-later
#include <atomic>
#include <thread>

#include <QTest>

#include <pthread.h>

#include "tests/support/Standstills.h"
#include "tests/support/selftest/StoppedProcess.h"

using namespace sluice;
using namespace sluice::test;

class StandstillsTest : public QObject {
    Q_OBJECT
private slots:
    void oneIsSeenWhereItWas()
    {
        const SystemClock clock;
        const Standstills standstills;
        std::this_thread::sleep_for(milliseconds(50));
        const TimePoint before = clock.now();
        QVERIFY(stopThisProcess(milliseconds(150)));
        std::this_thread::sleep_for(milliseconds(150));
        const TimePoint after = clock.now();
        QVERIFY(standstills.longest(before, after) >= milliseconds(120));
        QCOMPARE(standstills.longest(after + seconds(1), after + seconds(2)), Duration::zero());
        // All cores did, at one time, and it is told once; of a part of it only that.
        QVERIFY(standstills.within(before, after) >= milliseconds(120));
        QVERIFY(standstills.within(before, after) <= after - before);
        QCOMPARE(standstills.within(before + milliseconds(60), before + milliseconds(90)),
            Duration(milliseconds(30)));
        QCOMPARE(standstills.within(after + seconds(1), after + seconds(2)), Duration::zero());
    }

    // By a thread of real time, which nothing else gets in between of; its core has not told yet.
    void aCoreThatIsHeldIsSeenMeanwhile()
    {
        const SystemClock clock;
        const Standstills standstills;
        std::this_thread::sleep_for(milliseconds(50));
        const TimePoint before = clock.now();
        std::atomic<bool> refused = false;
        std::thread holder([&] {
            const sched_param least{1};
            refused = pthread_setschedparam(pthread_self(), SCHED_FIFO, &least) != 0;
            while (!refused && clock.now() < before + milliseconds(150)) { }
        });
        std::this_thread::sleep_for(milliseconds(100));
        const Duration stood = standstills.within(before, clock.now());
        holder.join();
        if (refused)
            QSKIP("no thread of real time is allowed here");
        QVERIFY(stood >= milliseconds(60));
    }
};

QTEST_GUILESS_MAIN(StandstillsTest)
#include "StandstillsTest.moc"
