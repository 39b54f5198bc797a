// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/SoundFilter.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

extern "C" {
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
}

#include "core/av/AvError.h"
#include "core/av/AvHandles.h"

namespace sluice {

namespace {

// Our choice, by measuring: 14 dB off noise of up to −40 dBFS, and not a tenth of a decibel off a voice above it.
// Letting the filter follow the noise by itself (tn) takes 1 to 3 dB off the same noise.
constexpr const char* kNoiseSuppression = "afftdn=nr=14:nf=-40";

struct GraphDelete {
    void operator()(AVFilterGraph* p) const noexcept { avfilter_graph_free(&p); }
};
using GraphPtr = std::unique_ptr<AVFilterGraph, GraphDelete>;

Error refused(int code)
{
    return Error(ErrorCode::SoundFilterFailed, {avErrorText(code)});
}

class AvSoundFilter final : public SoundFilter {
public:
    static Result<std::unique_ptr<AvSoundFilter>> open(AudioFormat format, const std::string& chain)
    {
        auto made = std::make_unique<AvSoundFilter>();
        made->m_format = format;
        made->m_graph.reset(avfilter_graph_alloc());
        const std::string layout = format.channels == 1 ? "mono" : "stereo";
        const std::string in = fmt::format(
            "time_base=1/{0}:sample_rate={0}:sample_fmt=flt:channel_layout={1}", format.rate, layout);
        AVFilterGraph* graph = made->m_graph.get();
        graph->nb_threads = 1; // a few thousand samples a second are no work to share
        int code = avfilter_graph_create_filter(
            &made->m_source, avfilter_get_by_name("abuffer"), "in", in.c_str(), nullptr, graph);
        if (code >= 0)
            code = avfilter_graph_create_filter(
                &made->m_sink, avfilter_get_by_name("abuffersink"), "out", nullptr, nullptr, graph);
        if (code >= 0)
            code
                = connect(*made, fmt::format("{},aformat=sample_fmts=flt:channel_layouts={}", chain, layout));
        if (code < 0)
            return refused(code);
        return made;
    }

    Result<AudioBlock> process(const AudioBlock& block) override
    {
        const AvFramePtr frame(av_frame_alloc());
        frame->format = AV_SAMPLE_FMT_FLT;
        frame->sample_rate = m_format.rate;
        frame->nb_samples = static_cast<int>(block.frames());
        frame->pts = m_in;
        av_channel_layout_default(&frame->ch_layout, m_format.channels);
        int code = av_frame_get_buffer(frame.get(), 0);
        if (code < 0)
            return refused(code);
        std::ranges::copy(block.data(), reinterpret_cast<float*>(frame->data[0]));
        m_in += frame->nb_samples;
        code = av_buffersrc_add_frame(m_source, frame.get());
        std::vector<float> samples;
        const AvFramePtr out(av_frame_alloc());
        while (code >= 0 && (code = av_buffersink_get_frame(m_sink, out.get())) >= 0) {
            const auto* data = reinterpret_cast<const float*>(out->data[0]);
            samples.insert(
                samples.end(), data, data + static_cast<std::ptrdiff_t>(out->nb_samples) * m_format.channels);
            av_frame_unref(out.get());
        }
        if (code != AVERROR(EAGAIN))
            return refused(code);
        return AudioBlock::of(m_format, std::move(samples));
    }

    std::int64_t latency() const override { return m_latency; }
    void setLatency(std::int64_t frames) { m_latency = frames; }

private:
    static int connect(AvSoundFilter& made, const std::string& chain)
    {
        AVFilterInOut* outputs = avfilter_inout_alloc();
        AVFilterInOut* inputs = avfilter_inout_alloc();
        outputs->name = av_strdup("in");
        outputs->filter_ctx = made.m_source;
        inputs->name = av_strdup("out");
        inputs->filter_ctx = made.m_sink;
        int code = avfilter_graph_parse_ptr(made.m_graph.get(), chain.c_str(), &inputs, &outputs, nullptr);
        avfilter_inout_free(&inputs);
        avfilter_inout_free(&outputs);
        if (code >= 0)
            code = avfilter_graph_config(made.m_graph.get(), nullptr);
        return code;
    }

    AudioFormat m_format;
    GraphPtr m_graph;
    AVFilterContext* m_source = nullptr; // m_graph's
    AVFilterContext* m_sink = nullptr; // m_graph's
    std::int64_t m_in = 0;
    std::int64_t m_latency = 0;
};

// Where a burst of noise comes out again: the place at which it fits best.
Result<std::int64_t> measureLatency(AvSoundFilter& filter, AudioFormat format)
{
    constexpr std::size_t kBefore = 9600, kBurst = 256, kAll = 24000, kLongest = 9600;
    const auto channels = static_cast<std::size_t>(format.channels);
    std::vector<float> burst(kBurst);
    std::uint32_t random = 1;
    for (float& value : burst) {
        random = random * 1664525U + 1013904223U;
        value = static_cast<float>(random >> 8) / 16777216.0F - 0.5F;
    }
    std::vector<float> out;
    for (std::size_t at = 0; at < kAll; at += 480) {
        std::vector<float> piece(480 * channels, 0.0F);
        for (std::size_t i = 0; i < 480; ++i)
            if (at + i >= kBefore && at + i < kBefore + kBurst)
                std::fill_n(piece.begin() + static_cast<std::ptrdiff_t>(i * channels), channels,
                    burst[at + i - kBefore]);
        auto done = filter.process(AudioBlock::of(format, std::move(piece)));
        if (!done)
            return done.error();
        for (std::size_t i = 0; i < done->frames(); ++i)
            out.push_back(done->data()[i * channels]);
    }
    std::int64_t best = 0;
    double most = 0;
    for (std::size_t late = 0; late <= kLongest && kBefore + late + kBurst <= out.size(); ++late) {
        double sum = 0;
        for (std::size_t i = 0; i < kBurst; ++i)
            sum += static_cast<double>(burst[i] * out[kBefore + late + i]);
        if (sum > most) {
            most = sum;
            best = static_cast<std::int64_t>(late);
        }
    }
    if (most <= 0)
        return Error(ErrorCode::SoundFilterFailed, {QT_TRANSLATE_NOOP("core", "nothing comes out of it")});
    return best;
}

SoundFilter::Made make(AudioFormat format, const std::string& chain)
{
    auto probe = AvSoundFilter::open(format, chain);
    if (!probe)
        return probe.error();
    const auto latency = measureLatency(**probe, format);
    if (!latency)
        return latency.error();
    auto filter = AvSoundFilter::open(format, chain); // one that has heard nothing yet
    if (!filter)
        return filter.error();
    (*filter)->setLatency(*latency);
    return std::unique_ptr<SoundFilter>(std::move(*filter));
}

} // namespace

SoundFilter::Made SoundFilter::noiseSuppression(AudioFormat format)
{
    return make(format, kNoiseSuppression);
}

SoundFilter::Made SoundFilter::limiter(AudioFormat format)
{
    return make(format, fmt::format("alimiter=level=disabled:limit={}:attack=5:release=80", kLimit));
}

} // namespace sluice
