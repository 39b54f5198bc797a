// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "core/media/AudioBlock.h"

namespace sluice {

// Adds up any number of inputs, each with its gain. Pure; one thread. Gains change over kRamp so that mute never
// clicks; the sum is limited to ±1.
class AudioMixer {
public:
    static constexpr Duration kRamp = milliseconds(10); // our choice: inaudible, and no click

    explicit AudioMixer(AudioFormat format, std::size_t inputs = 1);

    void setGain(std::size_t input, float gain); // linear; 0 mutes
    // One block per input, all of the same length and of the mixer's format; an empty one is silence. pts and
    // captured are those of the first.
    AudioBlock mix(std::span<const AudioBlock> inputs);

private:
    struct Input {
        float gain = 1;
        float target = 1;
    };
    AudioFormat m_format;
    std::vector<Input> m_inputs;
};

} // namespace sluice
