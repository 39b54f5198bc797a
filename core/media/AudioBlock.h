// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/base/Time.h"

namespace sluice {

struct AudioFormat {
    int rate = 48000; // Hz
    int channels = 2;
    Duration durationOf(std::int64_t frames) const
    {
        return Duration((frames * 1'000'000 + rate / 2) / rate);
    }
    std::int64_t framesIn(Duration d) const { return (d.count() * rate + 500'000) / 1'000'000; }
    bool operator==(const AudioFormat&) const = default;
};

// A run of interleaved 32-bit float samples, −1…1. A cheap value: copies share the samples, which nobody changes.
struct AudioBlock {
    AudioFormat format;
    std::shared_ptr<const std::vector<float>> samples; // frames() × channels
    MediaTime pts; // of the first frame
    TimePoint captured; // when the first frame was heard, by our monotonic clock; zero where not known
    std::uint64_t generation = 0;

    std::size_t frames() const
    {
        return samples ? samples->size() / static_cast<std::size_t>(format.channels) : 0;
    }
    Duration duration() const { return format.durationOf(static_cast<std::int64_t>(frames())); }
    std::span<const float> data() const
    {
        return samples ? std::span<const float>(*samples) : std::span<const float>();
    }

    static AudioBlock of(AudioFormat format, std::vector<float> samples)
    {
        return {format, std::make_shared<const std::vector<float>>(std::move(samples)), {}, {}, 0};
    }
};

} // namespace sluice
