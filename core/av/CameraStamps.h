// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/base/Time.h"

namespace sluice {

// When a camera's pictures were taken, by our clock, out of the stamps that it gives them. Most count by our clock, and
// theirs are taken as they are. Others count by one of their own, which runs a little faster or slower and starts anew
// when whatever writes to the camera does: it is mapped so that no picture is from the future, followed slowly, and
// mapped anew where it makes no sense any more. Pure; one thread.
class CameraStamps {
public:
    static constexpr Duration kOldest = seconds(1); // further from now than that no picture is
    static constexpr Duration kMostAhead = milliseconds(20); // what drivers that compute their stamps err by
    // Of a clock that runs 500 ppm slow this lags by 5 ms; a picture that came 100 ms late moves it by a third of one.
    static constexpr Duration kFollow = seconds(10);

    // `stamp`: the camera's own, nothing or zero where it gave none. What comes out rises strictly.
    TimePoint place(std::optional<Duration> stamp, TimePoint now);

private:
    TimePoint mapped(Duration stamp, TimePoint now);
    void follow(Duration stamp, TimePoint now);

    std::optional<Duration> m_shift; // the camera's clock → ours; zero: it is ours
    Duration m_stamp{}; // the latest
    TimePoint m_seen; // … and when it came
    std::optional<TimePoint> m_last; // that came out
};

} // namespace sluice
