// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/Resampler.h"

#include <algorithm>
#include <array>
#include <cmath>

extern "C" {
#include <libavutil/opt.h>
}

#include "core/av/AvError.h"
#include "core/av/AvHandles.h"

namespace sluice {

namespace {

constexpr double kMaxCompensation = 2000; // ppm: 3.5 cents, which nobody hears
// swr counts compensation in whole samples over a distance: the longer, the finer.
constexpr int kCompensationSeconds = 100;

// Channel counts are all that our formats know; these are their usual layouts (5.1 with LFE …).
struct Layout {
    AVChannelLayout layout{};
    explicit Layout(int channels) { av_channel_layout_default(&layout, channels); }
    ~Layout() { av_channel_layout_uninit(&layout); }
    Layout(const Layout&) = delete;
    Layout& operator=(const Layout&) = delete;
};

// One channel sounds from both sides as loud as it is, as every mixer and sound server has it; the library's own
// matrix takes 3 dB off, and with them the sight of a microphone that clips.
int mix(SwrContext* context, int from, int to)
{
    constexpr std::array<double, 2> kBothSides{1.0, 1.0};
    return from == 1 && to == 2 ? swr_set_matrix(context, kBothSides.data(), 1) : 0;
}

} // namespace

struct Resampler::State {
    AudioFormat from;
    AudioFormat to;
    AvResamplePtr context;
    double ppm = 0;
};

Resampler::Resampler(std::unique_ptr<State> state) : m_state(std::move(state)) { }
Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

Result<Resampler> Resampler::open(AudioFormat from, AudioFormat to, Use use)
{
    if (from.rate <= 0 || to.rate <= 0 || from.channels <= 0 || to.channels <= 0)
        return Error(ErrorCode::Internal, {"sound without rate or channels"});
    auto state = std::make_unique<State>();
    state->from = from;
    state->to = to;
    Layout source(from.channels);
    Layout target(to.channels);
    SwrContext* context = nullptr;
    int code = swr_alloc_set_opts2(&context, &target.layout, AV_SAMPLE_FMT_FLT, to.rate, &source.layout,
        AV_SAMPLE_FMT_FLT, from.rate, 0, nullptr);
    state->context.reset(context);
    if (code >= 0) {
        // The resampler is there from the start, also between equal rates: switching it on for the first
        // compensation would drop what it holds and click.
        if (use == Use::FollowClock)
            av_opt_set_int(context, "flags", SWR_FLAG_RESAMPLE, 0);
        code = mix(context, from.channels, to.channels);
    }
    if (code >= 0)
        code = swr_init(context);
    if (code < 0)
        return Error(ErrorCode::Internal, {"sound cannot be resampled: " + avErrorText(code)});
    return Resampler(std::move(state));
}

AudioBlock Resampler::convert(const AudioBlock& block)
{
    State& s = *m_state;
    SwrContext* swr = s.context.get();
    if (s.ppm != 0) {
        const double distance = static_cast<double>(s.to.rate) * kCompensationSeconds;
        // More output samples for the same input play slower, so faster means fewer.
        swr_set_compensation(
            swr, static_cast<int>(std::lround(-s.ppm * 1e-6 * distance)), static_cast<int>(distance));
    }
    const Duration held(swr_get_delay(swr, 1'000'000));
    const int inFrames = static_cast<int>(block.frames());
    const int room = swr_get_out_samples(swr, inFrames);
    std::vector<float> samples(
        static_cast<std::size_t>(std::max(room, 0)) * static_cast<std::size_t>(s.to.channels));
    auto* out = reinterpret_cast<std::uint8_t*>(samples.data());
    const auto* in = reinterpret_cast<const std::uint8_t*>(block.data().data());
    const int got = room > 0 && inFrames > 0 ? swr_convert(swr, &out, room, &in, inFrames) : 0;
    samples.resize(static_cast<std::size_t>(std::max(got, 0)) * static_cast<std::size_t>(s.to.channels));

    AudioBlock result = AudioBlock::of(s.to, std::move(samples));
    result.pts = block.pts - held;
    result.captured = block.captured == TimePoint() ? TimePoint() : block.captured - held;
    result.generation = block.generation;
    return result;
}

void Resampler::setCompensation(double ppm)
{
    State& s = *m_state;
    const double wanted = std::clamp(ppm, -kMaxCompensation, kMaxCompensation);
    if (wanted == 0 && s.ppm != 0)
        swr_set_compensation(s.context.get(), 0, 0);
    s.ppm = wanted;
}

AudioFormat Resampler::from() const
{
    return m_state->from;
}

AudioFormat Resampler::to() const
{
    return m_state->to;
}

} // namespace sluice
