// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/Time.h"

namespace sluice {

// A counter of what was left out, made into events: it goes up in bursts, and each is told when it is over. One that
// lasts is told soon, and then in parts. One thread.
class DropBursts {
public:
    static constexpr Duration kQuiet = seconds(1); // without another: the burst is over
    static constexpr Duration kFirst = seconds(1); // a longer one is told while it runs
    static constexpr Duration kLongest = seconds(5); // and again each time so much later
    static constexpr Duration kRemember = seconds(10); // how long a notice stays after the last

    void start(std::int64_t count); // what was left out until now is nobody's concern
    // How many to tell now. `last`: nothing comes any more.
    std::optional<std::int64_t> look(std::int64_t count, TimePoint now, bool last = false);
    // Of the last while, with no more than kRemember between any two.
    std::int64_t recent(TimePoint now) const;

private:
    std::int64_t m_seen = 0;
    std::int64_t m_told = 0;
    std::int64_t m_before = 0; // the last while
    TimePoint m_at; // of the last; zero: none yet
    std::optional<TimePoint> m_due; // when the burst that runs is told, at the latest; nothing: none runs
};

} // namespace sluice
