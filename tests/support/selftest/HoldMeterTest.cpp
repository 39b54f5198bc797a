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

    void oneThatStillLastsCounts()
    {
        HoldMeter meter;
        std::this_thread::sleep_for(milliseconds(80));
        QVERIFY(meter.longest().own.count() >= 70);
    }
};

QTEST_GUILESS_MAIN(HoldMeterTest)
#include "HoldMeterTest.moc"
