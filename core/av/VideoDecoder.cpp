// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/AvError.h"
#include "core/av/AvFrameBorder.h"
#include "core/av/AvPacketBorder.h"
#include "core/av/CodecHeaders.h"
#include "core/av/CodecOpening.h"
#include "core/av/Decoder.h"
#include "core/av/SeiStamp.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace sluice {

namespace {

// A decoder that takes nothing any more is given up: 10 s of a usual stream.
constexpr int kMaxDamagedInRow = 300;
constexpr AVRational kMicroseconds{1, 1'000'000};

// Of what the decoder offers, the first layout that lies in ordinary memory.
AVPixelFormat softwareFormat(AVCodecContext*, const AVPixelFormat* offered) noexcept
{
    for (; *offered != AV_PIX_FMT_NONE; ++offered) {
        const AVPixFmtDescriptor* descriptor = av_pix_fmt_desc_get(*offered);
        if (descriptor && !(descriptor->flags & AV_PIX_FMT_FLAG_HWACCEL))
            return *offered;
    }
    return AV_PIX_FMT_NONE;
}

Duration durationOf(const AVFrame& frame)
{
#if LIBAVUTIL_VERSION_INT >= AV_VERSION_INT(57, 30, 100) // FFmpeg 6.0
    const std::int64_t ticks = frame.duration;
#else
    const std::int64_t ticks = frame.pkt_duration;
#endif
    return Duration(ticks > 0 ? ticks : 0);
}

std::optional<FrameStamp> stampOf(const AVFrame& frame)
{
    for (int i = 0; i < frame.nb_side_data; ++i) {
        const AVFrameSideData* side = frame.side_data[i];
        if (side->type != AV_FRAME_DATA_SEI_UNREGISTERED)
            continue;
        if (const auto stamp = decodeSeiStamp({side->data, side->size}))
            return stamp;
    }
    return std::nullopt;
}

class AvVideoDecoder final : public VideoDecoder {
public:
    AvVideoDecoder(StreamInfo stream, Options options)
        : m_stream(std::move(stream))
        , m_options(options)
        , m_packet(av_packet_alloc())
        , m_frame(av_frame_alloc())
    { }

    Result<void> start();
    Result<void> decode(const CodedPacket& packet, std::vector<VideoFrame>& out) override;
    void drain(std::vector<VideoFrame>& out) override;
    void flush() override;
    std::int64_t damaged() const override { return m_damaged; }

private:
    bool mayReorder() const;
    int run(const AVPacket* packet, std::vector<VideoFrame>& out);
    void deliver(AVFrame& frame, std::vector<VideoFrame>& out);

    StreamInfo m_stream;
    const Options m_options;
    AvCodecPtr m_codec;
    AvPacketPtr m_packet;
    AvFramePtr m_frame;
    AvFrameConverter m_converter;
    std::uint64_t m_generation = 0;
    MediaTime m_next; // where the next frame is expected, for those without a time stamp
    std::int64_t m_damaged = 0;
    int m_damagedInRow = 0;
};

bool AvVideoDecoder::mayReorder() const
{
    if (m_stream.codec != "h264" || !m_stream.extradata)
        return true;
    const auto headers = parseH264Headers(*m_stream.extradata);
    return !headers || !headers->noReordering();
}

Result<void> AvVideoDecoder::start()
{
    auto prepared = prepareDecoder(m_stream);
    if (!prepared)
        return prepared.error();
    m_codec = std::move(*prepared);
    m_codec->get_format = softwareFormat;
    m_codec->thread_count = m_options.threads;
    m_codec->thread_type = m_options.lowDelay ? FF_THREAD_SLICE : FF_THREAD_FRAME | FF_THREAD_SLICE;
    // Without frames to wait for, libavcodec need not guess how many it has to hold back.
    if (m_options.lowDelay && !mayReorder())
        m_codec->flags |= AV_CODEC_FLAG_LOW_DELAY;
    const int code = avcodec_open2(m_codec.get(), m_codec->codec, nullptr);
    if (code < 0)
        return Error(ErrorCode::DecoderFailed, {m_stream.codec, avErrorText(code)});
    return {};
}

void AvVideoDecoder::deliver(AVFrame& frame, std::vector<VideoFrame>& out)
{
    const auto stamp = stampOf(frame);
    const Duration duration = durationOf(frame);
    const std::int64_t ticks = frame.best_effort_timestamp;
    std::optional<VideoFrame> shared;
    if (pixelFormatOf(static_cast<AVPixelFormat>(frame.format)) == PixelFormat::I420)
        shared = shareFrame(frame);
    else if (auto converted = m_converter.convert(frame))
        shared = std::move(*converted);
    if (!shared) {
        ++m_damaged;
        return;
    }
    shared->stamp = stamp;
    shared->duration = duration;
    shared->pts = ticks == AV_NOPTS_VALUE ? m_next : mediaTime(Duration(ticks));
    shared->generation = m_generation;
    m_next = shared->pts + duration;
    out.push_back(std::move(*shared));
}

int AvVideoDecoder::run(const AVPacket* packet, std::vector<VideoFrame>& out)
{
    return decodeThrough(*m_codec, packet, *m_frame, [&](AVFrame& frame) { deliver(frame, out); });
}

Result<void> AvVideoDecoder::decode(const CodedPacket& packet, std::vector<VideoFrame>& out)
{
    if (packet.newExtradata && !packet.newExtradata->empty()
        && (!m_stream.extradata || *m_stream.extradata != *packet.newExtradata)) {
        drain(out); // the old headers' last frames, then a decoder made for the new ones
        m_stream.extradata = packet.newExtradata;
        m_stream.size = {};
        if (auto started = start(); !started)
            return started;
    }
    m_generation = packet.generation;
    if (auto filled = toAvPacket(packet, kMicroseconds, 0, *m_packet); !filled)
        return filled;
    const int code = run(m_packet.get(), out);
    av_packet_unref(m_packet.get());
    if (code >= 0) {
        m_damagedInRow = 0;
        return {};
    }
    ++m_damaged;
    if (code == AVERROR(ENOMEM) || ++m_damagedInRow >= kMaxDamagedInRow)
        return Error(ErrorCode::DecoderFailed, {m_stream.codec, avErrorText(code)});
    return {};
}

void AvVideoDecoder::drain(std::vector<VideoFrame>& out)
{
    run(nullptr, out);
    avcodec_flush_buffers(m_codec.get());
}

void AvVideoDecoder::flush()
{
    avcodec_flush_buffers(m_codec.get());
    m_damagedInRow = 0;
}

} // namespace

Result<std::unique_ptr<VideoDecoder>> VideoDecoder::open(const StreamInfo& stream, const Options& options)
{
    auto decoder = std::make_unique<AvVideoDecoder>(stream, options);
    if (auto started = decoder->start(); !started)
        return started.error();
    return std::unique_ptr<VideoDecoder>(std::move(decoder));
}

} // namespace sluice
