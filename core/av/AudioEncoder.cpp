// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstring>

#include "core/av/AvError.h"
#include "core/av/AvHandles.h"
#include "core/av/AvLog.h"
#include "core/av/AvPacketBorder.h"
#include "core/av/Encoder.h"

extern "C" {
#include <libavutil/channel_layout.h>
}

namespace sluice {

namespace {

constexpr const char* kEncoder = "aac";

class AacEncoder final : public AudioEncoder {
public:
    AacEncoder(const AudioEncoderConfig& config, AvCodecPtr context)
        : m_format(config.format)
        , m_context(std::move(context))
        , m_packet(av_packet_alloc())
    {
        m_info.kind = StreamKind::Audio;
        m_info.codec = kEncoder;
        m_info.profile = "LC";
        m_info.extradata = std::make_shared<const std::vector<std::uint8_t>>(
            m_context->extradata, m_context->extradata + m_context->extradata_size);
        m_info.audio = config.format;
        m_info.bitrate = m_context->bit_rate;
    }

    const StreamInfo& info() const override { return m_info; }

    Result<void> encode(const AudioBlock& block, std::vector<CodedPacket>& out) override
    {
        if (!m_started) {
            m_started = true;
            m_start = block.pts;
            m_startCaptured = block.captured;
        }
        const auto data = block.data();
        m_pending.insert(m_pending.end(), data.begin(), data.end());
        return encodeWhole(out);
    }

    void drain(std::vector<CodedPacket>& out) override
    {
        if (avcodec_send_frame(m_context.get(), nullptr) >= 0)
            (void)receive(out);
    }

private:
    std::size_t frameValues() const
    {
        return static_cast<std::size_t>(m_context->frame_size) * static_cast<std::size_t>(m_format.channels);
    }

    Result<void> encodeWhole(std::vector<CodedPacket>& out)
    {
        std::size_t used = 0;
        while (m_pending.size() - used >= frameValues()) {
            if (auto done = encodeOne(m_pending.data() + used, out); !done)
                return done;
            used += frameValues();
        }
        m_pending.erase(m_pending.begin(), m_pending.begin() + static_cast<std::ptrdiff_t>(used));
        return {};
    }

    Result<void> encodeOne(const float* samples, std::vector<CodedPacket>& out)
    {
        AvFramePtr frame(av_frame_alloc());
        frame->format = m_context->sample_fmt;
        frame->nb_samples = m_context->frame_size;
        frame->sample_rate = m_format.rate;
        av_channel_layout_copy(&frame->ch_layout, &m_context->ch_layout);
        if (const int code = av_frame_get_buffer(frame.get(), 0); code < 0)
            return Error(ErrorCode::EncoderFailed, {kEncoder, avErrorText(code)});
        for (int channel = 0; channel < m_format.channels; ++channel) {
            auto* plane = reinterpret_cast<float*>(frame->extended_data[channel]);
            for (int i = 0; i < frame->nb_samples; ++i)
                plane[i] = samples[i * m_format.channels + channel];
        }
        frame->pts = m_samples;
        m_samples += frame->nb_samples;
        if (const int code = avcodec_send_frame(m_context.get(), frame.get()); code < 0)
            return Error(ErrorCode::EncoderFailed, {kEncoder, avErrorText(code)});
        return receive(out);
    }

    Result<void> receive(std::vector<CodedPacket>& out)
    {
        for (;;) {
            const int code = avcodec_receive_packet(m_context.get(), m_packet.get());
            if (code == AVERROR(EAGAIN) || code == AVERROR_EOF)
                return {};
            if (code < 0)
                return Error(ErrorCode::EncoderFailed, {kEncoder, avErrorText(code)});
            CodedPacket packet = toCodedPacket(*m_packet, {1, m_format.rate}, StreamKind::Audio);
            const Duration sinceStart = packet.pts.time_since_epoch();
            packet.pts = m_start + sinceStart;
            packet.dts = packet.pts;
            packet.duration = m_format.durationOf(m_context->frame_size);
            packet.captured = m_startCaptured + sinceStart;
            packet.keyframe = true;
            out.push_back(std::move(packet));
        }
    }

    AudioFormat m_format;
    AvCodecPtr m_context;
    AvPacketPtr m_packet;
    StreamInfo m_info;
    std::vector<float> m_pending; // less than one frame between calls
    std::int64_t m_samples = 0;
    bool m_started = false;
    MediaTime m_start;
    TimePoint m_startCaptured;
};

} // namespace

Result<std::unique_ptr<AudioEncoder>> AudioEncoder::open(const AudioEncoderConfig& config)
{
    installAvLog();
    const AVCodec* codec = avcodec_find_encoder_by_name(kEncoder);
    if (!codec)
        return Error(ErrorCode::EncoderMissing, {kEncoder});
    AvCodecPtr context(avcodec_alloc_context3(codec));
    if (!context)
        return Error(ErrorCode::EncoderFailed, {kEncoder, QT_TRANSLATE_NOOP("core", "out of memory")});
    context->sample_fmt = AV_SAMPLE_FMT_FLTP;
    context->sample_rate = config.format.rate;
    context->time_base = {1, config.format.rate};
    context->bit_rate = std::int64_t{config.bitrateKbps} * 1000;
    context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
    av_channel_layout_default(&context->ch_layout, config.format.channels);
    AvLogCapture words;
    const AvLogCapture::Scope scope(words);
    if (const int code = avcodec_open2(context.get(), codec, nullptr); code < 0)
        return Error(ErrorCode::EncoderFailed, {kEncoder, avErrorText(code)}, words.words());
    return std::unique_ptr<AudioEncoder>(std::make_unique<AacEncoder>(config, std::move(context)));
}

} // namespace sluice
