// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <QTimer>

#include <pthread.h>

#include "tests/support/Standstills.h"

namespace sluice::test {

// Measures for how long the thread of the window does not come back to its event loop. A heartbeat is posted there each
// kBeat; a beat that comes late was held by something. A thread beside it looks where the window's thread stands while
// a hold lasts, so that it can be said what was going on.
//
// `own` leaves out the time in which the thread could have run and got no core, or in which a core stood still, so that
// this thread or the one it waited for could not go on: both say something of the machine only. Nobody knows how far
// the two are the same time; the longer one is left out. Lives in the window's thread; one object at a time.
class HoldMeter {
public:
    using Milliseconds = std::chrono::duration<double, std::milli>;
    static constexpr std::chrono::milliseconds kBeat{4};
    // Where the thread stands is looked up once a hold has lasted so long.
    static constexpr std::chrono::milliseconds kLookAfter{35};

    struct Hold {
        Milliseconds wall{};
        Milliseconds own{};
        Milliseconds
            stood{}; // for how much of it a core stood still; looked up for holds of kLookAfter and more
        std::vector<std::string>
            where; // functions, innermost first; empty for short holds, and where they cannot be told
    };

    HoldMeter();
    ~HoldMeter();
    HoldMeter(const HoldMeter&) = delete;
    HoldMeter& operator=(const HoldMeter&) = delete;

    void restart(); // forgets the holds so far
    // The longest one by `own` since restart(), one that still lasts included.
    Hold longest();

private:
    using Clock = std::chrono::steady_clock;
    struct Long { // of kLookAfter or more
        Hold hold;
        TimePoint from, to;
    };
    void beat();
    void watch();
    Milliseconds waitedForCore() const;

    QTimer m_timer;
    int m_schedstat = -1;
    Clock::time_point m_last;
    Milliseconds m_waited{}; // at m_last
    Hold m_longest; // of the short ones
    std::vector<Long> m_long;
    const Standstills m_standstills;

    const pthread_t m_window;
    std::atomic<std::int64_t> m_beatAt{0}; // ns of Clock
    std::atomic<bool> m_quit = false;
    std::thread m_watcher;
};

} // namespace sluice::test
