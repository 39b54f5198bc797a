// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/AvDecoder.h"
#include "core/av/AvFrameBorder.h"
#include "core/av/CodecHeaders.h"
#include "core/av/SeiStamp.h"

extern "C" {
#include <libavutil/pixdesc.h>
}

namespace sluice {

namespace {

// A decoder that takes nothing any more is given up: 10 s of a usual stream.
constexpr int kMaxDamagedInRow = 300;

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

class AvVideoDecoder final : public AvDecoder<VideoDecoder, VideoFrame> {
public:
    AvVideoDecoder(StreamInfo stream, Options options)
        : AvDecoder(std::move(stream), kMaxDamagedInRow)
        , m_options(options)
    { }

private:
    bool mayReorder() const;
    void setUp(AVCodecContext& codec) override;
    void deliver(AVFrame& frame, std::vector<VideoFrame>& out) override;

    const Options m_options;
    AvFrameConverter m_converter;
};

bool AvVideoDecoder::mayReorder() const
{
    if (stream().codec != "h264" || !stream().extradata)
        return true;
    const auto headers = parseH264Headers(*stream().extradata);
    return !headers || !headers->noReordering();
}

void AvVideoDecoder::setUp(AVCodecContext& codec)
{
    codec.get_format = softwareFormat;
    codec.thread_count = m_options.threads;
    if (m_options.mostPixels > 0)
        codec.max_pixels = m_options.mostPixels;
    codec.thread_type = m_options.lowDelay ? FF_THREAD_SLICE : FF_THREAD_FRAME | FF_THREAD_SLICE;
    // Without frames to wait for, libavcodec need not guess how many it has to hold back.
    if (m_options.lowDelay && !mayReorder())
        codec.flags |= AV_CODEC_FLAG_LOW_DELAY;
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
        countDamaged();
        return;
    }
    shared->stamp = stamp;
    shared->duration = duration;
    place(*shared, ticks, duration);
    out.push_back(std::move(*shared));
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
