// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>

#include "core/base/Time.h"

namespace sluice {

// What is stored of one stream, as media time: a list of runs without a jump, each known by a running number. A new
// one begins where time stamps jump, so that a level is the media that is there and never the hole in between.
// Not thread-safe: the PlaybackBuffer guards it.
class MediaSegments {
public:
    bool empty() const { return m_list.empty(); }
    MediaTime end() const { return m_list.back().end; } // of the last; not when empty

    // A packet was stored. `split`: it begins a new segment. Returns the segment's number.
    std::uint64_t add(MediaTime pts, Duration duration, bool split);
    void popped(std::uint64_t number); // a packet of the segment went to the decoder
    void dropped(std::uint64_t number); // … was thrown away unread
    void returned(std::uint64_t number); // … is unread again: a seek went back
    // A seek: the playhead is in this segment.
    void jumpTo(std::uint64_t number) { m_playing = number; }

    // Media time from the playhead to the end of everything. Notices when the playhead has moved on to the next
    // segment, and forgets those before it and before `oldest`, the first that a stored packet belongs to.
    Duration level(MediaTime playhead, std::uint64_t oldest);
    // Media time from `position`, which is in segment `number`, to the end of everything.
    Duration restAfter(std::uint64_t number, MediaTime position) const;
    std::uint64_t playing() const { return m_playing; }
    Duration total() const { return m_total; } // all media that was ever added

private:
    // `end` is the highest PTS + duration so far, not the last packet's: with B-frames the packets come in decoding
    // order and the one that is shown last comes early. It is then ahead of the truth by the reordering depth for
    // some packets, which is less than the frame that a graph may be wrong.
    struct Segment {
        MediaTime begin;
        MediaTime end;
        std::size_t unread = 0; // packets
        bool read = false; // a packet of it was popped
    };

    Segment& at(std::uint64_t number) { return m_list[number - m_first]; }
    const Segment& at(std::uint64_t number) const { return m_list[number - m_first]; }
    std::uint64_t count() const { return m_first + m_list.size(); } // number after the last
    void follow(MediaTime playhead);

    std::deque<Segment> m_list;
    std::uint64_t m_first = 0; // number of the front
    std::uint64_t m_playing = 0;
    Duration m_total{};
};

} // namespace sluice
