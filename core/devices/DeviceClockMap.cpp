// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/devices/DeviceClockMap.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sluice {

namespace {

// Bandwidths are our choice: wide enough to settle in a second, then narrow enough to turn 5 ms of callback jitter
// into less than 0.5 ms.
constexpr double kWideHz = 0.8;
constexpr double kNarrowHz = 0.05;
constexpr double kNarrowingS = 2.0;
constexpr double kMostDrift = 0.002; // 2000 ppm: more is no clock but a fault
constexpr double kMostErrorUs = 20'000; // one callback that came late must not pull
constexpr double kMostHaulUs = 3'000; // a callback; what is impossible is over within a few of them
constexpr double kAstrayUs
    = 70'000; // the length of gap that is filled with silence rather than resampled away
constexpr double kAstrayS = 0.5; // so long before we believe that samples were lost without anyone saying so
constexpr double kLostUs = 5'000; // believed at once when the device itself says so
constexpr double kLongestLatencyS = 2.0; // a converter further away is nonsense

} // namespace

DeviceClockMap::DeviceClockMap(int rate, Direction direction, Duration usualLatency)
    : m_rate(rate)
    , m_direction(direction)
    , m_usualLatency(usualLatency)
{ }

TimePoint DeviceClockMap::measured(std::int64_t frames, const CallbackTime& time) const
{
    const double length = static_cast<double>(frames) / m_rate;
    // Seconds between now and the converter, positive. The frames of a capture callback were all heard before now.
    const double away = m_direction == Direction::Capture ? time.streamTime - time.edgeTime
                                                          : time.edgeTime - time.streamTime;
    const double least = m_direction == Direction::Capture ? length * 0.5 : 0.0;
    const bool sensible
        = time.edgeTime > 0 && time.streamTime > 0 && away >= least && away <= kLongestLatencyS;
    if (m_direction == Direction::Playback)
        return time.now + (sensible ? fromSeconds(away) : m_usualLatency);
    return time.now - std::max(sensible ? fromSeconds(away) : m_usualLatency, fromSeconds(length));
}

// What no clock can argue away: samples that are here were heard before, those that are asked for are yet to be. Gone
// towards in steps that nobody hears.
double DeviceClockMap::possible(double time, std::int64_t frames, TimePoint now) const
{
    const auto since = static_cast<double>((now - m_base).count());
    if (m_direction == Direction::Playback)
        return std::max(time, std::min(since, time + kMostHaulUs));
    return std::min(time, std::max(since - 1e6 * static_cast<double>(frames) / m_rate, time - kMostHaulUs));
}

void DeviceClockMap::restart(std::int64_t index, TimePoint at)
{
    m_base = at;
    m_time = 0;
    m_index = index;
    m_age = 0;
    m_astray = 0;
    if (!m_running)
        m_period = 1e6 / m_rate; // afterwards the drift that was learnt is kept
    m_running = true;
}

TimePoint DeviceClockMap::map(std::int64_t index, std::int64_t frames, const CallbackTime& time, bool lost)
{
    const TimePoint seen = measured(frames, time);
    if (!m_running) {
        restart(index, seen);
        return seen;
    }
    const double step = static_cast<double>(index - m_index);
    const double stepS = step / m_rate;
    const double expected = m_time + step * m_period;
    const double error = static_cast<double>((seen - m_base).count()) - expected;
    m_astray = std::abs(error) > kAstrayUs ? m_astray + stepS : 0;
    if (m_astray > kAstrayS || (lost && std::abs(error) > kLostUs)) {
        ++m_jumps;
        restart(index, seen);
        return seen;
    }

    m_age += stepS;
    const double bandwidth = std::max(kNarrowHz, kWideHz * std::exp(-m_age / kNarrowingS));
    const double omega = std::min(0.5, 2 * std::numbers::pi * bandwidth * stepS);
    const double pull = std::clamp(error, -kMostErrorUs, kMostErrorUs);
    m_time = possible(expected + std::numbers::sqrt2 * omega * pull, frames, time.now);
    if (step > 0)
        m_period += omega * omega * pull / step;
    m_period = std::clamp(m_period, 1e6 / m_rate * (1 - kMostDrift), 1e6 / m_rate * (1 + kMostDrift));
    m_index = index;
    // Rounded to the possible side.
    return m_base
        + Duration(static_cast<std::int64_t>(
            m_direction == Direction::Playback ? std::ceil(m_time) : std::floor(m_time)));
}

double DeviceClockMap::driftPpm() const
{
    return m_running ? (1e6 / m_rate / m_period - 1) * 1e6 : 0;
}

} // namespace sluice
