// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/CameraStamps.h"

#include <algorithm>

namespace sluice {

namespace {

constexpr Duration kSmallestStep = microseconds(1);

bool plausible(TimePoint captured, TimePoint now)
{
    return captured >= now - CameraStamps::kOldest && captured <= now + CameraStamps::kMostAhead;
}

} // namespace

TimePoint CameraStamps::place(std::optional<Duration> stamp, TimePoint now)
{
    // Some drivers leave the first picture at zero before they count; that says nothing of those that follow.
    TimePoint captured = stamp && *stamp != Duration::zero() ? mapped(*stamp, now) : now;
    if (m_last)
        captured = std::max(captured, *m_last + kSmallestStep);
    m_last = captured;
    return captured;
}

TimePoint CameraStamps::mapped(Duration stamp, TimePoint now)
{
    const bool ours = m_shift == Duration::zero();
    const bool fell = m_shift && stamp < m_stamp;
    if (!m_shift || fell || !plausible(TimePoint(stamp + *m_shift), now)) {
        // Ours does not fall: what does only looked like it.
        const bool fits = plausible(TimePoint(stamp), now) && !(ours && fell);
        m_shift = fits ? Duration::zero() : now.time_since_epoch() - stamp;
    } else if (!ours) {
        follow(stamp, now);
    }
    m_stamp = stamp;
    m_seen = now;
    return TimePoint(stamp + *m_shift);
}

// A picture can come late, but not before it was taken: the quickest way here is the one that counts.
void CameraStamps::follow(Duration stamp, TimePoint now)
{
    const Duration late = now.time_since_epoch() - stamp - *m_shift;
    const double share
        = late < Duration::zero() ? 1.0 : std::min(1.0, toSeconds(now - m_seen) / toSeconds(kFollow));
    *m_shift += fromSeconds(toSeconds(late) * share);
}

} // namespace sluice
