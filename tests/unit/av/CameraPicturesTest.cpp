// SPDX-License-Identifier: GPL-3.0-or-later
// What cameras hand over on bad days: pictures that broke off, that lost bytes on the cable, that are empty.
#include <algorithm>
#include <cstring>
#include <random>

#include <QtTest>

extern "C" {
#include <libavutil/imgutils.h>
}

#include "core/av/CameraPictures.h"

using namespace sluice;

namespace {

constexpr VideoSize kSize{640, 360};

using Bytes = std::vector<std::uint8_t>;

// A picture that changes in every frame, as a camera compresses it.
class Photographer {
public:
    Photographer()
        : m_codec(avcodec_alloc_context3(avcodec_find_encoder(AV_CODEC_ID_MJPEG)))
        , m_frame(av_frame_alloc())
        , m_packet(av_packet_alloc())
    {
        m_codec->width = m_frame->width = kSize.width;
        m_codec->height = m_frame->height = kSize.height;
        m_codec->pix_fmt = AV_PIX_FMT_YUVJ420P;
        m_frame->format = AV_PIX_FMT_YUVJ420P;
        m_codec->time_base = {1, 30};
        m_codec->thread_count = 1;
        avcodec_open2(m_codec.get(), m_codec->codec, nullptr);
        av_frame_get_buffer(m_frame.get(), 0);
    }

    Bytes take()
    {
        av_frame_make_writable(m_frame.get());
        for (int p = 0; p < 3; ++p)
            for (int y = 0; y < (p == 0 ? kSize.height : kSize.height / 2); ++y)
                for (int x = 0; x < (p == 0 ? kSize.width : kSize.width / 2); ++x)
                    m_frame->data[p][y * m_frame->linesize[p] + x] = static_cast<std::uint8_t>(
                        (x * 3 + y * (p + 2) + static_cast<int>(m_taken) * 7) % 256);
        m_frame->pts = m_taken++;
        avcodec_send_frame(m_codec.get(), m_frame.get());
        if (avcodec_receive_packet(m_codec.get(), m_packet.get()) < 0)
            return {};
        Bytes bytes(m_packet->data, m_packet->data + m_packet->size);
        av_packet_unref(m_packet.get());
        return bytes;
    }

private:
    AvCodecPtr m_codec;
    AvFramePtr m_frame;
    AvPacketPtr m_packet;
    std::int64_t m_taken = 0;
};

AvPacketPtr packetOf(const Bytes& bytes)
{
    AvPacketPtr packet(av_packet_alloc());
    av_new_packet(packet.get(), static_cast<int>(bytes.size()));
    std::ranges::copy(bytes, packet->data);
    return packet;
}

AvParametersPtr parameters(AVCodecID codec, AVPixelFormat format)
{
    AvParametersPtr made(avcodec_parameters_alloc());
    made->codec_type = AVMEDIA_TYPE_VIDEO;
    made->codec_id = codec;
    made->format = format;
    made->width = kSize.width;
    made->height = kSize.height;
    return made;
}

double brightness(const VideoFrame& frame)
{
    double sum = 0;
    for (int y = 0; y < frame.size.height; ++y)
        for (int x = 0; x < frame.size.width; ++x)
            sum += frame.planes[0][y * frame.strides[0] + x];
    return sum / frame.size.height / frame.size.width;
}

// How a cable and a driver spoil a picture.
enum class Spoiled { BrokenOff, BytesLost, Noise, Empty, HeaderOnly };

Bytes spoil(Bytes bytes, Spoiled how, std::minstd_rand& random)
{
    switch (how) {
    case Spoiled::BrokenOff:
        bytes.resize(bytes.size() / 3);
        break;
    case Spoiled::BytesLost: { // a USB packet of 3 KB in the middle
        const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(bytes.size() / 3);
        bytes.erase(from, from + static_cast<std::ptrdiff_t>(std::min<std::size_t>(3072, bytes.size() / 3)));
        break;
    }
    case Spoiled::Noise:
        std::ranges::generate(bytes, [&] { return static_cast<std::uint8_t>(random()); });
        break;
    case Spoiled::Empty:
        bytes.clear();
        break;
    case Spoiled::HeaderOnly:
        bytes.resize(20);
        break;
    }
    return bytes;
}

} // namespace

class CameraPicturesTest : public QObject {
    Q_OBJECT
private slots:
    void thirtyDamagedPicturesAreNotTheEnd_data()
    {
        QTest::addColumn<int>("how");
        QTest::addRow("broken off") << int(Spoiled::BrokenOff);
        QTest::addRow("bytes lost") << int(Spoiled::BytesLost);
        QTest::addRow("noise") << int(Spoiled::Noise);
        QTest::addRow("empty") << int(Spoiled::Empty);
        QTest::addRow("header only") << int(Spoiled::HeaderOnly);
    }

    void thirtyDamagedPicturesAreNotTheEnd()
    {
        QFETCH(int, how);
        const AvParametersPtr described = parameters(AV_CODEC_ID_MJPEG, AV_PIX_FMT_YUVJ422P);
        auto pictures = CameraPictures::make(*described);
        QVERIFY(pictures.ok());
        Photographer camera;
        std::minstd_rand random(1);
        QVERIFY(pictures->picture(*packetOf(camera.take())).has_value());
        int shown = 0;
        for (int i = 0; i < 30; ++i) {
            const Bytes whole = camera.take();
            QVERIFY(whole.size() > 1000);
            if (pictures->picture(*packetOf(spoil(whole, Spoiled(how), random))))
                ++shown;
        }
        std::printf("  %s: %lld left out, %d shown\n", QTest::currentDataTag(),
            static_cast<long long>(pictures->damaged()), shown);
        QCOMPARE(shown + pictures->damaged(), 30);
        // Lost bytes inside a JPEG's data are not always seen; a picture without its end always is.
        if (Spoiled(how) != Spoiled::BytesLost)
            QCOMPARE(shown, 0);
        for (int i = 0; i < 5; ++i) {
            const Bytes whole = camera.take();
            const auto made = pictures->picture(*packetOf(whole));
            QVERIFY(made.has_value());
            QCOMPARE(made->size, kSize);
            QVERIFY(brightness(*made) > 100 && brightness(*made) < 150);
        }
    }

    // Some never say where a picture ends, others fill up behind the end.
    void oddCamerasAreSeen()
    {
        const AvParametersPtr described = parameters(AV_CODEC_ID_MJPEG, AV_PIX_FMT_YUVJ422P);
        auto endless = CameraPictures::make(*described), padding = CameraPictures::make(*described);
        QVERIFY(endless.ok() && padding.ok());
        Photographer camera;
        for (int i = 0; i < 5; ++i) {
            Bytes bytes = camera.take();
            bytes.resize(bytes.size() + 500);
            QVERIFY(padding->picture(*packetOf(bytes)).has_value());
            bytes.resize(bytes.size() - 502);
            QVERIFY(endless->picture(*packetOf(bytes)).has_value());
        }
        QCOMPARE(endless->damaged() + padding->damaged(), 0);
    }

    void rawPicturesHaveToBeWhole()
    {
        const AvParametersPtr described = parameters(AV_CODEC_ID_RAWVIDEO, AV_PIX_FMT_YUYV422);
        auto pictures = CameraPictures::make(*described);
        QVERIFY(pictures.ok());
        const std::size_t size = std::size_t(kSize.width) * kSize.height * 2;
        QVERIFY(!pictures->picture(*packetOf(Bytes(size - 1, 90))));
        QVERIFY(!pictures->picture(*packetOf({})));
        QCOMPARE(pictures->damaged(), 2);
        const auto made = pictures->picture(*packetOf(Bytes(size, 90)));
        QVERIFY(made.has_value());
        QCOMPARE(made->planes[0][0], 90);
        QCOMPARE(made->size, kSize);
    }
};

QTEST_APPLESS_MAIN(CameraPicturesTest)
#include "CameraPicturesTest.moc"
