// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "core/base/Time.h"

namespace sluice {

// What the network really carries, learnt while the kernel's send buffer is never empty: while it says that it holds
// something unsent, or, where it says nothing, while writes have to wait for room in it (between the ends of two such
// writes exactly what was written has left). A stream that the network carries easily says nothing about how much
// more it would carry, and gets no figure. Pure; one thread.
class CarriedRate {
public:
    static constexpr Duration kWaited = milliseconds(5); // a write into a buffer with room takes far less
    // The send buffer holds 0.2 s: after a longer time without waiting it may have run empty in between.
    static constexpr Duration kMaxGap = milliseconds(250);
    // A wait so long is an interruption of the network, not its rate.
    static constexpr Duration kInterruption = seconds(1);
    static constexpr Duration kWindow = milliseconds(800); // a change shows soon, and the thirds even out
    static constexpr std::int64_t kBacklog = 8 << 10; // bytes unsent: a picture that is just leaving is less
    static constexpr Duration kStanding = milliseconds(500); // a keyframe's burst has left in half a second
    static constexpr Duration kShortest = milliseconds(300); // less is chance: the buffer empties in thirds

    void clear();
    // `unsent`: what the kernel holds after the write and has not sent yet, `before`: what it held before; nothing: not
    // known. Empty before means that all had left in time, as fast as it may: nothing from until then counts. But where writes
    // wait all the same, what is on its way fills the buffer (a long queue behind this computer), and all counts.
    void noteWrite(TimePoint began, TimePoint ended, std::int64_t bytes,
        std::optional<std::int64_t> unsent = std::nullopt, std::optional<std::int64_t> before = std::nullopt);
    // kb/s (1000 bit/s); nothing while no write waits or too little was seen.
    std::optional<double> kbps(TimePoint now) const;
    // The least that the kernel held unsent within kStanding: what stands there, and is not only passing. Bytes.
    std::int64_t standing(TimePoint now) const;

private:
    struct Mark {
        TimePoint at; // the end of a write that waited
        std::int64_t bytes = 0; // everything written until then
    };
    void noteUnsent(TimePoint at, std::int64_t unsent);

    std::deque<Mark> m_marks;
    std::deque<Mark> m_unsent; // the last kStanding and one more
    std::optional<TimePoint> m_lastWait; // its end
    std::optional<TimePoint> m_blockedAt; // the end of the last write that waited
    std::int64_t m_bytes = 0;
};

} // namespace sluice
