// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/AvDecoder.h"

namespace sluice {

namespace {

constexpr int kMaxDamagedInRow = 500; // 10 s of a usual stream: nothing will come any more

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
        return Error(ErrorCode::BadData, {QT_TRANSLATE_NOOP("core", "sound of an unknown kind")});
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

class AvAudioDecoder final : public AvDecoder<AudioDecoder, AudioBlock> {
public:
    explicit AvAudioDecoder(StreamInfo stream) : AvDecoder(std::move(stream), kMaxDamagedInRow) { }

private:
    void deliver(AVFrame& frame, std::vector<AudioBlock>& out) override;

    Interleaver m_interleaver;
};

void AvAudioDecoder::deliver(AVFrame& frame, std::vector<AudioBlock>& out)
{
    auto block = m_interleaver.convert(frame);
    if (!block) {
        countDamaged();
        return;
    }
    place(*block, frame.best_effort_timestamp, block->duration());
    if (block->frames() > 0)
        out.push_back(std::move(*block));
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
