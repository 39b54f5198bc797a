// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/BackOff.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace sluice {

Duration BackOff::wait(int attempt)
{
    // SplitMix64 (Steele, Lea, Flood 2014): neighbouring seeds must not give neighbouring waits.
    m_random += 0x9E3779B97F4A7C15U;
    std::uint64_t z = m_random;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    z ^= z >> 31U;
    const double unit = static_cast<double>(z >> 11U) / static_cast<double>(1ULL << 53U);
    const std::size_t step = std::min(static_cast<std::size_t>(std::max(attempt, 0)), std::size(kWaits) - 1);
    return scaled(kWaits[step], 1 + kJitter * (2 * unit - 1));
}

} // namespace sluice
