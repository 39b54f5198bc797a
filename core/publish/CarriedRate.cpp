// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/CarriedRate.h"

#include <algorithm>

namespace sluice {

void CarriedRate::clear()
{
    m_marks.clear();
    m_unsent.clear();
    m_lastWait.reset();
    m_blockedAt.reset();
    m_bytes = 0;
}

void CarriedRate::noteUnsent(TimePoint at, std::int64_t unsent)
{
    m_unsent.push_back({at, unsent});
    while (m_unsent.size() > 1 && at - m_unsent[1].at >= kStanding)
        m_unsent.pop_front();
}

std::int64_t CarriedRate::standing(TimePoint now) const
{
    if (m_unsent.empty() || now - m_unsent.front().at < kStanding)
        return 0;
    return std::ranges::min_element(m_unsent, {}, &Mark::bytes)->bytes;
}

void CarriedRate::noteWrite(TimePoint began, TimePoint ended, std::int64_t bytes,
    std::optional<std::int64_t> unsent, std::optional<std::int64_t> before)
{
    m_bytes += bytes;
    const Duration took = ended - began;
    const bool full = m_blockedAt && began - *m_blockedAt <= kMaxGap;
    if (before && *before == 0 && !full) {
        m_marks.clear();
        m_lastWait.reset();
    }
    if (took >= kWaited)
        m_blockedAt = ended;
    if (unsent)
        noteUnsent(ended, *unsent);
    const bool backlog = unsent && *unsent >= kBacklog;
    if (took < kWaited && !backlog)
        return;
    const bool apart = m_lastWait && began - *m_lastWait > kMaxGap;
    if (apart || took >= kInterruption) {
        m_marks.clear();
        m_lastWait.reset();
    }
    // The first wait only says that the buffer is about to be full: what fits beside it would count as carried.
    if (m_lastWait)
        m_marks.push_back({ended, m_bytes - unsent.value_or(0)});
    m_lastWait = ended;
    while (m_marks.size() > 2 && ended - m_marks[1].at >= kWindow)
        m_marks.pop_front();
}

std::optional<double> CarriedRate::kbps(TimePoint now) const
{
    if (m_marks.size() < 2 || now - m_marks.back().at > kInterruption)
        return std::nullopt;
    const Duration span = m_marks.back().at - m_marks.front().at;
    if (span < kShortest)
        return std::nullopt;
    const auto bits = static_cast<double>(m_marks.back().bytes - m_marks.front().bytes) * 8.0;
    return bits / 1000.0 / toSeconds(span);
}

} // namespace sluice
