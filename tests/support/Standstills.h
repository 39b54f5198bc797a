// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/Clock.h"

namespace sluice::test {

// Sees when the computer, or one of its cores, did not run what was due: a virtual machine whose host is busy, a core
// that others hold. A thread on each core this process may use sleeps for kBeat and notes when it came back late. What a
// program could not do then says nothing of the program.
class Standstills {
public:
    static constexpr Duration kBeat = milliseconds(2);
    static constexpr Duration kNoted = milliseconds(20); // late by so much or more

    struct Standstill {
        TimePoint from; // when it was to run
        TimePoint to; // when it ran
    };

    Standstills();
    ~Standstills();
    Standstills(const Standstills&) = delete;
    Standstills& operator=(const Standstills&) = delete;

    // The longest that ended within `from` … `to`, of whichever core. Zero: none was noted.
    Duration longest(TimePoint from, TimePoint to) const;
    // For how much of `from` … `to` some core stood still; one that does so yet is counted as far as now.
    Duration within(TimePoint from, TimePoint to) const;

private:
    void watch(int core, std::size_t index);

    std::atomic<bool> m_quit = false;
    mutable std::mutex m_mutex;
    std::vector<Standstill> m_seen; // m_mutex
    std::vector<TimePoint> m_due; // m_mutex; when the thread of each core is to run next
    std::vector<std::thread> m_threads;
};

} // namespace sluice::test
