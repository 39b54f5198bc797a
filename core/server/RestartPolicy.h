// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <optional>

#include "core/base/Time.h"

namespace sluice {

// How long to wait before a server that ended is started again, and when to give up. Pure.
class RestartPolicy {
public:
    // Five ends within a minute are a fault that another start does not heal; one at any other time is an accident.
    static constexpr int kMaxEnds = 5;
    static constexpr auto kWindow = seconds(60);

    // The server ended by itself. Nothing: give up.
    std::optional<Duration> ended(TimePoint now);
    int endsInWindow() const { return static_cast<int>(m_ends.size()); }

private:
    std::deque<TimePoint> m_ends;
};

} // namespace sluice
