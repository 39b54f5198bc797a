// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "core/base/Clock.h"

namespace sluice {

// Counts the frames or blocks of a made-up source against a clock: item k is due at epoch + at(k). A reader that
// wakes late gets every item all the same, one after the other; only when it is more than kPatience behind are the
// missed ones skipped and counted, so that a program that was suspended does not pour out minutes at once.
// One thread.
class PacedCounter {
public:
    static constexpr Duration kPatience = milliseconds(500); // our choice

    // `at` gives the due time of item k after the epoch, rising; `indexAt` the first item due at or after a time.
    PacedCounter(Clock& clock, TimePoint epoch, std::function<Duration(std::int64_t)> at,
        std::function<std::int64_t(Duration)> indexAt);

    // Waits for the next item, at most `patience`; gives its number.
    std::optional<std::int64_t> next(Duration patience, const StopToken& stop);
    std::int64_t skipped() const { return m_skipped; }

private:
    Clock& m_clock;
    TimePoint m_epoch;
    std::function<Duration(std::int64_t)> m_at;
    std::function<std::int64_t(Duration)> m_indexAt;
    std::int64_t m_next;
    std::int64_t m_skipped = 0;
};

} // namespace sluice
