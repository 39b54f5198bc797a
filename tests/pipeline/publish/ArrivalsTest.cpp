// SPDX-License-Identifier: GPL-3.0-or-later
// What is told of a broadcast by what its server read: which pictures the network took, and which there never were.
#include <QTest>

#include "tests/pipeline/publish/Arrivals.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr double kRate = 30;
constexpr std::size_t kBytes = 1000;

// The picture of a number and of a place in the stream, counted in pictures.
ArrivedPicture picture(std::uint32_t number, int slot)
{
    ArrivedPicture one;
    one.sequence = number;
    one.ptsMs = slot * 1000 / static_cast<int>(kRate);
    one.late = milliseconds(100);
    one.arrived = TimePoint(milliseconds(one.ptsMs)) + one.late;
    one.size = kBytes;
    return one;
}

} // namespace

class ArrivalsTest : public QObject {
    Q_OBJECT
private slots:
    void whatTheNetworkLeftOutIsNoHole()
    {
        QVERIFY(holesIn({}, kRate).empty());
        QVERIFY(holesIn({picture(7, 40), picture(8, 41), picture(11, 44), picture(12, 45)}, kRate).empty());
    }

    void whatWasNeverCodedIsOne()
    {
        const auto holes = holesIn({picture(0, 0), picture(1, 1), picture(2, 4), picture(5, 8)}, kRate);
        QCOMPARE(holes.size(), std::size_t(2));
        QCOMPARE(holes[0].after.sequence, 2U);
        QCOMPARE(holes[0].pictures, 2);
        QCOMPARE(holes[1].after.sequence, 5U);
        QCOMPARE(holes[1].pictures, 1); // the other two were left out
    }

    void theOrderOfBFramesIsNone()
    {
        QVERIFY(holesIn({picture(0, 0), picture(3, 3), picture(1, 1), picture(2, 2)}, kRate).empty());
    }

    void whatWasLeftOutWasCodedAllTheSame()
    {
        std::vector<ArrivedPicture> all, half;
        for (int i = 0; i < 120; ++i) {
            all.push_back(picture(static_cast<std::uint32_t>(i), i));
            if (i % 2 == 0)
                half.push_back(all.back());
        }
        const TimePoint from(seconds(1)), to(seconds(3));
        QCOMPARE(codedKbps(all, from, to, kRate), 240.0);
        QCOMPARE(codedKbps(half, from, to, kRate), 240.0);
        QCOMPARE(codedKbps({}, from, to, kRate), 0.0);
    }
};

QTEST_GUILESS_MAIN(ArrivalsTest)
#include "ArrivalsTest.moc"
