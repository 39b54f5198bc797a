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
    m_due.assign(static_cast<std::size_t>(CPU_COUNT(&cores)), TimePoint::max());
    for (int core = 0; core < CPU_SETSIZE; ++core)
        if (CPU_ISSET(core, &cores))
            m_threads.emplace_back([this, core, index = m_threads.size()] { watch(core, index); });
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

Duration Standstills::within(TimePoint from, TimePoint to) const
{
    const TimePoint now = std::min(to, SystemClock().now());
    std::vector<Standstill> all;
    {
        const std::lock_guard lock(m_mutex);
        all = m_seen;
        for (const TimePoint due : m_due)
            if (due < now && now - due >= kNoted)
                all.push_back({due, now});
    }
    std::ranges::sort(all, {}, &Standstill::from);
    Duration sum{};
    for (const Standstill& one : all) { // several cores often stand still at one time, which counts once
        const TimePoint begin = std::max(one.from, from), end = std::min(one.to, to);
        if (end <= begin)
            continue;
        sum += end - begin;
        from = end;
    }
    return sum;
}

void Standstills::watch(int core, std::size_t index)
{
    cpu_set_t own;
    CPU_ZERO(&own);
    CPU_SET(core, &own);
    sched_setaffinity(0, sizeof own, &own); // of this thread; where it is refused, it stays on any core
    const SystemClock clock;
    while (!m_quit) {
        const TimePoint due = clock.now() + kBeat;
        {
            const std::lock_guard lock(m_mutex);
            m_due[index] = due;
        }
        std::this_thread::sleep_for(kBeat);
        const TimePoint now = clock.now();
        if (now - due < kNoted)
            continue;
        const std::lock_guard lock(m_mutex);
        m_seen.push_back({due, now});
        m_due[index] = TimePoint::max(); // it runs
    }
}

} // namespace sluice::test
