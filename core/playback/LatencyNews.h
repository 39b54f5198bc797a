// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/Time.h"

namespace sluice {

// What of the latency control is worth an event. The rate follows the latency each second and the target melts all
// the time; told is only when playing leaves normal speed or comes back to it, and when the target was raised or has
// come down by a step. Pure; one owner.
class LatencyNews {
public:
    // Less off normal speed is a correction that nobody hears or needs to know of. Own choice.
    static constexpr double kWorthTelling = 0.005;
    // A speed that was told stands for so long at least, so that swinging around the target is no flood. Own choice.
    static constexpr Duration kSpeedStands = seconds(5);
    // The target is told again when it has come down by so much (LatencyController::kRaisePerStall), or is back.
    static constexpr Duration kTargetStep = milliseconds(500);

    enum class Kind { Faster, Slower, NormalSpeed, TargetRaised, TargetLowered };
    struct Inputs {
        TimePoint now;
        bool playing = false; // else the speed says nothing
        double rate = 1;
        Duration raised{}; // what stalls have added to the target
    };

    std::vector<Kind> look(const Inputs& in);

private:
    Kind m_speed = Kind::NormalSpeed; // as told
    TimePoint m_speedAt;
    bool m_speedTold = false;
    Duration m_raised{}; // as told
};

} // namespace sluice
