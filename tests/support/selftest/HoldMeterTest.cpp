// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include <QTest>

#include "tests/support/HoldMeter.h"

using namespace sluice::test;
using std::chrono::milliseconds;

namespace {

void runLoop(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

#if defined(__x86_64__)
// About a millisecond.
__attribute__((noinline)) void spinOverAWrongFrame()
{
    long turns = 1'000'000;
    asm volatile("sub $256, %%rsp\n" // not over the red zone
                 "mov $32, %%ecx\n"
                 "1: push $0x367\n"
                 "dec %%ecx\n"
                 "jnz 1b\n"
                 "2: dec %0\n"
                 "jnz 2b\n"
                 "add $512, %%rsp\n"
        : "+r"(turns)
        :
        : "rcx", "cc", "memory");
}
#endif

} // namespace

class HoldMeterTest : public QObject {
    Q_OBJECT
private slots:
    void aHoldIsSeenWithItsPlace()
    {
        HoldMeter meter;
        QTimer::singleShot(20, this, [] { std::this_thread::sleep_for(milliseconds(120)); });
        runLoop(300);
        const HoldMeter::Hold hold = meter.longest();
        QVERIFY2(hold.own.count() >= 110, qPrintable(QString::number(hold.own.count())));
        QVERIFY(hold.wall >= hold.own);
        QVERIFY(!hold.where.empty());
        meter.restart();
        QVERIFY(meter.longest().own.count() < 50);
    }

    // As within assembler without a word on its frames: what stands where the caller should, is no address.
    void aStackThatCannotBeFollowedIsLeftOut()
    {
#if defined(__x86_64__)
        HoldMeter meter;
        QTimer::singleShot(20, this, [] {
            const auto end = std::chrono::steady_clock::now() + milliseconds(100);
            while (std::chrono::steady_clock::now() < end)
                spinOverAWrongFrame();
        });
        runLoop(300);
        QVERIFY(meter.longest().wall.count() >= 80);
#else
        QSKIP("written for x86-64");
#endif
    }

    void oneThatStillLastsCounts()
    {
        HoldMeter meter;
        std::this_thread::sleep_for(milliseconds(80));
        QVERIFY(meter.longest().own.count() >= 70);
    }
};

QTEST_GUILESS_MAIN(HoldMeterTest)
#include "HoldMeterTest.moc"
