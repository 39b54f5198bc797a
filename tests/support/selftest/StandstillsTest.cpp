// SPDX-License-Identifier: GPL-3.0-or-later
#include <csignal>
#include <thread>

#include <QTest>

#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/Standstills.h"

using namespace sluice;
using namespace sluice::test;

class StandstillsTest : public QObject {
    Q_OBJECT
private slots:
    // All of this process is stopped by another one, as a host stops its guest.
    void oneIsSeenWhereItWas()
    {
        const SystemClock clock;
        const Standstills standstills;
        std::this_thread::sleep_for(milliseconds(50));
        const TimePoint before = clock.now();
        const pid_t child = fork();
        if (child == 0) {
            kill(getppid(), SIGSTOP);
            usleep(150'000);
            kill(getppid(), SIGCONT);
            _exit(0);
        }
        QVERIFY(child > 0);
        std::this_thread::sleep_for(milliseconds(300));
        int status = 0;
        QCOMPARE(waitpid(child, &status, 0), child);
        const TimePoint after = clock.now();
        QVERIFY(standstills.longest(before, after) >= milliseconds(120));
        QCOMPARE(standstills.longest(after + seconds(1), after + seconds(2)), Duration::zero());
    }
};

QTEST_GUILESS_MAIN(StandstillsTest)
#include "StandstillsTest.moc"
