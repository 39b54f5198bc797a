// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <mutex>

#include "core/base/Clock.h"

namespace sluice {

// A clock that stands still until a test moves it. Sleepers in other threads wake when their time is reached.
class FakeClock final : public Clock {
public:
    explicit FakeClock(
        TimePoint start = TimePoint(seconds(1000)), WallTime wallStart = WallTime(seconds(1'700'000'000)));

    void advance(Duration by);

    TimePoint now() const override;
    WallTime wallNow() const override;
    bool sleepUntil(TimePoint until, StopToken stop) override;
    void waitUntil(
        std::condition_variable_any& changed, std::unique_lock<std::mutex>& lock, TimePoint until) override;

private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_advanced;
    TimePoint m_now; // m_mutex
    WallTime m_wall; // m_mutex
};

} // namespace sluice
