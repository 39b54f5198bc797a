// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/ReconnectSchedule.h"

#include <array>

namespace sluice {

double ReconnectSchedule::random()
{
    // xorshift64: spread is all that is asked of it
    m_state ^= m_state << 13U;
    m_state ^= m_state >> 7U;
    m_state ^= m_state << 17U;
    return static_cast<double>(m_state >> 11U) / static_cast<double>(1ULL << 53U);
}

Duration ReconnectSchedule::next(Duration down)
{
    constexpr std::array<Duration, 3> kFirst{milliseconds(500), seconds(1), seconds(2)};
    constexpr Duration kSteady = seconds(2);
    constexpr Duration kSteadyFor = seconds(120);
    constexpr Duration kLong = seconds(15);
    constexpr double kJitter = 0.2;

    Duration base = down < kSteadyFor ? kSteady : kLong;
    if (m_attempt < static_cast<int>(kFirst.size()))
        base = kFirst[static_cast<std::size_t>(m_attempt)];
    ++m_attempt;
    return scaled(base, 1.0 - kJitter * random());
}

} // namespace sluice
