// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/base/Time.h"

namespace sluice {

// How long to wait before each attempt to be live again: 0.5, 1, 2 s, then every 2 s for two minutes, then every
// 15 s, without end (OBS gives up, its users asked for no limit). Up to 20 % jitter, so that a restarted server
// isn't met by all its publishers at once. Pure; seeded.
class ReconnectSchedule {
public:
    explicit ReconnectSchedule(std::uint64_t seed) : m_state(seed | 1U) { }

    // The wait before the next attempt, when the outage has lasted for `down`.
    Duration next(Duration down);
    void reset() { m_attempt = 0; }
    int attempts() const { return m_attempt; }

private:
    double random(); // 0…1

    std::uint64_t m_state;
    int m_attempt = 0;
};

} // namespace sluice
