// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/media/AudioBlock.h"

namespace sluice {

// Adds up any number of inputs, each with its gain. Pure; one thread. Gains change over kRamp so that mute never
// clicks. The sum may pass ±1: what follows limits it.
class AudioMixer {
public:
    static constexpr Duration kRamp = milliseconds(10); // our choice: inaudible, and no click

    explicit AudioMixer(AudioFormat format, std::size_t inputs = 1);

    void setGain(std::size_t input, float gain); // linear; 0 mutes
    // One block per input, each of `frames` frames and of the mixer's format; an empty one is silence, and its gain
    // goes where it should be at once. The result has no times.
    AudioBlock mix(std::size_t frames, std::span<const AudioBlock> inputs);

private:
    struct Input {
        float gain = 1;
        float target = 1;
        float step = 0; // a frame
    };
    static void add(Input& input, std::span<const float> samples, std::size_t channels, std::span<float> sum);

    AudioFormat m_format;
    std::vector<Input> m_inputs;
};

// Samples above full scale become full scale. What has none is passed on uncopied.
AudioBlock clampedToFullScale(AudioBlock block);

} // namespace sluice
