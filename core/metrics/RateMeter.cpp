// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/RateMeter.h"

#include <algorithm>

namespace sluice {

RateMeter::RateMeter(Duration window) : m_slot(std::max(Duration(1), window / static_cast<int>(kSlots))) { }

std::int64_t RateMeter::slotNumber(TimePoint t) const
{
    const std::int64_t us = std::max<std::int64_t>(t.time_since_epoch().count(), 0);
    return us / m_slot.count();
}

void RateMeter::add(std::int64_t bytes, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    if (!m_begun) {
        m_begun = true;
        m_first = now;
    }
    const std::int64_t number = slotNumber(now);
    Slot& slot = m_slots[static_cast<std::size_t>(number) % m_slots.size()];
    if (slot.number != number)
        slot = {number, 0};
    slot.bytes += bytes;
    m_total += bytes;
}

// The slot of `now` is only begun: it counts with its part, and so does the time since its beginning.
double RateMeter::kbps(TimePoint now) const
{
    const std::lock_guard lock(m_mutex);
    if (!m_begun)
        return 0.0;
    const std::int64_t last = slotNumber(now);
    const std::int64_t oldest = last - static_cast<std::int64_t>(kSlots) + 1;
    std::int64_t bytes = 0;
    for (const Slot& slot : m_slots)
        if (slot.number >= oldest && slot.number <= last)
            bytes += slot.bytes;
    const Duration covered = now - std::max(m_first, TimePoint(oldest * m_slot));
    return static_cast<double>(bytes) * 8000.0 / static_cast<double>(std::max(covered, m_slot).count());
}

std::int64_t RateMeter::totalBytes() const
{
    const std::lock_guard lock(m_mutex);
    return m_total;
}

void RateMeter::clear()
{
    const std::lock_guard lock(m_mutex);
    m_slots.fill({});
    m_begun = false;
    m_total = 0;
}

} // namespace sluice
