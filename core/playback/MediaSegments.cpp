// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/MediaSegments.h"

#include <algorithm>

namespace sluice {

namespace {

// Playing may begin a little before a stream does; a playhead farther off than that is not of this timeline.
constexpr Duration kSameTimeline = seconds(10);

} // namespace

std::uint64_t MediaSegments::add(MediaTime pts, Duration duration, bool split)
{
    if (m_list.empty() || split)
        m_list.push_back({pts, pts});
    Segment& segment = m_list.back();
    const Duration before = segment.end - segment.begin;
    segment.begin = std::min(segment.begin, pts);
    segment.end = std::max(segment.end, pts + duration);
    m_total += segment.end - segment.begin - before;
    ++segment.unread;
    return count() - 1;
}

void MediaSegments::popped(std::uint64_t number)
{
    --at(number).unread;
    at(number).read = true;
}

void MediaSegments::dropped(std::uint64_t number)
{
    --at(number).unread;
}

void MediaSegments::returned(std::uint64_t number)
{
    ++at(number).unread;
}

Duration MediaSegments::level(MediaTime playhead, std::uint64_t oldest)
{
    follow(playhead);
    for (; m_first < std::min(m_playing, oldest); ++m_first)
        m_list.pop_front();
    const Segment& segment = at(m_playing);
    const MediaTime from = playhead > segment.begin - kSameTimeline ? playhead : segment.begin;
    return restAfter(m_playing, from);
}

Duration MediaSegments::restAfter(std::uint64_t number, MediaTime position) const
{
    Duration rest = std::max(at(number).end - position, Duration::zero());
    for (std::uint64_t later = number + 1; later < count(); ++later)
        rest += at(later).end - at(later).begin;
    return rest;
}

// Moves on when the segment that was playing is used up and the playhead has turned up in the next.
void MediaSegments::follow(MediaTime playhead)
{
    for (; m_playing + 1 < count(); ++m_playing) {
        const Segment& current = at(m_playing);
        const Segment& next = at(m_playing + 1);
        const bool inCurrent = playhead >= current.begin && playhead < current.end;
        if (current.unread > 0 || !next.read || inCurrent || playhead < next.begin)
            return;
    }
}

} // namespace sluice
