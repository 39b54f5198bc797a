// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/AudioMixer.h"

#include <algorithm>

namespace sluice {

AudioMixer::AudioMixer(AudioFormat format, std::size_t inputs) : m_format(format), m_inputs(inputs) { }

void AudioMixer::setGain(std::size_t input, float gain)
{
    m_inputs.at(input).target = gain;
}

AudioBlock AudioMixer::mix(std::span<const AudioBlock> inputs)
{
    const AudioBlock& first = inputs.front();
    const bool untouched = inputs.size() == 1 && m_inputs[0].gain == 1.0F && m_inputs[0].target == 1.0F;
    if (untouched)
        return first;

    const auto channels = static_cast<std::size_t>(m_format.channels);
    const std::size_t frames = first.frames();
    const float step = 1.0F / static_cast<float>(m_format.framesIn(kRamp));
    std::vector<float> sum(frames * channels, 0.0F);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        Input& input = m_inputs[i];
        const auto data = inputs[i].data();
        for (std::size_t frame = 0; frame < inputs[i].frames(); ++frame) {
            if (input.gain < input.target)
                input.gain = std::min(input.target, input.gain + step);
            else if (input.gain > input.target)
                input.gain = std::max(input.target, input.gain - step);
            for (std::size_t c = 0; c < channels; ++c)
                sum[frame * channels + c] += data[frame * channels + c] * input.gain;
        }
    }
    for (float& value : sum)
        value = std::clamp(value, -1.0F, 1.0F);
    AudioBlock out = AudioBlock::of(m_format, std::move(sum));
    out.pts = first.pts;
    out.captured = first.captured;
    return out;
}

} // namespace sluice
