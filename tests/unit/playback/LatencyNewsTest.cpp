// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "core/playback/LatencyNews.h"
#include "tests/unit/playback/Packets.h"

using namespace sluice;
using sluice::testing::at;
using Kind = LatencyNews::Kind;
using Kinds = std::vector<Kind>;

namespace {

// A session that looks each 100 ms and keeps what it was told.
struct Told {
    LatencyNews news;
    LatencyNews::Inputs in{at(0), true, 1.0, {}};
    Kinds kinds;
    std::int64_t nowMs = 0;

    void run(std::int64_t ms)
    {
        for (const std::int64_t end = nowMs + ms; nowMs < end; nowMs += 100) {
            in.now = at(nowMs);
            for (const Kind kind : news.look(in))
                kinds.push_back(kind);
        }
    }
};

} // namespace

class LatencyNewsTest : public QObject {
    Q_OBJECT
private slots:
    void aChangeOfSpeedIsToldOnceAndSoIsTheWayBack()
    {
        Told t;
        t.run(2000);
        QVERIFY(t.kinds.empty());
        // The rate follows the error, second by second, and swings out.
        for (const double rate : {1.03, 1.028, 1.021, 1.012, 1.007, 1.004, 1.002, 1.0}) {
            t.in.rate = rate;
            t.run(1000);
        }
        QCOMPARE(t.kinds, (Kinds{Kind::Faster, Kind::NormalSpeed}));
        t.run(10'000);
        t.in.rate = 0.97;
        t.run(10'000);
        QCOMPARE(t.kinds, (Kinds{Kind::Faster, Kind::NormalSpeed, Kind::Slower}));
    }

    void aTrifleIsNotTold()
    {
        Told t;
        for (const double rate : {1.004, 1.0, 0.996, 1.0, 1.003}) {
            t.in.rate = rate;
            t.run(10'000);
        }
        QVERIFY(t.kinds.empty());
    }

    void swingingIsNoFlood()
    {
        Told t;
        for (int second = 0; second < 60; ++second) {
            t.in.rate = second % 2 == 0 ? 1.03 : 0.97;
            t.run(1000);
        }
        QVERIFY2(t.kinds.size() <= 12, qPrintable(QString::number(t.kinds.size())));
        QVERIFY(t.kinds.size() >= 2);
        // And it ends with what is.
        t.in.rate = 1;
        t.run(6000);
        QCOMPARE(t.kinds.back(), Kind::NormalSpeed);
    }

    // A stall sets the speed to 1 at once; what counts is how playing goes on.
    void aStallIsNoReturnToNormalSpeed()
    {
        Told t;
        t.in.rate = 0.97;
        t.run(10'000);
        t.in.playing = false;
        t.in.rate = 1;
        t.run(3000);
        QCOMPARE(t.kinds, (Kinds{Kind::Slower}));
    }

    void theTargetIsToldByStepsAndWhenItIsBack()
    {
        Told t;
        t.in.raised = milliseconds(500);
        t.run(60'000);
        t.in.raised = milliseconds(1000);
        t.run(1000);
        QCOMPARE(t.kinds, (Kinds{Kind::TargetRaised, Kind::TargetRaised}));
        for (int ms = 1000; ms >= 0; ms -= 10) { // half a second in a minute
            t.in.raised = milliseconds(ms);
            t.run(1200);
        }
        QCOMPARE(t.kinds,
            (Kinds{Kind::TargetRaised, Kind::TargetRaised, Kind::TargetLowered, Kind::TargetLowered}));
        t.run(60'000);
        QCOMPARE(t.kinds.size(), 4U);
    }
};

QTEST_APPLESS_MAIN(LatencyNewsTest)
#include "LatencyNewsTest.moc"
