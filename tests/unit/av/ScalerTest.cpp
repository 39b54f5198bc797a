// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdlib>
#include <cstring>

#include <QtTest>

#include "core/av/AvFrameBorder.h"
#include "core/av/Scaler.h"
#include "core/av/VideoHash.h"

using namespace sluice;

namespace {

VideoFrame bgra(VideoSize size, std::uint8_t b, std::uint8_t g, std::uint8_t r)
{
    MutableFrame canvas(PixelFormat::Bgra, size);
    for (int y = 0; y < size.height; ++y)
        for (int x = 0; x < size.width; ++x) {
            std::uint8_t* pixel = canvas.plane(0) + y * canvas.stride(0) + x * 4;
            pixel[0] = b;
            pixel[1] = g;
            pixel[2] = r;
            pixel[3] = 255;
        }
    canvas.meta().pts = mediaTime(seconds(3));
    canvas.meta().captured = TimePoint(seconds(9));
    canvas.meta().stamp = FrameStamp{7, WallTime(seconds(1))};
    return canvas.finish();
}

VideoFrame yuv(VideoSize size, std::uint8_t y, std::uint8_t u, std::uint8_t v)
{
    MutableFrame canvas(PixelFormat::I420, size);
    const std::array<std::uint8_t, 3> values{y, u, v};
    for (std::size_t p = 0; p < 3; ++p)
        std::fill_n(
            canvas.plane(p), canvas.stride(p) * planeRows(PixelFormat::I420, p, size.height), values[p]);
    return canvas.finish();
}

bool near(int a, int b)
{
    return std::abs(a - b) <= 2;
}

} // namespace

class ScalerTest : public QObject {
    Q_OBJECT

private slots:
    void redBecomesBt709()
    {
        Scaler scaler;
        const auto out = scaler.convert(bgra({64, 48}, 0, 0, 255), PixelFormat::I420, {32, 24});
        QVERIFY(out.ok());
        const VideoFrame& f = *out;
        QCOMPARE(f.size, (VideoSize{32, 24}));
        QCOMPARE(f.matrix, ColorMatrix::Bt709);
        QVERIFY(near(f.planes[0][5 * f.strides[0] + 5], 63)); // ITU-R BT.709, red at 100 %
        QVERIFY(near(f.planes[1][5 * f.strides[1] + 5], 102));
        QVERIFY(near(f.planes[2][5 * f.strides[2] + 5], 240));
        QCOMPARE(f.pts, mediaTime(seconds(3)));
        QCOMPARE(f.captured, TimePoint(seconds(9)));
        QCOMPARE(f.stamp->sequence, 7u);
    }

    void bothMatricesAndRangesGiveTheSameRed()
    {
        struct Case {
            ColorMatrix matrix;
            ColorRange range;
            std::uint8_t y, u, v;
        };
        for (const Case& c : {Case{ColorMatrix::Bt709, ColorRange::Limited, 63, 102, 240},
                 Case{ColorMatrix::Bt709, ColorRange::Full, 54, 99, 255},
                 Case{ColorMatrix::Bt601, ColorRange::Limited, 81, 90, 240},
                 Case{ColorMatrix::Bt601, ColorRange::Full, 76, 85, 255}}) {
            VideoFrame frame = yuv({64, 48}, c.y, c.u, c.v);
            frame.matrix = c.matrix;
            frame.range = c.range;
            Scaler scaler;
            Scaler quick(Scaler::Quality::Screen);
            for (Scaler* each : {&scaler, &quick})
                for (const VideoSize size : {frame.size, VideoSize{50, 30}}) {
                    const auto rgb = each->convert(frame, PixelFormat::Bgra, size);
                    QVERIFY(rgb.ok());
                    const std::uint8_t* pixel = rgb->planes[0] + 10 * rgb->strides[0] + 40;
                    QVERIFY2(near(pixel[0], 0) && near(pixel[1], 0) && near(pixel[2], 255),
                        qPrintable(QString("%1 %2 %3").arg(pixel[0]).arg(pixel[1]).arg(pixel[2])));
                }
            const auto made = scaler.convert(frame, PixelFormat::I420, frame.size);
            QVERIFY(made.ok());
            QVERIFY2(near(made->planes[0][40], 63) && near(made->planes[1][20], 102),
                qPrintable(QString("%1 %2").arg(made->planes[0][40]).arg(made->planes[1][20])));
        }
    }

    // As PNG and JPEG have them: red of a palette, and white that is nothing but grey.
    void palettesAndGreyKeepTheirColours()
    {
        const auto made = [](AVPixelFormat format, std::uint8_t index) {
            const AvFramePtr frame(av_frame_alloc());
            frame->format = format;
            frame->width = 64;
            frame->height = 48;
            if (av_frame_get_buffer(frame.get(), 0) < 0)
                return Result<VideoFrame>(Error(ErrorCode::Internal));
            std::fill_n(frame->data[0], static_cast<std::ptrdiff_t>(frame->linesize[0]) * 48, index);
            if (format == AV_PIX_FMT_PAL8) {
                const std::uint32_t red = 0xFFFF0000;
                std::memcpy(frame->data[1] + 4 * index, &red, sizeof red);
            }
            return AvFrameConverter().convert(*frame);
        };
        const auto red = made(AV_PIX_FMT_PAL8, 7);
        QVERIFY(red.ok());
        QVERIFY(red->matrix == ColorMatrix::Bt709 && red->range == ColorRange::Limited);
        QVERIFY2(
            near(red->planes[0][20], 63) && near(red->planes[1][10], 102) && near(red->planes[2][10], 240),
            qPrintable(QString("%1").arg(red->planes[0][20])));
        const auto white = made(AV_PIX_FMT_GRAY8, 255);
        QVERIFY(white.ok());
        QVERIFY(white->range == ColorRange::Limited);
        QVERIFY2(near(white->planes[0][20], 235) && near(white->planes[1][10], 128),
            qPrintable(QString("%1").arg(white->planes[0][20])));
    }

    void whatFitsIsShared()
    {
        const VideoFrame frame = yuv({64, 48}, 100, 110, 120);
        Scaler scaler;
        const auto out = scaler.convert(frame, PixelFormat::I420, frame.size);
        QVERIFY(out.ok());
        QVERIFY(out->planes[0] == frame.planes[0]);
    }

    void paintsOnlyItsRectangle()
    {
        Scaler scaler;
        MutableFrame canvas(PixelFormat::I420, {128, 96});
        for (std::size_t p = 0; p < 3; ++p)
            std::fill_n(
                canvas.plane(p), canvas.stride(p) * planeRows(PixelFormat::I420, p, 96), std::uint8_t(50));
        QVERIFY(scaler.paint(yuv({64, 48}, 200, 60, 70), canvas, 32, 24, {40, 30}).ok());
        QVERIFY(!scaler.paint(yuv({64, 48}, 200, 60, 70), canvas, 100, 24, {40, 30}).ok());
        QVERIFY(!scaler.paint(yuv({64, 48}, 200, 60, 70), canvas, 3, 24, {40, 30}).ok());
        const VideoFrame f = canvas.finish();
        for (int y = 0; y < 96; ++y)
            for (int x = 0; x < 128; ++x) {
                const bool inside = x >= 32 && x < 72 && y >= 24 && y < 54;
                QCOMPARE(int(f.planes[0][y * f.strides[0] + x]), inside ? 200 : 50);
                QCOMPARE(int(f.planes[1][y / 2 * f.strides[1] + x / 2]), inside ? 60 : 50);
                QCOMPARE(int(f.planes[2][y / 2 * f.strides[2] + x / 2]), inside ? 70 : 50);
            }
    }

    void hashLeavesPaddingOut()
    {
        // printf of 64·48 bytes 100, 32·24 bytes 110, 32·24 bytes 120, through md5sum
        QCryptographicHash expected(QCryptographicHash::Md5);
        expected.addData(QByteArray(64 * 48, char(100)));
        expected.addData(QByteArray(32 * 24, char(110)));
        expected.addData(QByteArray(32 * 24, char(120)));
        QCOMPARE(
            QByteArray::fromStdString(videoHash(yuv({64, 48}, 100, 110, 120))), expected.result().toHex());
    }

    void nonsenseIsRefused()
    {
        Scaler scaler;
        QVERIFY(!scaler.convert({}, PixelFormat::I420, {64, 48}).ok());
        QVERIFY(!scaler.convert(yuv({64, 48}, 1, 2, 3), PixelFormat::I420, {0, 48}).ok());
    }
};

QTEST_GUILESS_MAIN(ScalerTest)
#include "ScalerTest.moc"
