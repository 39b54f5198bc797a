// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/Standstills.h"

#include <algorithm>

#include <sched.h>

namespace sluice::test {

Standstills::Standstills()
{
    cpu_set_t cores;
    CPU_ZERO(&cores);
    sched_getaffinity(0, sizeof cores, &cores);
    for (int core = 0; core < CPU_SETSIZE; ++core)
        if (CPU_ISSET(core, &cores))
            m_threads.emplace_back([this, core] { watch(core); });
}

Standstills::~Standstills()
{
    m_quit = true;
    for (std::thread& thread : m_threads)
        thread.join();
}

Duration Standstills::longest(TimePoint from, TimePoint to) const
{
    const std::lock_guard lock(m_mutex);
    Duration longest{};
    for (const Standstill& one : m_seen)
        if (one.to >= from && one.to <= to)
            longest = std::max(longest, one.to - one.from);
    return longest;
}

void Standstills::watch(int core)
{
    cpu_set_t own;
    CPU_ZERO(&own);
    CPU_SET(core, &own);
    sched_setaffinity(0, sizeof own, &own); // of this thread; where it is refused, it stays on any core
    const SystemClock clock;
    while (!m_quit) {
        const TimePoint due = clock.now() + kBeat;
        std::this_thread::sleep_for(kBeat);
        const TimePoint now = clock.now();
        if (now - due < kNoted)
            continue;
        const std::lock_guard lock(m_mutex);
        m_seen.push_back({due, now});
    }
}

} // namespace sluice::test
