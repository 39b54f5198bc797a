// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "core/base/SendBuffer.h"
#include "core/base/Time.h"

namespace sluice {

// What the network really carries, and what waits for it, wherever that is: in the kernel, or in the queue of a router
// behind this computer, which may hold seconds and of which this computer only sees that acknowledgements take longer.
// What was written longer ago than the way there and back takes at least, and is not acknowledged, waits. While
// something does, what is acknowledged is what the network carries. Where the system does not say what is, the figure
// comes from writes that have to wait for room in its send buffer: between the ends of two such writes exactly what was
// written has left. A stream that the network carries easily says nothing about how much more it would carry, and gets
// no figure. Pure; one thread.
class CarriedRate {
public:
    static constexpr Duration kWaited = milliseconds(5); // a write into a buffer with room takes far less
    // The send buffer holds 0.2 s: after a longer time without waiting it may have run empty in between.
    static constexpr Duration kMaxGap = milliseconds(250);
    // A wait so long is an interruption of the network, not its rate.
    static constexpr Duration kInterruption = seconds(1);
    // So is a time in which nothing at all arrives: 500 kb/s, our floor, have two segments acknowledged in 50 ms.
    static constexpr Duration kStandstill = milliseconds(150);
    static constexpr Duration kWindow = milliseconds(800); // a change shows soon, and the thirds even out
    static constexpr std::int64_t kBacklog = 8 << 10; // bytes waiting: a picture that is just leaving is less
    static constexpr std::int64_t kAtRest = 3
        << 10; // two segments, whose acknowledgement is held back for a while
    static constexpr Duration kStanding = milliseconds(500); // a keyframe's burst has left in half a second
    static constexpr Duration kShortest = milliseconds(300); // less is chance: the buffer empties in thirds

    void clear();
    // `left`: what was on its way after the write, `before`: what was before; nothing: not known. Where nothing waited
    // before, all had left in time, as fast as it may: nothing from until then counts. But where writes wait all the
    // same, the way itself is longer than the send buffer, and all counts.
    void noteWrite(TimePoint began, TimePoint ended, std::int64_t bytes,
        const std::optional<OnTheWay>& left = std::nullopt,
        const std::optional<OnTheWay>& before = std::nullopt);
    // kb/s (1000 bit/s); nothing while nothing waits or too little was seen.
    std::optional<double> kbps(TimePoint now) const;
    // The least that waited within kStanding: what stands there, and is not only passing. Bytes.
    std::int64_t standing(TimePoint now) const;
    // Of it, what has not left this computer: no way, however long, keeps it.
    std::int64_t standingHere(TimePoint now) const;

private:
    struct Mark {
        TimePoint at;
        std::int64_t bytes = 0;
    };
    struct Waiting {
        TimePoint at;
        std::int64_t bytes = 0;
        std::int64_t unsent = 0;
    };
    // Of what is on its way at `at`, what was written longer ago than the way takes.
    std::int64_t waiting(TimePoint at, const OnTheWay& left) const;
    void noteBefore(TimePoint began, const OnTheWay& before);
    void noteWaiting(const Waiting& waiting);
    std::int64_t least(TimePoint now, std::int64_t Waiting::* of) const;
    void noteArrived(TimePoint at, std::int64_t arrived);
    void begin(); // anew

    std::deque<Mark>
        m_written; // the end of each write within the last kLongestWay, with all that was written until then
    std::deque<Mark> m_marks; // the ends of writes while something waited, with all that had arrived by then
    std::deque<Waiting> m_waiting; // the last kStanding and one more
    std::optional<TimePoint> m_lastWait; // the last write while something waited: its end
    std::optional<TimePoint> m_blockedAt; // the end of the last write that had to wait
    std::int64_t m_bytes = 0; // written in all
    std::int64_t m_arrived = 0; // and when the last of it arrived
    TimePoint m_arrivedAt;
};

} // namespace sluice
