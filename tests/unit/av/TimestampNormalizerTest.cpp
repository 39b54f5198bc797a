// SPDX-License-Identifier: GPL-3.0-or-later
#include <limits>

#include <QtTest>

#include "core/av/TimestampNormalizer.h"

using namespace sluice;

namespace {

constexpr Duration kWrap32 = milliseconds(std::int64_t(1) << 32);
constexpr Duration kFrame = milliseconds(40);

TimestampNormalizer::Stamps at(Duration dts, Duration reorder = {})
{
    return {dts + reorder, dts, kFrame, kWrap32};
}

Duration us(MediaTime t)
{
    return t.time_since_epoch();
}

} // namespace

class TimestampNormalizerTest : public QObject {
    Q_OBJECT

private slots:
    void passesOrdinaryTimesThrough()
    {
        TimestampNormalizer times(TimestampNormalizer::Jumps::Rebase);
        for (int i = 0; i < 100; ++i) {
            const auto video = times.next(0, at(seconds(5) + i * kFrame, 2 * kFrame));
            const auto audio = times.next(1, at(seconds(5) + i * kFrame + milliseconds(7)));
            QCOMPARE(us(video.dts), seconds(5) + i * kFrame);
            QCOMPARE(us(video.pts), seconds(5) + (i + 2) * kFrame);
            QCOMPARE(us(audio.pts), seconds(5) + i * kFrame + milliseconds(7));
            QVERIFY(!video.discontinuity && !audio.discontinuity);
        }
    }

    void goesOnWhenTheCounterWraps_data()
    {
        QTest::addColumn<qint64>("bits");
        QTest::newRow("32 bits, 49.7 days") << qint64(32);
        QTest::newRow("31 bits, 24.8 days") << qint64(31);
    }
    void goesOnWhenTheCounterWraps()
    {
        QFETCH(qint64, bits);
        const std::int64_t period = std::int64_t(1) << bits; // ms
        TimestampNormalizer times(TimestampNormalizer::Jumps::Rebase);
        std::int64_t wrong = 0;
        for (std::int64_t ms = 0; ms < 3 * period; ms += 5000) { // more than two wraps
            const auto video = times.next(0, at(milliseconds(ms % period), milliseconds(80)));
            const auto audio = times.next(1, at(milliseconds((ms + 13) % period)));
            const bool right = us(video.dts) == milliseconds(ms) && us(video.pts) == milliseconds(ms + 80)
                && us(audio.dts) == milliseconds(ms + 13) && !video.discontinuity && !audio.discontinuity;
            wrong += right ? 0 : 1;
        }
        QCOMPARE(wrong, std::int64_t(0));
    }

    void wrapBetweenDtsAndPts()
    {
        TimestampNormalizer times(TimestampNormalizer::Jumps::Rebase);
        TimestampNormalizer::Stamps stamps = at(kWrap32 - kFrame);
        stamps.pts = kFrame; // 80 ms later, behind the wrap
        const auto video = times.next(0, stamps);
        QCOMPARE(us(video.pts) - us(video.dts), 2 * kFrame);
    }

    void closesAJumpForAllStreamsAlike_data()
    {
        QTest::addColumn<qint64>("toMs");
        QTest::newRow("the sender began again") << qint64(0);
        QTest::newRow("an hour ahead") << qint64(3'700'000);
    }
    void closesAJumpForAllStreamsAlike()
    {
        QFETCH(qint64, toMs);
        TimestampNormalizer times(TimestampNormalizer::Jumps::Rebase);
        Duration last{};
        for (int i = 0; i < 50; ++i) {
            times.next(0, at(seconds(100) + i * kFrame));
            last = us(times.next(1, at(seconds(100) + i * kFrame + milliseconds(5))).dts);
        }
        int marked = 0;
        for (int i = 0; i < 50; ++i) {
            const auto video = times.next(0, at(milliseconds(toMs) + i * kFrame));
            const auto audio = times.next(1, at(milliseconds(toMs) + i * kFrame + milliseconds(5)));
            marked += (video.discontinuity ? 1 : 0) + (audio.discontinuity ? 1 : 0);
            QVERIFY(us(video.dts) >= last);
            QVERIFY(us(video.dts) - last <= kFrame + milliseconds(1));
            QCOMPARE(us(audio.dts) - us(video.dts), Duration(milliseconds(5)));
            last = us(audio.dts);
        }
        QCOMPARE(marked, 2); // once a stream
    }

    void keepsAFilesOwnGaps()
    {
        TimestampNormalizer times(TimestampNormalizer::Jumps::Keep);
        times.next(0, at({}));
        const auto slide = times.next(0, at(seconds(60)));
        QCOMPARE(us(slide.dts), Duration(seconds(60)));
        QVERIFY(!slide.discontinuity);
    }

    void aPauseOfOneStreamIsNoJump()
    {
        TimestampNormalizer times(TimestampNormalizer::Jumps::Rebase);
        times.next(0, at({}));
        for (int i = 0; i < 1000; ++i)
            times.next(1, at(i * kFrame));
        const auto video = times.next(0, at(seconds(40)));
        QCOMPARE(us(video.dts), Duration(seconds(40)));
        QVERIFY(!video.discontinuity);
    }

    void neverRunsBackwards()
    {
        TimestampNormalizer times(TimestampNormalizer::Jumps::Rebase);
        times.next(0, at(milliseconds(500)));
        const auto back = times.next(0, at(milliseconds(480)));
        QCOMPARE(us(back.dts), Duration(milliseconds(500)));
        QVERIFY(us(back.pts) >= us(back.dts));
        QVERIFY(!back.discontinuity);
    }

    void fillsInWhatIsMissing()
    {
        TimestampNormalizer times(TimestampNormalizer::Jumps::Rebase);
        times.next(0, at(milliseconds(0)));
        times.next(0, at(milliseconds(33)));
        const auto none = times.next(0, {});
        QCOMPARE(us(none.dts), Duration(milliseconds(66)));
        QCOMPARE(none.duration, Duration(milliseconds(33)));
        const auto onlyPts = times.next(0, {milliseconds(99), std::nullopt, {}, {}});
        QCOMPARE(us(onlyPts.dts), Duration(milliseconds(99)));
    }

    // Matroska with B-frames in three layers, as libavformat tells it: also after a seek, and in the next lap.
    void withoutDtsAtItsBeginningPicturesKeepTheirOrder()
    {
        TimestampNormalizer times(TimestampNormalizer::Jumps::Keep);
        const std::vector<std::pair<int, int>> packets{
            {0, -1}, {4, -1}, {2, -1}, {1, 0}, {3, 1}, {8, 2}, {6, 3}, {5, 4}, {7, 5}};
        const auto lap = [&](Duration begin) {
            Duration last{};
            for (const auto& [pts, dts] : packets) {
                TimestampNormalizer::Stamps stamps{pts * kFrame, dts * kFrame, kFrame, {}};
                if (dts < 0)
                    stamps.dts.reset();
                const auto now = times.next(0, stamps);
                QCOMPARE(us(now.pts), begin + pts * kFrame);
                QVERIFY(us(now.dts) >= last && now.dts <= now.pts);
                last = us(now.dts);
            }
        };
        lap({});
        times.loop({});
        lap(9 * kFrame);
        times.restart();
        lap(9 * kFrame);
    }

    void whatNoClockWroteIsMissing_data()
    {
        QTest::addColumn<qint64>("wild");
        QTest::newRow("highest") << std::numeric_limits<qint64>::max();
        QTest::newRow("lowest") << std::numeric_limits<qint64>::min();
        QTest::newRow("1000 years") << qint64(Duration(std::chrono::years(1000)).count());
    }
    void whatNoClockWroteIsMissing()
    {
        QFETCH(qint64, wild);
        for (const auto jumps : {TimestampNormalizer::Jumps::Keep, TimestampNormalizer::Jumps::Rebase}) {
            TimestampNormalizer times(jumps);
            times.next(0, at(seconds(5)));
            times.next(0, at(seconds(5) + kFrame));
            const auto stamp
                = times.next(0, {Duration(wild), Duration(wild), Duration(wild), Duration(wild)});
            QCOMPARE(us(stamp.pts), seconds(5) + 2 * kFrame);
            QCOMPARE(stamp.duration, kFrame);
            const auto far = times.next(0, {Duration(wild), seconds(5) + 3 * kFrame, kFrame, kWrap32});
            QCOMPARE(us(far.pts), seconds(5) + 3 * kFrame);
            const auto apart
                = times.next(0, {seconds(500), seconds(5) + 4 * kFrame, kFrame, Duration::zero()});
            QCOMPARE(us(apart.pts), seconds(5) + 4 * kFrame);
        }
    }

    void loopsWithoutAGap()
    {
        TimestampNormalizer times(TimestampNormalizer::Jumps::Keep);
        Duration end{};
        for (int round = 0; round < 3; ++round) {
            for (int i = 0; i < 25; ++i) {
                const auto video = times.next(0, at(i * kFrame - 2 * kFrame, 2 * kFrame));
                QCOMPARE(us(video.pts), end + i * kFrame);
            }
            end += 25 * kFrame;
            times.loop({});
        }
    }

    void aSeekIsNoJump()
    {
        TimestampNormalizer times(TimestampNormalizer::Jumps::Rebase);
        times.next(0, at(seconds(100)));
        times.restart();
        const auto video = times.next(0, at(seconds(3)));
        QCOMPARE(us(video.dts), Duration(seconds(3)));
        QVERIFY(!video.discontinuity);
    }
};

QTEST_GUILESS_MAIN(TimestampNormalizerTest)
#include "TimestampNormalizerTest.moc"
