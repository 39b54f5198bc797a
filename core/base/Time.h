// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>

namespace sluice {

// The four times of the program are four types, so that they cannot be mixed up:
//   Duration   a length, microseconds; shared by all of them
//   TimePoint  an instant of the monotonic clock: what threads wait for, what latencies are measured with
//   WallTime   an instant of the system clock, µs since the Unix epoch: only for reports and stamps
//   MediaTime  a position in a stream, µs; the zero is the stream's own
// Stream ticks (1/90000, 1/1000 …) exist only inside core/av and are rescaled once, at that border.
using Duration = std::chrono::microseconds;

struct MonotonicTimeline {
    using rep = Duration::rep;
    using period = Duration::period;
    using duration = Duration;
    static constexpr bool is_steady = true;
};
struct WallTimeline {
    using rep = Duration::rep;
    using period = Duration::period;
    using duration = Duration;
    static constexpr bool is_steady = false;
};
struct MediaTimeline {
    using rep = Duration::rep;
    using period = Duration::period;
    using duration = Duration;
    static constexpr bool is_steady = false;
};

using TimePoint = std::chrono::time_point<MonotonicTimeline, Duration>;
using WallTime = std::chrono::time_point<WallTimeline, Duration>;
using MediaTime = std::chrono::time_point<MediaTimeline, Duration>;

using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;

// A Duration from seconds as a real number, rounded to the nearest microsecond.
constexpr Duration fromSeconds(double s)
{
    return Duration(static_cast<Duration::rep>(s * 1e6 + (s < 0 ? -0.5 : 0.5)));
}
constexpr double toSeconds(Duration d)
{
    return static_cast<double>(d.count()) / 1e6;
}
// Whole milliseconds, rounded to nearest: the unit of every report field that ends in _ms.
constexpr std::int64_t toMs(Duration d)
{
    return (d.count() + (d.count() < 0 ? -500 : 500)) / 1000;
}
constexpr double toMsReal(Duration d)
{
    return static_cast<double>(d.count()) / 1e3;
}
// `d` scaled by a playback rate or a share, rounded to nearest.
constexpr Duration scaled(Duration d, double factor)
{
    return fromSeconds(toSeconds(d) * factor);
}
constexpr MediaTime mediaTime(Duration sinceZero)
{
    return MediaTime(sinceZero);
}
constexpr std::int64_t epochMs(WallTime t)
{
    return toMs(t.time_since_epoch());
}
constexpr std::int64_t epochUs(WallTime t)
{
    return t.time_since_epoch().count();
}

} // namespace sluice
