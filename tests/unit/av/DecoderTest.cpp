// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>

#include <QtTest>

#include "core/av/Decoder.h"
#include "core/av/Encoder.h"
#include "core/av/VideoHash.h"

using namespace sluice;

namespace {

constexpr VideoSize kSize{320, 180};

// A picture that changes in every frame.
VideoFrame paint(int index)
{
    MutableFrame canvas(PixelFormat::I420, kSize);
    for (std::size_t p = 0; p < 3; ++p)
        for (int y = 0; y < planeRows(PixelFormat::I420, p, kSize.height); ++y)
            for (int x = 0; x < planeBytesPerRow(PixelFormat::I420, p, kSize.width); ++x)
                canvas.plane(p)[y * canvas.stride(p) + x]
                    = static_cast<std::uint8_t>(16 + (x + y * 3 + index * 5) % 200);
    canvas.meta().pts = mediaTime(FrameRate{30, 1}.timeOf(index));
    canvas.meta().duration = FrameRate{30, 1}.frameDuration();
    canvas.meta().stamp
        = FrameStamp{static_cast<std::uint32_t>(index), WallTime(seconds(1'700'000'000 + index))};
    return canvas.finish();
}

struct Coded {
    StreamInfo info;
    std::vector<CodedPacket> packets;
};

Coded encode(bool lowDelay, int frames)
{
    VideoEncoderConfig config;
    config.size = kSize;
    config.rate = {30, 1};
    config.lowDelay = lowDelay;
    auto encoder = VideoEncoder::open(config);
    Coded coded;
    if (!encoder)
        return coded;
    coded.info = (*encoder)->info();
    for (int i = 0; i < frames; ++i)
        if (!(*encoder)->encode(paint(i), false, coded.packets))
            return {};
    (*encoder)->drain(coded.packets);
    return coded;
}

double meanDifference(const VideoFrame& a, const VideoFrame& b)
{
    double sum = 0;
    for (int y = 0; y < a.size.height; ++y)
        for (int x = 0; x < a.size.width; ++x)
            sum += std::abs(a.planes[0][y * a.strides[0] + x] - b.planes[0][y * b.strides[0] + x]);
    return sum / a.size.width / a.size.height;
}

} // namespace

class DecoderTest : public QObject {
    Q_OBJECT

private slots:
    void lowDelayGivesEachFrameAtOnce()
    {
        const Coded coded = encode(true, 40);
        QCOMPARE(coded.packets.size(), std::size_t(40));
        const auto decoder = VideoDecoder::open(coded.info, {});
        QVERIFY(decoder.ok());
        for (int i = 0; i < 40; ++i) {
            std::vector<VideoFrame> out;
            QVERIFY((*decoder)->decode(coded.packets[static_cast<std::size_t>(i)], out).ok());
            QCOMPARE(out.size(), std::size_t(1)); // one in, one out
            const VideoFrame& frame = out[0];
            QCOMPARE(frame.size, kSize);
            QCOMPARE(frame.format, PixelFormat::I420);
            QCOMPARE(frame.pts, coded.packets[static_cast<std::size_t>(i)].pts);
            QVERIFY(frame.stamp.has_value());
            QCOMPARE(frame.stamp->sequence, static_cast<std::uint32_t>(i));
            QCOMPARE(frame.stamp->captured, WallTime(seconds(1'700'000'000 + i)));
            QVERIFY(meanDifference(frame, paint(i)) < 6);
        }
        QCOMPARE((*decoder)->damaged(), std::int64_t(0));
    }

    void reorderedFramesComeInOrder()
    {
        const Coded coded = encode(false, 60);
        QCOMPARE(coded.packets.size(), std::size_t(60));
        for (const bool lowDelay :
            {true, false}) { // what has B-frames is put in order whatever is wished for
            VideoDecoder::Options options;
            options.lowDelay = lowDelay;
            const auto decoder = VideoDecoder::open(coded.info, options);
            QVERIFY(decoder.ok());
            std::vector<VideoFrame> out;
            for (const CodedPacket& packet : coded.packets)
                QVERIFY((*decoder)->decode(packet, out).ok());
            (*decoder)->drain(out);
            QCOMPARE(out.size(), std::size_t(60));
            for (std::size_t i = 1; i < out.size(); ++i) {
                QVERIFY(out[i].pts > out[i - 1].pts);
                QCOMPARE(out[i].stamp->sequence, out[i - 1].stamp->sequence + 1);
            }
        }
    }

    void damageIsCountedAndSkipped()
    {
        Coded coded = encode(true, 30);
        const auto decoder = VideoDecoder::open(coded.info, {});
        QVERIFY(decoder.ok());
        const std::vector<std::uint8_t> noise(500, 0xa5);
        coded.packets[3].data = noise.data();
        coded.packets[3].size = noise.size();
        coded.packets[3].owner.reset();
        std::vector<VideoFrame> out;
        for (const CodedPacket& packet : coded.packets)
            QVERIFY((*decoder)->decode(packet, out).ok());
        QCOMPARE((*decoder)->damaged(), std::int64_t(1));
        QVERIFY(out.size() >= 28);
    }

    void framesOutliveTheDecoder()
    {
        const Coded coded = encode(true, 5);
        std::vector<VideoFrame> out;
        {
            const auto decoder = VideoDecoder::open(coded.info, {});
            QVERIFY(decoder.ok());
            for (const CodedPacket& packet : coded.packets)
                QVERIFY((*decoder)->decode(packet, out).ok());
        }
        for (const VideoFrame& frame : out)
            QCOMPARE(videoHash(frame).size(), std::size_t(32));
    }

    void newHeadersMakeANewDecoder()
    {
        const Coded first = encode(true, 5);
        VideoEncoderConfig config;
        config.size = {160, 90};
        auto other = VideoEncoder::open(config);
        QVERIFY(other.ok());
        MutableFrame canvas(PixelFormat::I420, config.size);
        for (std::size_t p = 0; p < 3; ++p)
            std::fill_n(canvas.plane(p),
                canvas.stride(p) * planeRows(PixelFormat::I420, p, config.size.height), std::uint8_t(90));
        std::vector<CodedPacket> packets;
        QVERIFY((*other)->encode(canvas.finish(), true, packets).ok());
        QCOMPARE(packets.size(), std::size_t(1));
        packets[0].newExtradata = (*other)->info().extradata;

        const auto decoder = VideoDecoder::open(first.info, {});
        QVERIFY(decoder.ok());
        std::vector<VideoFrame> out;
        for (const CodedPacket& packet : first.packets)
            QVERIFY((*decoder)->decode(packet, out).ok());
        QVERIFY((*decoder)->decode(packets[0], out).ok());
        QCOMPARE(out.size(), std::size_t(6));
        QCOMPARE(out.back().size, config.size);
    }

    void audioComesBackInterleaved()
    {
        const AudioFormat format{48000, 2};
        auto encoder = AudioEncoder::open({format, 128});
        QVERIFY(encoder.ok());
        std::vector<CodedPacket> packets;
        for (int b = 0; b < 50; ++b) {
            std::vector<float> samples(960 * 2);
            for (std::size_t i = 0; i < 960; ++i) {
                const double t = (b * 960 + static_cast<double>(i)) / 48000;
                samples[i * 2] = static_cast<float>(0.5 * std::sin(2 * M_PI * 440 * t));
                samples[i * 2 + 1] = 0;
            }
            AudioBlock block = AudioBlock::of(format, std::move(samples));
            block.pts = mediaTime(milliseconds(20 * b));
            QVERIFY((*encoder)->encode(block, packets).ok());
        }
        (*encoder)->drain(packets);
        const auto decoder = AudioDecoder::open((*encoder)->info());
        QVERIFY(decoder.ok());
        std::vector<AudioBlock> out;
        for (const CodedPacket& packet : packets)
            QVERIFY((*decoder)->decode(packet, out).ok());
        (*decoder)->drain(out);
        double left = 0;
        double right = 0;
        std::size_t frames = 0;
        MediaTime next = out.at(0).pts;
        for (const AudioBlock& block : out) {
            QCOMPARE(block.format, format);
            QVERIFY(std::chrono::abs(block.pts - next) <= Duration(1));
            next = block.pts + block.duration();
            frames += block.frames();
            for (std::size_t i = 0; i < block.frames(); ++i) {
                left += std::pow(block.data()[i * 2], 2);
                right += std::pow(block.data()[i * 2 + 1], 2);
            }
        }
        QVERIFY(frames >= 48000);
        QVERIFY(std::abs(std::sqrt(left / static_cast<double>(frames)) - 0.5 / std::sqrt(2)) < 0.02);
        QVERIFY(std::sqrt(right / static_cast<double>(frames)) < 0.01);
    }

    void unknownCodecsAreRefused()
    {
        StreamInfo info;
        info.codec = "no-such-codec";
        QCOMPARE(VideoDecoder::open(info, {}).error().code(), ErrorCode::DecoderMissing);
        info.kind = StreamKind::Audio;
        QCOMPARE(AudioDecoder::open(info).error().code(), ErrorCode::DecoderMissing);
    }
};

QTEST_GUILESS_MAIN(DecoderTest)
#include "DecoderTest.moc"
