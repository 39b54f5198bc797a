// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/PacedCounter.h"

namespace sluice {

PacedCounter::PacedCounter(Clock& clock, TimePoint epoch, std::function<Duration(std::int64_t)> at,
    std::function<std::int64_t(Duration)> indexAt)
    : m_clock(clock)
    , m_epoch(epoch)
    , m_at(std::move(at))
    , m_indexAt(std::move(indexAt))
    , m_next(m_indexAt(clock.now() - epoch))
{ }

std::optional<std::int64_t> PacedCounter::next(Duration patience, const StopToken& stop)
{
    const TimePoint now = m_clock.now();
    const TimePoint due = m_epoch + m_at(m_next);
    if (due > now + patience) {
        m_clock.sleepUntil(now + patience, stop);
        return std::nullopt;
    }
    if (due > now && !m_clock.sleepUntil(due, stop))
        return std::nullopt;
    if (now - due > kPatience) {
        const std::int64_t current = m_indexAt(now - m_epoch);
        m_skipped += current - m_next;
        m_next = current;
        return next(patience, stop);
    }
    return m_next++;
}

} // namespace sluice
