// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <mutex>

#include "core/base/StopToken.h"
#include "core/base/Time.h"

namespace sluice {

// The one source of time. Engines get a reference; nothing in core reads a system clock by itself, so that a test
// can drive hours in milliseconds. All functions may be called from any thread.
class Clock {
public:
    virtual ~Clock() = default;

    virtual TimePoint now() const = 0;
    // The system clock. It may jump; never compare it with a deadline.
    virtual WallTime wallNow() const = 0;
    // Returns when `until` is reached (true) or a stop is requested (false).
    virtual bool sleepUntil(TimePoint until, StopToken stop) = 0;
    // Waits on `changed` with `lock` held, at most until `until`. Spurious returns are allowed: callers loop.
    virtual void waitUntil(
        std::condition_variable_any& changed, std::unique_lock<std::mutex>& lock, TimePoint until)
        = 0;

    bool sleepFor(Duration d, StopToken stop) { return sleepUntil(now() + d, std::move(stop)); }
    // The wall time of a monotonic instant, by the offset of this moment.
    WallTime wallAt(TimePoint t) const { return wallNow() + (t - now()); }
};

// std::chrono::steady_clock and system_clock.
class SystemClock final : public Clock {
public:
    TimePoint now() const override;
    WallTime wallNow() const override;
    bool sleepUntil(TimePoint until, StopToken stop) override;
    void waitUntil(
        std::condition_variable_any& changed, std::unique_lock<std::mutex>& lock, TimePoint until) override;
};

} // namespace sluice
