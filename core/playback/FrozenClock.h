// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/base/Time.h"

namespace sluice {

// What to do about a media clock that stands still although data is there: skip a little, three times, then flush,
// then give up. Pure. (Shaka jumps 0.1 s after 1 s; a quarter more keeps clear of a device that is slow to start.)
class FrozenClock {
public:
    static constexpr Duration kPatience = milliseconds(1250);
    static constexpr Duration kSkip = milliseconds(100);
    static constexpr int kSkips = 3;
    // After so much steady playing earlier remedies no longer count (own choice).
    static constexpr Duration kForgotten = seconds(5);

    enum class Remedy { None, Skip, Flush, GiveUp };

    // To be asked while the output runs. `movedAt`: when the clock last moved, or the output was started.
    Remedy look(TimePoint now, TimePoint movedAt, bool dataThere);
    // A seek: what was tried before does not count.
    void forgive() { m_tried = 0; }

    int tried() const { return m_tried; } // remedies in a row, the flush included
    // When the next remedy is due, should the clock not move.
    TimePoint due(TimePoint movedAt) const;

private:
    int m_tried = 0;
    std::optional<TimePoint> m_triedAt;
};

} // namespace sluice
