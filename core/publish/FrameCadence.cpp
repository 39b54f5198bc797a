// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/FrameCadence.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sluice {

TimePoint FrameCadence::onBeat(TimePoint seen, FrameRate rate, TimePoint at)
{
    const auto frames = static_cast<std::int64_t>(std::ceil(toSeconds(at - seen) * rate.value()));
    return seen + rate.timeOf(frames);
}

std::optional<std::int64_t> FrameCadence::place(TimePoint captured)
{
    if (captured < m_epoch)
        return std::nullopt;
    const double position = toSeconds(captured - m_epoch) * m_rate.value();
    if (!std::exchange(m_started, true)) {
        m_next = std::llround(position);
        m_phase = position - static_cast<double>(m_next);
        return m_next++;
    }
    const double ahead = position - static_cast<double>(m_next) - m_phase;
    if (ahead < -kTolerance)
        return std::nullopt;
    const std::int64_t missing = ahead > kTolerance ? std::llround(ahead) : 0;
    m_next += missing;
    m_phase += kFollow * (ahead - static_cast<double>(missing));
    if (m_phase > kTolerance) {
        m_phase -= 1;
        ++m_next;
    } else if (m_phase < -kTolerance) {
        m_phase += 1;
        return std::nullopt;
    }
    return m_next++;
}

FrameCadence::Run FrameCadence::join(TimePoint captured)
{
    if (!m_started) {
        const auto slot = place(captured);
        return slot ? Run{*slot, 1} : Run{};
    }
    // The nearest of all slots, not the next: however often sources take turns, nothing adds up.
    const double position = toSeconds(captured - m_epoch) * m_rate.value();
    const std::int64_t nearest = std::llround(position - kLate);
    if (nearest < m_next)
        return {};
    const std::int64_t first = nearest - m_next < kLongestJoint ? m_next : nearest;
    m_phase = position - static_cast<double>(nearest);
    m_next = nearest + 1;
    return {first, static_cast<int>(nearest - first) + 1};
}

Duration FrameCadence::tooEarly(TimePoint captured) const
{
    if (!m_started)
        return {};
    // Half a slot is what rounding gives; a thousandth more lies beyond its edge.
    const double from = static_cast<double>(m_next) - 0.5 + kLate + 0.001;
    const Duration begin = fromSeconds(from / m_rate.value());
    return std::max(Duration::zero(), begin - (captured - m_epoch));
}

} // namespace sluice
