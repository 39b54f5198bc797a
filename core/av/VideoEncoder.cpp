// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>
#include <deque>

#include <fmt/format.h>

#include "core/av/AvError.h"
#include "core/av/AvHandles.h"
#include "core/av/AvLog.h"
#include "core/av/AvPacketBorder.h"
#include "core/av/Encoder.h"
#include "core/av/EncoderInput.h"
#include "core/av/EncoderTable.h"
#include "core/av/SeiStamp.h"

extern "C" {
#include <libavutil/opt.h>
}

namespace sluice {

namespace {

constexpr AVRational kMicroseconds{1, 1'000'000};

// The encoder counts in frames of the configured rate: what it writes into the SPS is then what players expect.
AVRational tickOf(FrameRate rate)
{
    return {rate.denominator, rate.numerator};
}

// Keeps the pixels of a VideoFrame alive for as long as libavcodec holds the AVFrame.
AVBufferRef* holdPixels(const VideoFrame& frame, std::size_t plane)
{
    auto* owner = new std::shared_ptr<const void>(frame.owner);
    const auto bytes = static_cast<std::size_t>(frame.strides[plane])
        * static_cast<std::size_t>(planeRows(frame.format, plane, frame.size.height));
    auto* buffer = av_buffer_create(
        const_cast<std::uint8_t*>(frame.planes[plane]), bytes,
        [](void* opaque, std::uint8_t*) noexcept {
            delete static_cast<std::shared_ptr<const void>*>(opaque);
        },
        owner, AV_BUFFER_FLAG_READONLY);
    if (!buffer)
        delete owner;
    return buffer;
}

class LibavVideoEncoder final : public VideoEncoder {
public:
    LibavVideoEncoder(
        const VideoEncoderConfig& config, std::unique_ptr<EncoderInput> input, AvCodecPtr context)
        : m_config(config)
        , m_input(std::move(input))
        , m_context(std::move(context))
        , m_frame(av_frame_alloc())
        , m_packet(av_packet_alloc())
    {
        m_info.kind = StreamKind::Video;
        m_info.codec = avcodec_get_name(m_context->codec_id);
        if (const char* profile = avcodec_profile_name(m_context->codec_id, m_context->profile))
            m_info.profile = profile;
        m_info.extradata = std::make_shared<const std::vector<std::uint8_t>>(
            m_context->extradata, m_context->extradata + m_context->extradata_size);
        m_info.size = config.size;
        m_info.frameRate = config.rate;
        m_info.bitrate = std::int64_t{config.bitrateKbps} * 1000;
    }

    const StreamInfo& info() const override { return m_info; }

    Result<void> encode(const VideoFrame& frame, bool keyframe, std::vector<CodedPacket>& out) override
    {
        av_frame_unref(m_frame.get());
        if (!fill(frame, keyframe))
            return Error(
                ErrorCode::EncoderFailed, {m_config.encoder, QT_TRANSLATE_NOOP("core", "out of memory")});
        if (m_bitrateChanged) {
            m_bitrateChanged = false;
            applyBitrate();
        }
        const AVFrame* prepared = m_input->prepare(*m_frame);
        if (!prepared)
            return Error(ErrorCode::EncoderFailed,
                {m_config.encoder, QT_TRANSLATE_NOOP("core", "the graphics card takes no more pictures")});
        m_captured.emplace_back(m_frame->pts, frame.captured);
        const int code = avcodec_send_frame(m_context.get(), prepared);
        if (code < 0) {
            m_captured.pop_back(); // it was not taken
            return Error(ErrorCode::EncoderFailed, {m_config.encoder, avErrorText(code)});
        }
        return receive(out);
    }

    void drain(std::vector<CodedPacket>& out) override
    {
        if (avcodec_send_frame(m_context.get(), nullptr) >= 0)
            (void)receive(out);
    }

    void setBitrate(int kbps) override
    {
        m_config.bitrateKbps = kbps;
        m_bitrateChanged = true;
    }

    // All three: without the VBV figures libx264 ignores the change.
    void applyBitrate()
    {
        m_context->bit_rate = std::int64_t{m_config.bitrateKbps} * 1000;
        m_context->rc_max_rate = m_context->bit_rate;
        m_context->rc_buffer_size = static_cast<int>(m_context->bit_rate);
    }

private:
    bool fill(const VideoFrame& frame, bool keyframe)
    {
        m_frame->format = AV_PIX_FMT_YUV420P;
        m_frame->width = frame.size.width;
        m_frame->height = frame.size.height;
        m_frame->color_range = AVCOL_RANGE_MPEG;
        m_frame->colorspace = AVCOL_SPC_BT709;
        m_frame->pts
            = av_rescale_q(frame.pts.time_since_epoch().count(), kMicroseconds, tickOf(m_config.rate));
        m_frame->pict_type = keyframe ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
        for (std::size_t plane = 0; plane < planeCount(PixelFormat::I420); ++plane) {
            m_frame->buf[plane] = holdPixels(frame, plane);
            if (!m_frame->buf[plane])
                return false;
            m_frame->data[plane] = m_frame->buf[plane]->data;
            m_frame->linesize[plane] = static_cast<int>(frame.strides[plane]);
        }
        if (!m_config.stamps || !frame.stamp)
            return true;
        const auto message = encodeSeiStamp(*frame.stamp);
        AVFrameSideData* side
            = av_frame_new_side_data(m_frame.get(), AV_FRAME_DATA_SEI_UNREGISTERED, message.size());
        if (!side)
            return false;
        std::ranges::copy(message, side->data);
        return true;
    }

    Result<void> receive(std::vector<CodedPacket>& out)
    {
        for (;;) {
            const int code = avcodec_receive_packet(m_context.get(), m_packet.get());
            if (code == AVERROR(EAGAIN) || code == AVERROR_EOF)
                return {};
            if (code < 0)
                return Error(ErrorCode::EncoderFailed, {m_config.encoder, avErrorText(code)});
            const TimePoint captured = takeCaptured(m_packet->pts);
            CodedPacket packet = toCodedPacket(*m_packet, tickOf(m_config.rate), StreamKind::Video);
            packet.duration = m_config.rate.frameDuration();
            packet.captured = captured;
            out.push_back(std::move(packet));
        }
    }

    // Few frames are inside the encoder at a time, so a walk is cheap.
    TimePoint takeCaptured(std::int64_t pts)
    {
        const auto found
            = std::ranges::find_if(m_captured, [&](const auto& entry) { return entry.first == pts; });
        if (found == m_captured.end())
            return {};
        const TimePoint captured = found->second;
        m_captured.erase(found);
        return captured;
    }

    VideoEncoderConfig m_config;
    std::unique_ptr<EncoderInput> m_input;
    AvCodecPtr m_context;
    AvFramePtr m_frame;
    AvPacketPtr m_packet;
    StreamInfo m_info;
    std::deque<std::pair<std::int64_t, TimePoint>> m_captured; // by time stamp in ticks
    bool m_bitrateChanged = false;
};

void configure(AVCodecContext& context, const VideoEncoderConfig& config)
{
    context.width = config.size.width;
    context.height = config.size.height;
    context.pix_fmt = AV_PIX_FMT_YUV420P;
    context.time_base = tickOf(config.rate);
    context.framerate = {config.rate.numerator, config.rate.denominator};
    context.sample_aspect_ratio = {1, 1};
    context.color_range = AVCOL_RANGE_MPEG;
    context.colorspace = AVCOL_SPC_BT709;
    context.color_primaries = AVCOL_PRI_BT709;
    context.color_trc = AVCOL_TRC_BT709;
    context.bit_rate = std::int64_t{config.bitrateKbps} * 1000;
    context.rc_max_rate = context.bit_rate;
    context.rc_buffer_size = static_cast<int>(context.bit_rate);
    // A bound only: keyframes are asked for by time. One frame more, so that rounding never makes two.
    context.gop_size
        = std::max(1, static_cast<int>(std::lround(toSeconds(config.gop) * config.rate.value())) + 1);
    context.max_b_frames = config.lowDelay ? 0 : 2;
    context.flags |= AV_CODEC_FLAG_GLOBAL_HEADER | AV_CODEC_FLAG_CLOSED_GOP;
    context.thread_count = config.threads;
}

// What x264 and x265 have in common.
AvOptions processorOptions(const VideoEncoderConfig& config)
{
    AvOptions options;
    if (config.lowDelay)
        options.set("tune", "zerolatency");
    options.set("forced-idr", "1");
    options.set("udu_sei", config.stamps ? "1" : "0");
    return options;
}

AvOptions x264Options(const VideoEncoderConfig& config)
{
    AvOptions options = processorOptions(config);
    options.set("preset", config.preset);
    options.set("profile", "high");
    options.set("x264-params", "scenecut=0");
    return options;
}

AvOptions x265Options(const VideoEncoderConfig& config)
{
    AvOptions options = processorOptions(config);
    // HEVC takes several times as long as H.264 at the same word: two steps faster than what was chosen for x264.
    options.set("preset", config.preset == "veryfast" ? "ultrafast" : "superfast");
    options.set("x265-params", "scenecut=0:open-gop=0:log-level=none");
    return options;
}

// The names of NVENC's, Quick Sync's and VA-API's options; one that an encoder does not know is left alone.
AvOptions graphicsOptions(const VideoEncoderConfig& config)
{
    AvOptions options;
    options.set("forced-idr", "1");
    options.set("forced_idr", "1");
    options.set("no-scenecut", "1");
    options.set("rc", "cbr");
    options.set("rc_mode", "CBR");
    options.set("udu_sei", config.stamps ? "1" : "0");
    if (config.encoder.ends_with("_nvenc")) {
        options.set("preset", "p4");
        options.set("tune", config.lowDelay ? "ull" : "hq");
        options.set("zerolatency", config.lowDelay ? "1" : "0");
    }
    if (config.lowDelay)
        options.set("async_depth", "1");
    return options;
}

AvOptions optionsOf(const VideoEncoderConfig& config)
{
    if (config.encoder == "libx264")
        return x264Options(config);
    if (config.encoder == "libx265")
        return x265Options(config);
    AvOptions options;
    if (config.encoder == "libsvtav1")
        options.set("preset", "10"); // real time at 1080p on eight cores [SVT-AV1: CommonQuestions]
    else
        options = graphicsOptions(config);
    return options;
}

// What a driver that is not there lets an encoder answer says nothing to people ("Operation not permitted").
Error notThere(const std::string& encoder, int code, const std::string& words)
{
    const EncoderRow* row = findEncoderByName(encoder);
    const bool known = row && !row->lacks.empty();
    return Error(
        ErrorCode::EncoderFailed, {encoder, known ? std::string(row->lacks) : avErrorText(code)}, words);
}

} // namespace

Result<std::unique_ptr<VideoEncoder>> VideoEncoder::open(const VideoEncoderConfig& config)
{
    installAvLog();
    const AVCodec* codec = avcodec_find_encoder_by_name(config.encoder.c_str());
    if (!codec || codec->type != AVMEDIA_TYPE_VIDEO)
        return Error(ErrorCode::EncoderMissing, {config.encoder});
    AvCodecPtr context(avcodec_alloc_context3(codec));
    if (!context)
        return Error(ErrorCode::EncoderFailed, {config.encoder, QT_TRANSLATE_NOOP("core", "out of memory")});
    configure(*context, config);
    if (config.encoder == "libsvtav1")
        context->rc_max_rate = 0; // it knows a maximum only without an average
    AvOptions options = optionsOf(config);
    AvLogCapture words;
    const AvLogCapture::Scope scope(words);
    auto input = std::make_unique<EncoderInput>(config.encoder);
    if (const int code = input->attach(*context); code < 0)
        return notThere(config.encoder, code, words.words());
    if (const int code = avcodec_open2(context.get(), codec, options.out()); code == AVERROR(EINVAL))
        return Error(
            ErrorCode::EncoderFailed, {config.encoder, avErrorText(code)}, words.words()); // its options
    else if (code < 0)
        return notThere(config.encoder, code, words.words());
    return std::unique_ptr<VideoEncoder>(
        std::make_unique<LibavVideoEncoder>(config, std::move(input), std::move(context)));
}

} // namespace sluice
