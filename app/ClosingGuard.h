// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "core/base/Time.h"

namespace sluice {

// The last resort against a program that does not end. What closes has deadlines; where one is missing, in a library or
// in a driver, the program says so and ends anyway. To be made before what closes, which it outlives. One thread.
class ClosingGuard {
public:
    static constexpr Duration kMost
        = seconds(20); // several times what all deadlines of a closing make together

    explicit ClosingGuard(Duration most = kMost) : m_most(most) { }
    ~ClosingGuard();
    ClosingGuard(const ClosingGuard&) = delete;
    ClosingGuard& operator=(const ClosingGuard&) = delete;

    // From now on the time is counted. Returns `exitStatus`, which is also that of the end by force.
    int closing(int exitStatus);

private:
    const Duration m_most;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_closed = false; // m_mutex
    std::thread m_thread;
};

} // namespace sluice
