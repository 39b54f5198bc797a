// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <mutex>

#include "core/base/Time.h"

namespace sluice {

// Bytes per time over a sliding window, as a rate. Any thread may add and ask; bounded memory. Time is counted in
// slots of a twentieth of the window, so a burst leaves the window in steps of 5 %.
class RateMeter {
public:
    static constexpr Duration kDefaultWindow
        = seconds(1); // our choice: calm enough to read, quick enough to trust

    explicit RateMeter(Duration window = kDefaultWindow);

    void add(std::int64_t bytes, TimePoint now);
    // kb/s (1000 bit/s) over the window that ends at `now`; while less than a window has passed since the first
    // add(), over that shorter time, but never less than one slot.
    double kbps(TimePoint now) const;
    // Everything ever added.
    std::int64_t totalBytes() const;
    void clear();

private:
    static constexpr std::size_t kSlots = 20;
    struct Slot {
        std::int64_t number = -1;
        std::int64_t bytes = 0;
    };
    std::int64_t slotNumber(TimePoint t) const;

    const Duration m_slot;
    mutable std::mutex m_mutex;
    std::array<Slot, kSlots + 1> m_slots{}; // m_mutex, as all below
    bool m_begun = false;
    TimePoint m_first;
    std::int64_t m_total = 0;
};

} // namespace sluice
