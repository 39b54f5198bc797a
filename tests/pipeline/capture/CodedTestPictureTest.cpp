// SPDX-License-Identifier: GPL-3.0-or-later
// The marks of the test picture have to survive what a stream does to a picture.
#include <QObject>
#include <QTest>

#include "core/av/Decoder.h"
#include "core/av/Encoder.h"
#include "core/av/Scaler.h"
#include "core/capture/TestPicture.h"

using namespace sluice;

namespace {

constexpr WallTime kStart{Duration(1'763'650'000'123'456)};
constexpr FrameRate kRate{30, 1};

} // namespace

class CodedTestPictureTest : public QObject {
    Q_OBJECT

private slots:
    void survivesX264AndScaling_data()
    {
        QTest::addColumn<int>("width");
        QTest::addColumn<int>("height");
        QTest::addColumn<int>("kbps");
        QTest::newRow("720p at 500 kb/s") << 1280 << 720 << 500;
        QTest::newRow("360p at 300 kb/s") << 640 << 360 << 300;
        QTest::newRow("smallest") << 160 << 96 << 200;
    }
    void survivesX264AndScaling()
    {
        QFETCH(int, width);
        QFETCH(int, height);
        QFETCH(int, kbps);
        VideoEncoderConfig config;
        config.size = {width, height};
        config.bitrateKbps = kbps;
        auto encoder = VideoEncoder::open(config);
        QVERIFY(encoder.ok());
        auto decoder = VideoDecoder::open((*encoder)->info(), {});
        QVERIFY(decoder.ok());

        const TestPicture picture(config.size, kRate);
        std::vector<CodedPacket> packets;
        constexpr int kFrames = 120;
        for (int i = 0; i < kFrames; ++i)
            QVERIFY((*encoder)->encode(picture.paint(i, kStart + kRate.timeOf(i)), false, packets).ok());
        (*encoder)->drain(packets);
        std::vector<VideoFrame> frames;
        std::size_t bytes = 0;
        for (const CodedPacket& packet : packets) {
            bytes += packet.size;
            QVERIFY((*decoder)->decode(packet, frames).ok());
        }
        (*decoder)->drain(frames);
        QCOMPARE(frames.size(), std::size_t(kFrames));

        Scaler half, twice;
        for (int i = 0; i < kFrames; ++i) {
            const VideoFrame& frame = frames[static_cast<std::size_t>(i)];
            const TestPictureReading expected{
                static_cast<std::uint32_t>(i), kStart + kRate.timeOf(i), i % 30 < 3};
            QCOMPARE(readTestPicture(frame), std::optional(expected));
            const auto smaller = half.convert(frame, PixelFormat::I420, {width / 2, height / 2});
            QVERIFY(smaller.ok());
            QCOMPARE(readTestPicture(*smaller), std::optional(expected));
            const auto larger = twice.convert(frame, PixelFormat::Bgra, {width * 2, height * 2});
            QVERIFY(larger.ok());
            QCOMPARE(readTestPicture(*larger), std::optional(expected));
        }
        qInfo("%.0f kb/s", static_cast<double>(bytes) * 8 / 1000 / kFrames * 30);
    }
};

QTEST_GUILESS_MAIN(CodedTestPictureTest)
#include "CodedTestPictureTest.moc"
