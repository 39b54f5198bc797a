// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>

#include "core/base/Result.h"
#include "core/media/AudioBlock.h"

namespace sluice {

// Something done to sound in passing. As many frames come out as went in, later by latency(). One thread.
class SoundFilter {
public:
    virtual ~SoundFilter() = default;

    // The frames that are ready once `block` is in; none at first.
    virtual Result<AudioBlock> process(const AudioBlock& block) = 0;
    // By how many frames the sound that comes out is behind the sound that went in: measured when the filter was
    // opened, because FFmpeg does not say it of every filter, and not the same in every version.
    virtual std::int64_t latency() const = 0;

    using Made = Result<std::unique_ptr<SoundFilter>>;
    // Takes fans and hiss out of speech (FFmpeg's afftdn: no model file).
    static Made noiseSuppression(AudioFormat format);
    // Looks ahead and holds the peaks under kLimit (FFmpeg's alimiter).
    static Made limiter(AudioFormat format);

    static constexpr double kLimit
        = 0.891; // −1 dBFS: what AAC adds between the samples stays under full scale
};

} // namespace sluice
