// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/DropBursts.h"

#include <utility>

namespace sluice {

void DropBursts::start(std::int64_t count)
{
    *this = {};
    m_seen = m_told = m_before = count;
}

std::optional<std::int64_t> DropBursts::look(std::int64_t count, TimePoint now, bool last)
{
    if (count != m_seen) {
        if (recent(now) == 0)
            m_before = m_seen;
        m_seen = count;
        m_at = now;
        if (!m_due)
            m_due = now + kFirst;
    }
    const bool over = last || now - m_at >= kQuiet;
    if (!m_due || (!over && now < *m_due))
        return std::nullopt;
    if (over)
        m_due.reset();
    else
        m_due = now + kLongest;
    const std::int64_t untold = count - std::exchange(m_told, count);
    return untold > 0 ? std::optional(untold) : std::nullopt;
}

std::int64_t DropBursts::recent(TimePoint now) const
{
    return m_at != TimePoint() && now - m_at < kRemember ? m_seen - m_before : 0;
}

} // namespace sluice
