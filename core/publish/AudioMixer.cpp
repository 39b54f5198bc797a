// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/AudioMixer.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sluice {

AudioMixer::AudioMixer(AudioFormat format, std::size_t inputs) : m_format(format), m_inputs(inputs) { }

void AudioMixer::setGain(std::size_t input, float gain)
{
    Input& i = m_inputs.at(input);
    if (i.target == gain)
        return;
    i.target = gain;
    i.step = (i.target - i.gain) / static_cast<float>(m_format.framesIn(kRamp));
}

void AudioMixer::add(Input& input, std::span<const float> samples, std::size_t channels, std::span<float> sum)
{
    std::size_t at = 0;
    for (; at < samples.size() && input.gain != input.target; at += channels) {
        const bool there = std::abs(input.target - input.gain) <= std::abs(input.step);
        input.gain = there ? input.target : input.gain + input.step;
        for (std::size_t c = 0; c < channels; ++c)
            sum[at + c] += samples[at + c] * input.gain;
    }
    if (input.gain == 0.0F)
        return;
    for (; at < samples.size(); ++at)
        sum[at] += samples[at] * input.gain;
}

AudioBlock AudioMixer::mix(std::size_t frames, std::span<const AudioBlock> inputs)
{
    const auto sounds = [](const AudioBlock& block) { return block.frames() > 0; };
    const auto only = std::ranges::find_if(inputs, sounds);
    for (std::size_t i = 0; i < inputs.size(); ++i)
        if (!sounds(inputs[i]))
            m_inputs.at(i).gain = m_inputs[i].target;
    if (only != inputs.end() && std::ranges::count_if(inputs, sounds) == 1) {
        const Input& input = m_inputs.at(static_cast<std::size_t>(only - inputs.begin()));
        if (input.gain == 1.0F && input.target == 1.0F)
            return AudioBlock{only->format, only->samples, {}, {}, 0}; // not copied
    }
    const auto channels = static_cast<std::size_t>(m_format.channels);
    std::vector<float> sum(frames * channels, 0.0F);
    for (std::size_t i = 0; i < inputs.size(); ++i)
        add(m_inputs.at(i), inputs[i].data().first(std::min(sum.size(), inputs[i].data().size())), channels,
            sum);
    return AudioBlock::of(m_format, std::move(sum));
}

AudioBlock clampedToFullScale(AudioBlock block)
{
    if (std::ranges::all_of(block.data(), [](float value) { return std::abs(value) <= 1.0F; }))
        return block;
    std::vector<float> limited(block.data().begin(), block.data().end());
    for (float& value : limited)
        value = std::clamp(value, -1.0F, 1.0F);
    AudioBlock out = AudioBlock::of(block.format, std::move(limited));
    out.pts = block.pts;
    out.captured = block.captured;
    return out;
}

} // namespace sluice
