// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/CarriedRate.h"

#include <algorithm>
#include <functional>

namespace sluice {

namespace {

constexpr Duration kLongestWay = seconds(2); // over a satellite and back is half of it

} // namespace

void CarriedRate::clear()
{
    begin();
    m_written.clear();
    m_waiting.clear();
    m_blockedAt.reset();
    m_bytes = 0;
    m_arrived = 0;
    m_arrivedAt = {};
}

void CarriedRate::begin()
{
    m_marks.clear();
    m_lastWait.reset();
}

std::int64_t CarriedRate::waiting(TimePoint at, const OnTheWay& left) const
{
    const TimePoint then = at - left.shortest;
    const auto later = std::ranges::upper_bound(m_written, then, {}, &Mark::at);
    const std::int64_t old = later == m_written.begin() ? 0 : std::prev(later)->bytes;
    return std::max<std::int64_t>(0, old - (m_bytes - left.bytes));
}

void CarriedRate::noteWaiting(const Waiting& waiting)
{
    m_waiting.push_back(waiting);
    while (m_waiting.size() > 1 && waiting.at - m_waiting[1].at >= kStanding)
        m_waiting.pop_front();
}

void CarriedRate::noteArrived(TimePoint at, std::int64_t arrived)
{
    if (arrived == m_arrived) {
        if (at - m_arrivedAt > kStandstill)
            begin();
        return;
    }
    m_arrived = arrived;
    m_arrivedAt = at;
}

std::int64_t CarriedRate::least(TimePoint now, std::int64_t Waiting::* of) const
{
    if (m_waiting.empty() || now - m_waiting.front().at < kStanding)
        return 0;
    return std::invoke(of, *std::ranges::min_element(m_waiting, {}, of));
}

std::int64_t CarriedRate::standing(TimePoint now) const
{
    return least(now, &Waiting::bytes);
}

std::int64_t CarriedRate::standingHere(TimePoint now) const
{
    return std::min(standing(now), least(now, &Waiting::unsent));
}

void CarriedRate::noteBefore(TimePoint began, const OnTheWay& before)
{
    noteArrived(began, m_bytes - before.bytes);
    const bool full = m_blockedAt && began - *m_blockedAt <= kMaxGap;
    if (!full && waiting(began, before) <= kAtRest)
        begin();
}

void CarriedRate::noteWrite(TimePoint began, TimePoint ended, std::int64_t bytes,
    const std::optional<OnTheWay>& left, const std::optional<OnTheWay>& before)
{
    const Duration took = ended - began;
    if (before)
        noteBefore(began, *before);
    m_bytes += bytes;
    m_written.push_back({ended, m_bytes});
    while (m_written.size() > 1 && ended - m_written[1].at >= kLongestWay)
        m_written.pop_front();
    if (took >= kWaited)
        m_blockedAt = ended;
    const std::int64_t waits = left ? waiting(ended, *left) : 0;
    if (left) {
        noteWaiting({ended, waits, left->unsent});
        noteArrived(ended, m_bytes - left->bytes);
    }
    if (took < kWaited && waits < kBacklog)
        return;
    if ((m_lastWait && began - *m_lastWait > kMaxGap) || took >= kInterruption)
        begin();
    // The first wait only says that the buffer is about to be full: what fits beside it would count as carried.
    if (m_lastWait)
        m_marks.push_back({ended, left ? m_bytes - left->bytes : m_bytes});
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
