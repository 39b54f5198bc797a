// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>

#include "core/base/Time.h"

namespace sluice {

// Keyframes for viewers who have just joined: their first picture must not wait for the rest of the GOP. But every
// keyframe costs as much as some ten other pictures, so a crowd at the door must not spend the bitrate on them. In media
// time, asked once a frame. Pure; one owner.
class JoinKeyframes {
public:
    // Our bounds. Where the next one is due so soon anyway, nobody notices the wait.
    static constexpr Duration kSoonEnough = milliseconds(500);
    static constexpr Duration kApart = seconds(1); // from any keyframe; who comes sooner waits for so long
    static constexpr int kPerMinute = 10;

    // Whether the frame at `now` is to be a keyframe because somebody `joined` since the last call. `last`: the latest
    // keyframe, whoever asked for it; `next`: when the GOP brings one.
    bool forced(bool joined, MediaTime now, std::optional<MediaTime> last, MediaTime next);

private:
    std::optional<MediaTime> m_joined; // the first viewer who waits
    std::deque<MediaTime> m_forced; // in the last minute
};

} // namespace sluice
