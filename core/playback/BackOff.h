// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/base/Time.h"

namespace sluice {

// The waits before the attempts to make a lost connection again: 1, 2, 4 s, then 8 s each time; ±20 %, so that a
// restarted server is not met by all its viewers at once. Pure and seeded: the same seed gives the same waits.
class BackOff {
public:
    static constexpr Duration kWaits[] = {seconds(1), seconds(2), seconds(4), seconds(8)};
    static constexpr double kJitter = 0.2;

    explicit BackOff(std::uint64_t seed) : m_random(seed) { }

    // The wait before attempt number `attempt`, which counts from 0.
    Duration wait(int attempt);

private:
    std::uint64_t m_random;
};

} // namespace sluice
