// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Clock.h"

namespace sluice {

namespace {

std::chrono::steady_clock::time_point steady(TimePoint t)
{
    return std::chrono::steady_clock::time_point(
        std::chrono::duration_cast<std::chrono::steady_clock::duration>(t.time_since_epoch()));
}

} // namespace

TimePoint SystemClock::now() const
{
    return TimePoint(
        std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch()));
}

WallTime SystemClock::wallNow() const
{
    return WallTime(
        std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()));
}

bool SystemClock::sleepUntil(TimePoint until, StopToken stop)
{
    std::mutex mutex;
    std::condition_variable_any changed;
    std::unique_lock lock(mutex);
    changed.wait_until(lock, stop, steady(until), [] { return false; });
    return !stop.stop_requested();
}

void SystemClock::waitUntil(
    std::condition_variable_any& changed, std::unique_lock<std::mutex>& lock, TimePoint until)
{
    changed.wait_until(lock, steady(until));
}

} // namespace sluice
