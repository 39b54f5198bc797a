// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "core/media/BufferSettings.h"

namespace sluice {

class Settings;

enum class BufferProfile { LowLatency, Balanced, Smooth, Custom };

std::string_view profileToken(BufferProfile profile); // "low-latency" …
std::optional<BufferProfile> profileFromToken(std::string_view token);

// Single values that a person set. They win over the profile's; what is not set follows from the profile and from
// those that are (the warning level from the start level, HLS levels from the target).
struct BufferOverrides {
    std::optional<Duration> low;
    std::optional<Duration> start;
    std::optional<Duration> resume;
    std::optional<Duration> target;
    std::optional<Duration> trim;
    std::optional<std::int64_t> capBytes;
    std::optional<double> rateMin;
    std::optional<double> rateMax;
    std::optional<bool> liveAfterPause;

    // Whether the values contradict each other on every source there could be: what can be said before one is open.
    Result<void> check() const;

    bool operator==(const BufferOverrides&) const = default;
};

// What the settings say about the buffer. Custom means: Balanced, with whatever is set on top.
struct BufferChoice {
    BufferProfile profile = BufferProfile::Balanced;
    BufferOverrides overrides{};

    static BufferChoice from(const Settings& settings);
    // The numbers for this source. An illegal combination is refused with the rule it breaks, never changed.
    Result<BufferSettings> resolve(const BufferContext& context) const;

    bool operator==(const BufferChoice&) const = default;
};

} // namespace sluice
