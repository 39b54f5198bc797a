// SPDX-License-Identifier: GPL-3.0-or-later
#include <thread>

#include <QTest>

#include "tests/support/HoldMeter.h"
#include "tests/support/selftest/StoppedProcess.h"

using namespace sluice::test;
using std::chrono::milliseconds;

namespace {

void runLoop(int ms)
{
    QEventLoop loop;
    QTimer::singleShot(ms, &loop, &QEventLoop::quit);
    loop.exec();
}

void tell(const HoldMeter::Hold& hold)
{
    qInfo("%.1f ms own, %.1f ms wall, %.1f ms stood still", hold.own.count(), hold.wall.count(),
        hold.stood.count());
}

// The computer may stand still by itself meanwhile, which spoils what is measured, but not each time.
template <typename Measured>
bool oneTimeOfThree(Measured measured)
{
    return measured() || measured() || measured();
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
        QVERIFY(oneTimeOfThree([this] {
            HoldMeter meter;
            QTimer::singleShot(20, this, [] { std::this_thread::sleep_for(milliseconds(120)); });
            runLoop(300);
            const HoldMeter::Hold hold = meter.longest();
            tell(hold);
            meter.restart();
            return hold.own.count() >= 110 && hold.wall >= hold.own && !hold.where.empty()
                && meter.longest().own.count() < 50;
        }));
    }

    void whatAComputerStoodStillForIsNotHeld()
    {
        QVERIFY(oneTimeOfThree([] {
            HoldMeter meter;
            runLoop(50);
            meter.restart();
            const bool stopped = stopThisProcess(milliseconds(150));
            const HoldMeter::Hold hold = meter.longest();
            tell(hold);
            return stopped && hold.own.count() < 50;
        }));
    }

    // It excuses no more than its own time.
    void aHoldAroundAStandstillIsSeen()
    {
        QVERIFY(oneTimeOfThree([this] {
            HoldMeter meter;
            runLoop(50);
            meter.restart();
            QTimer::singleShot(20, this, [] {
                std::this_thread::sleep_for(milliseconds(60));
                stopThisProcess(milliseconds(150));
            });
            runLoop(400);
            const HoldMeter::Hold hold = meter.longest();
            tell(hold);
            return hold.own.count() > 50 && hold.own.count() < 90 && hold.stood.count() >= 120;
        }));
    }

    // Nor a hold at another time.
    void aHoldBesideAStandstillIsSeen()
    {
        QVERIFY(oneTimeOfThree([this] {
            HoldMeter meter;
            runLoop(50);
            meter.restart();
            QTimer::singleShot(20, this, [] { stopThisProcess(milliseconds(150)); });
            QTimer::singleShot(300, this, [] { std::this_thread::sleep_for(milliseconds(90)); });
            runLoop(500);
            const HoldMeter::Hold hold = meter.longest();
            tell(hold);
            return hold.own.count() >= 80 && hold.stood.count() < 20;
        }));
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
        QVERIFY(oneTimeOfThree([] {
            HoldMeter meter;
            std::this_thread::sleep_for(milliseconds(80));
            return meter.longest().own.count() >= 70;
        }));
    }
};

QTEST_GUILESS_MAIN(HoldMeterTest)
#include "HoldMeterTest.moc"
