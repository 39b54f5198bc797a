// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/AvError.h"
#include "core/av/AvPacketBorder.h"
#include "core/av/CodecOpening.h"
#include "core/av/Decoder.h"

namespace sluice {

namespace {

constexpr int kMaxDamagedInRow = 500; // 10 s of a usual stream: nothing will come any more
constexpr AVRational kMicroseconds{1, 1'000'000};

// Brings any sample format into interleaved float, the layout untouched.
class Interleaver {
public:
    Result<AudioBlock> convert(AVFrame& frame);

private:
    bool prepare(AVFrame& frame); // FFmpeg 5.1 wants layouts that it could change

    AvResamplePtr m_context;
    int m_format = AV_SAMPLE_FMT_NONE;
    int m_rate = 0;
    int m_channels = 0;
};

bool Interleaver::prepare(AVFrame& frame)
{
    const int channels = frame.ch_layout.nb_channels;
    if (m_context && m_format == frame.format && m_rate == frame.sample_rate && m_channels == channels)
        return true;
    SwrContext* context = nullptr;
    const int code = swr_alloc_set_opts2(&context, &frame.ch_layout, AV_SAMPLE_FMT_FLT, frame.sample_rate,
        &frame.ch_layout, static_cast<AVSampleFormat>(frame.format), frame.sample_rate, 0, nullptr);
    m_context.reset(context);
    if (code < 0 || swr_init(context) < 0) {
        m_context.reset();
        return false;
    }
    m_format = frame.format;
    m_rate = frame.sample_rate;
    m_channels = channels;
    return true;
}

Result<AudioBlock> Interleaver::convert(AVFrame& frame)
{
    const int channels = frame.ch_layout.nb_channels;
    if (channels <= 0 || frame.sample_rate <= 0 || frame.nb_samples <= 0 || !prepare(frame))
        return Error(ErrorCode::BadData, {"sound of an unknown kind"});
    std::vector<float> samples(
        static_cast<std::size_t>(frame.nb_samples) * static_cast<std::size_t>(channels));
    auto* out = reinterpret_cast<std::uint8_t*>(samples.data());
    const int got = swr_convert(m_context.get(), &out, frame.nb_samples,
        const_cast<const std::uint8_t**>(frame.extended_data), frame.nb_samples);
    if (got < 0)
        return Error(ErrorCode::BadData, {avErrorText(got)});
    samples.resize(static_cast<std::size_t>(got) * static_cast<std::size_t>(channels));
    return AudioBlock::of({frame.sample_rate, channels}, std::move(samples));
}

class AvAudioDecoder final : public AudioDecoder {
public:
    explicit AvAudioDecoder(StreamInfo stream)
        : m_stream(std::move(stream))
        , m_packet(av_packet_alloc())
        , m_frame(av_frame_alloc())
    { }

    Result<void> start();
    Result<void> decode(const CodedPacket& packet, std::vector<AudioBlock>& out) override;
    void drain(std::vector<AudioBlock>& out) override;
    void flush() override;
    std::int64_t damaged() const override { return m_damaged; }

private:
    int run(const AVPacket* packet, std::vector<AudioBlock>& out);
    void deliver(AVFrame& frame, std::vector<AudioBlock>& out);

    StreamInfo m_stream;
    AvCodecPtr m_codec;
    AvPacketPtr m_packet;
    AvFramePtr m_frame;
    Interleaver m_interleaver;
    std::uint64_t m_generation = 0;
    MediaTime m_next;
    std::int64_t m_damaged = 0;
    int m_damagedInRow = 0;
};

Result<void> AvAudioDecoder::start()
{
    auto prepared = prepareDecoder(m_stream);
    if (!prepared)
        return prepared.error();
    m_codec = std::move(*prepared);
    const int code = avcodec_open2(m_codec.get(), m_codec->codec, nullptr);
    if (code < 0)
        return Error(ErrorCode::DecoderFailed, {m_stream.codec, avErrorText(code)});
    return {};
}

void AvAudioDecoder::deliver(AVFrame& frame, std::vector<AudioBlock>& out)
{
    auto block = m_interleaver.convert(frame);
    if (!block) {
        ++m_damaged;
        return;
    }
    const std::int64_t ticks = frame.best_effort_timestamp;
    block->pts = ticks == AV_NOPTS_VALUE ? m_next : mediaTime(Duration(ticks));
    block->generation = m_generation;
    m_next = block->pts + block->duration();
    if (block->frames() > 0)
        out.push_back(std::move(*block));
}

int AvAudioDecoder::run(const AVPacket* packet, std::vector<AudioBlock>& out)
{
    return decodeThrough(*m_codec, packet, *m_frame, [&](AVFrame& frame) { deliver(frame, out); });
}

Result<void> AvAudioDecoder::decode(const CodedPacket& packet, std::vector<AudioBlock>& out)
{
    if (packet.newExtradata && !packet.newExtradata->empty()
        && (!m_stream.extradata || *m_stream.extradata != *packet.newExtradata)) {
        drain(out);
        m_stream.extradata = packet.newExtradata;
        m_stream.audio = {0, 0}; // the new headers say it
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

void AvAudioDecoder::drain(std::vector<AudioBlock>& out)
{
    run(nullptr, out);
    avcodec_flush_buffers(m_codec.get());
}

void AvAudioDecoder::flush()
{
    avcodec_flush_buffers(m_codec.get());
    m_damagedInRow = 0;
}

} // namespace

Result<std::unique_ptr<AudioDecoder>> AudioDecoder::open(const StreamInfo& stream)
{
    auto decoder = std::make_unique<AvAudioDecoder>(stream);
    if (auto started = decoder->start(); !started)
        return started.error();
    return std::unique_ptr<AudioDecoder>(std::move(decoder));
}

} // namespace sluice
