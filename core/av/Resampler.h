// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/base/Result.h"
#include "core/media/AudioBlock.h"

namespace sluice {

// Converts rate and channels with swresample: 5.1 is mixed down by the usual matrix, one channel is heard from both
// sides at its own level. One thread.
class Resampler {
public:
    // FollowClock: setCompensation() will be used. Convert: between equal rates nothing is filtered or held back.
    enum class Use { Convert, FollowClock };
    static Result<Resampler> open(AudioFormat from, AudioFormat to, Use use = Use::FollowClock);
    ~Resampler();
    Resampler(Resampler&&) noexcept;
    Resampler& operator=(Resampler&&) noexcept;

    // What comes out for `block`; pts and captured are carried over, less the filter's own delay. May be empty.
    AudioBlock convert(const AudioBlock& block);
    // Speeds up (positive) or slows down the output by up to ±2000 ppm without a click, to follow another clock.
    void setCompensation(double ppm);
    AudioFormat from() const;
    AudioFormat to() const;

private:
    struct State;
    explicit Resampler(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

} // namespace sluice
