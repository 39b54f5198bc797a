// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/base/Time.h"

namespace sluice {

// How late what was sent is on its way, beyond the shortest way the connection has known; and whether that is our
// doing. A queue that we have filled shrinks once we send less. A way that has become longer (another route, a network that is
// shared with others) does not, however little we send: it is taken as it is then, and only what comes on top counts.
// What has not left this computer is no way, nor is anything known of one while writes have to wait: a send buffer that
// is full is late by as much for as long as it is full, which says nothing of what is behind it. Pure; one thread.
class StandingDelay {
public:
    static constexpr Duration kTrial
        = seconds(2); // our choice: at 0.85 of what is carried 0.3 s of queue leave in it
    static constexpr Duration kChance = milliseconds(50); // less is no change
    static constexpr Duration kLeastShrunk
        = milliseconds(100); // within kTrial of its greatest: else it is no queue

    void clear(); // a new connection
    struct Reading {
        Duration delay{}; // as measured now
        Duration here{}; // of it, in this computer
        bool full = false; // writes have to wait for room
    };
    // Of the delay, what is ours: a queue that is to shrink.
    Duration ours(TimePoint now, const Reading& reading);
    void lowered(TimePoint now); // less is sent from now on, because of it
    // A trial runs, and nothing got worse in it: what was done has to show first.
    bool onTrial() const { return m_trial && m_delay <= m_trial->from + kChance; }

private:
    struct Trial {
        Duration from{};
        Duration most{}; // since then
        TimePoint mostAt;
    };
    Duration m_delay{}; // the last
    Duration m_way{}; // of it, what is not ours
    std::optional<Trial> m_trial;
};

} // namespace sluice
