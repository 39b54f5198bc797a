// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/Statistics.h"
#include "core/metrics/RateMeter.h"

#include <cmath>
#include <limits>

#include <QTest>

using namespace sluice;

namespace {

constexpr TimePoint kStart{seconds(77)};

TimePoint at(std::int64_t ms)
{
    return kStart + milliseconds(ms);
}

} // namespace

class StatisticsTest final : public QObject {
    Q_OBJECT

private slots:
    void nothing()
    {
        const Statistics none;
        QCOMPARE(none.mean(), 0.0);
        QCOMPARE(none.min(), 0.0);
        QCOMPARE(none.max(), 0.0);
        QCOMPARE(none.percentile(95), 0.0);
    }

    void exactWhileSmall()
    {
        Statistics s;
        for (int i = 100; i >= 1; --i)
            s.add(i);
        s.add(std::nan(""));
        s.add(std::numeric_limits<double>::infinity());
        QCOMPARE(s.count(), std::uint64_t{100});
        QCOMPARE(s.mean(), 50.5);
        QCOMPARE(s.min(), 1.0);
        QCOMPARE(s.max(), 100.0);
        QCOMPARE(s.percentile(95), 95.0);
        QCOMPARE(s.percentile(50), 50.0);
        QCOMPARE(s.percentile(100), 100.0);
        QCOMPARE(s.percentile(0.1), 1.0);
        s.add(-5);
        QCOMPARE(s.min(), -5.0);
    }

    void boundedAndStillGood()
    {
        Statistics s;
        const int count = 1'000'000;
        for (int i = 0; i < count; ++i)
            s.add(i % 1000);
        QCOMPARE(s.count(), std::uint64_t{1'000'000});
        QVERIFY(std::abs(s.percentile(95) - 950) < 10);
        QVERIFY(std::abs(s.mean() - 499.5) < 1e-6);
        Statistics rising;
        for (int i = 0; i < count; ++i)
            rising.add(i);
        QVERIFY(std::abs(rising.percentile(95) - 950'000) < 100);
        QVERIFY(std::abs(rising.percentile(5) - 50'000) < 100);
    }

    void steadyRate()
    {
        RateMeter meter;
        QCOMPARE(meter.kbps(at(0)), 0.0);
        for (int ms = 0; ms < 5000; ms += 10) {
            meter.add(1250, at(ms)); // 1000 kb/s
            if (ms > 300)
                QVERIFY2(std::abs(meter.kbps(at(ms)) - 1000.0) < 60.0,
                    qPrintable(QString::number(meter.kbps(at(ms)))));
        }
        QCOMPARE(meter.totalBytes(), std::int64_t{625'000});
    }

    void burstLeavesTheWindow()
    {
        RateMeter meter(seconds(1));
        meter.add(0, at(0));
        meter.add(125'000, at(3000));
        QVERIFY(std::abs(meter.kbps(at(3500)) - 1000.0) < 60.0);
        QVERIFY(std::abs(meter.kbps(at(3900)) - 1000.0) < 60.0);
        QCOMPARE(meter.kbps(at(4100)), 0.0);
        QCOMPARE(meter.kbps(at(900'000)), 0.0);
        meter.clear();
        QCOMPARE(meter.totalBytes(), std::int64_t{0});
    }

    void firstBytesAreNoPeak()
    {
        RateMeter meter(seconds(1));
        meter.add(1250, at(0));
        QVERIFY(meter.kbps(at(0)) <= 1250 * 8 / 50.0 + 1e-9); // never over less than a slot
    }
};

QTEST_GUILESS_MAIN(StatisticsTest)
#include "StatisticsTest.moc"
