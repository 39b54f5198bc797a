// SPDX-License-Identifier: GPL-3.0-or-later
#include <QObject>
#include <QTest>

#include <chrono>
#include <cmath>
#include <cstring>
#include <ctime>

#include "core/capture/TestMarks.h"
#include "core/capture/TestPicture.h"

using namespace sluice;

namespace {

constexpr WallTime kWhen{Duration(1'763'650'000'123'456)};

// Each pixel the mean of the four (half) or one of four alike (double).
VideoFrame resized(const VideoFrame& in, VideoSize size)
{
    MutableFrame out(PixelFormat::I420, size);
    for (std::size_t p = 0; p < 3; ++p) {
        const int step = p == 0 ? 1 : 2;
        const int w = size.width / step, h = size.height / step;
        const int iw = in.size.width / step, ih = in.size.height / step;
        for (int y = 0; y < h; ++y) {
            for (int x = 0; x < w; ++x) {
                const int x0 = x * iw / w, x1 = std::max(x0 + 1, (x + 1) * iw / w);
                const int y0 = y * ih / h, y1 = std::max(y0 + 1, (y + 1) * ih / h);
                int sum = 0;
                for (int yy = y0; yy < y1; ++yy)
                    for (int xx = x0; xx < x1; ++xx)
                        sum += in.planes[p][yy * in.strides[p] + xx];
                out.plane(p)[y * out.stride(p) + x]
                    = static_cast<std::uint8_t>(sum / ((x1 - x0) * (y1 - y0)));
            }
        }
    }
    return out.finish();
}

// Washed out, dark and noisy, as a poor link leaves it.
VideoFrame spoilt(const VideoFrame& in)
{
    MutableFrame out(PixelFormat::I420, in.size);
    unsigned seed = 1;
    for (std::size_t p = 0; p < 3; ++p) {
        for (int y = 0; y < planeRows(in.format, p, in.size.height); ++y) {
            for (int x = 0; x < planeBytesPerRow(in.format, p, in.size.width); ++x) {
                seed = seed * 1664525 + 1013904223;
                const int noise = static_cast<int>(seed >> 24) / 4 - 32;
                const int value = 40 + in.planes[p][y * in.strides[p] + x] / 2 + noise;
                out.plane(p)[y * out.stride(p) + x] = static_cast<std::uint8_t>(std::clamp(value, 0, 255));
            }
        }
    }
    return out.finish();
}

VideoFrame toBgraGrey(const VideoFrame& in)
{
    MutableFrame out(PixelFormat::Bgra, in.size);
    for (int y = 0; y < in.size.height; ++y)
        for (int x = 0; x < in.size.width; ++x)
            std::memset(out.plane(0) + y * out.stride(0) + x * 4,
                std::clamp((in.planes[0][y * in.strides[0] + x] - 16) * 255 / 219, 0, 255), 4);
    return out.finish();
}

} // namespace

class TestPictureTest : public QObject {
    Q_OBJECT

private slots:
    void readsBack_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        for (const auto& [w, h] : {std::pair(160, 96), {162, 98}, {320, 180}, {480, 854}, {638, 360},
                 {640, 96}, {640, 360}, {854, 480}, {1280, 720}, {1920, 1080}, {160, 1000}})
            QTest::addRow("%dx%d", w, h) << w << h;
    }
    void readsBack()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        const TestPicture picture({width, height}, {30, 1});
        for (const std::int64_t index : {0LL, 1LL, 2LL, 3LL, 29LL, 30LL, 123'456LL, 0xffff'ffffLL}) {
            const WallTime when = kWhen + FrameRate{30, 1}.timeOf(index);
            const VideoFrame frame = picture.paint(index, when);
            const TestPictureReading expected{static_cast<std::uint32_t>(index), when, index % 30 < 3};
            QCOMPARE(readTestPicture(frame), std::optional(expected));
            QCOMPARE(frame.pts, mediaTime(FrameRate{30, 1}.timeOf(index)));
            QCOMPARE(readTestPicture(spoilt(frame)), std::optional(expected));
        }
    }

    void survivesScaling_data() { readsBack_data(); }
    void survivesScaling()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        const TestPicture picture({width, height}, {25, 1});
        for (std::int64_t index = 0; index < 50; ++index) {
            const VideoFrame frame = picture.paint(index, kWhen);
            const TestPictureReading expected{static_cast<std::uint32_t>(index), kWhen, index % 25 < 3};
            const VideoSize half{width / 4 * 2, height / 4 * 2};
            QCOMPARE(readTestPicture(resized(frame, half)), std::optional(expected));
            if (index < 4)
                QCOMPARE(readTestPicture(resized(frame, {width * 2, height * 2})), std::optional(expected));
        }
    }

    void readsOtherLayouts()
    {
        const TestPicture picture({640, 360}, {30, 1});
        const VideoFrame frame = picture.paint(31, kWhen);
        const TestPictureReading expected{31, kWhen, true};
        QCOMPARE(readTestPicture(toBgraGrey(frame)), std::optional(expected));
    }

    void isNotFooledByOthers()
    {
        QVERIFY(!readTestPicture(VideoFrame()));
        MutableFrame grey(PixelFormat::I420, {320, 180});
        for (std::size_t p = 0; p < 3; ++p)
            std::memset(grey.plane(p), 128,
                static_cast<std::size_t>(grey.stride(p) * planeRows(PixelFormat::I420, p, 180)));
        QVERIFY(!readTestPicture(grey.finish()));
        // One wrong block is noticed.
        const TestPicture picture({1280, 720}, {30, 1});
        MutableFrame canvas(PixelFormat::I420, {1280, 720});
        picture.paintInto(canvas, 7, kWhen);
        const TestMarks::Place place({1280, 720}, true);
        for (int y = place.top(1); y < place.top(2); ++y)
            for (int x = place.left(9); x < place.left(10); ++x) {
                std::uint8_t& luma = canvas.plane(0)[y * canvas.stride(0) + x];
                luma = static_cast<std::uint8_t>(251 - luma);
            }
        QVERIFY(!readTestPicture(canvas.finish()));
        // Smaller than any mark could be.
        MutableFrame tiny(PixelFormat::I420, {16, 16});
        std::memset(tiny.plane(0), 0, static_cast<std::size_t>(tiny.stride(0) * 16));
        QVERIFY(!readTestPicture(tiny.finish()));
    }

    void flashesEachSecondOfMediaTime()
    {
        int flashes = 0, starts = 0;
        const FrameRate ntsc{30000, 1001};
        bool before = false;
        for (std::int64_t k = 0; k < 30000; ++k) {
            const bool flash = TestPicture::flashes(ntsc, k);
            flashes += flash ? 1 : 0;
            starts += flash && !before ? 1 : 0;
            if (flash && !before)
                QVERIFY(ntsc.timeOf(k) % seconds(1) < ntsc.frameDuration());
            before = flash;
        }
        QCOMPARE(starts, 1001);
        QVERIFY2(flashes >= 2900 && flashes <= 3100, qPrintable(QString::number(flashes)));
    }

    void everyFrameMoves()
    {
        const TestPicture picture({320, 180}, {60, 1});
        VideoFrame last = picture.paint(59, kWhen);
        const auto ramp = [](const VideoFrame& f) {
            return std::vector<std::uint8_t>(
                f.planes[0] + 108 * f.strides[0], f.planes[0] + 110 * f.strides[0]);
        };
        for (std::int64_t k = 60; k < 100; ++k) {
            VideoFrame frame = picture.paint(k, kWhen);
            QVERIFY(ramp(frame) != ramp(last));
            last = std::move(frame);
        }
    }

    void cost()
    {
        const TestPicture picture({1280, 720}, {30, 1});
        const std::clock_t start = std::clock();
        constexpr int kFrames = 300;
        for (int i = 0; i < kFrames; ++i)
            QVERIFY(picture.paint(i, kWhen));
        const double cpu = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        const VideoFrame frame = picture.paint(5, kWhen);
        const std::clock_t reading = std::clock();
        for (int i = 0; i < kFrames; ++i)
            QVERIFY(readTestPicture(frame));
        const double cpuReading = static_cast<double>(std::clock() - reading) / CLOCKS_PER_SEC;
        qInfo("720p30: painting %.2f %% of a core, reading %.2f %%", cpu / kFrames * 30 * 100,
            cpuReading / kFrames * 30 * 100);
    }
};

QTEST_GUILESS_MAIN(TestPictureTest)
#include "TestPictureTest.moc"
