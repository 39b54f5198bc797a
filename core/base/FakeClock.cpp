// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/FakeClock.h"

namespace sluice {

FakeClock::FakeClock(TimePoint start, WallTime wallStart) : m_now(start), m_wall(wallStart) { }

void FakeClock::advance(Duration by)
{
    {
        const std::lock_guard lock(m_mutex);
        m_now += by;
        m_wall += by;
    }
    m_advanced.notify_all();
}

TimePoint FakeClock::now() const
{
    const std::lock_guard lock(m_mutex);
    return m_now;
}

WallTime FakeClock::wallNow() const
{
    const std::lock_guard lock(m_mutex);
    return m_wall;
}

bool FakeClock::sleepUntil(TimePoint until, StopToken stop)
{
    std::unique_lock lock(m_mutex);
    m_advanced.wait(lock, stop, [&] { return m_now >= until; });
    return !stop.stop_requested();
}

void FakeClock::waitUntil(
    std::condition_variable_any& changed, std::unique_lock<std::mutex>& lock, TimePoint until)
{
    // The caller's condition lives under the caller's lock, which advance() does not know: look again often.
    if (now() < until)
        changed.wait_for(lock, milliseconds(1));
}

} // namespace sluice
