// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/base/Time.h"

namespace sluice {

// What an audio callback knows of its own time. PortAudio's two times share a clock that need not be ours, and may
// be nonsense: zero, in the future, standing still.
struct CallbackTime {
    TimePoint now; // our clock, read first thing in the callback
    double streamTime = 0; // s: PaStreamCallbackTimeInfo::currentTime
    double edgeTime = 0; // s: inputBufferAdcTime or outputBufferDacTime of the first frame
};

// Turns the jittery times of audio callbacks into a smooth time of each sample by our clock: a delay-locked loop of
// second order that follows the device's own rate (its crystal is off by up to some 100 ppm). Pure arithmetic: no
// lock, no allocation; may be used inside a real-time callback. One thread.
class DeviceClockMap {
public:
    enum class Direction { Capture, Playback };

    // `usualLatency`: between the first frame of a callback and the converter, used while the callbacks' own times
    // make no sense. For capture it is at least the callback's length.
    DeviceClockMap(int rate, Direction direction, Duration usualLatency);

    // When frame `index` (counted from the stream's start, lost ones included), the first of `frames` in this
    // callback, was or will be at the converter. `lost`: the device says that samples were lost just before.
    // However the loop errs, within a few callbacks the whole of a captured one lies in the past, and what is to be
    // played does not.
    TimePoint map(std::int64_t index, std::int64_t frames, const CallbackTime& time, bool lost = false);

    // How the device's clock runs against ours, parts per million, positive: faster than its nominal rate.
    double driftPpm() const;
    // Times that the mapping had to start anew because samples went missing.
    int jumps() const { return m_jumps; }

private:
    TimePoint measured(std::int64_t frames, const CallbackTime& time) const;
    double possible(double time, std::int64_t frames, TimePoint now) const;
    void restart(std::int64_t index, TimePoint at);

    const double m_rate;
    const Direction m_direction;
    const Duration m_usualLatency;
    bool m_running = false;
    std::int64_t m_index = 0; // of the latest callback
    double m_time = 0; // µs after m_base, filtered, of m_index
    double m_period = 0; // µs per frame, filtered
    TimePoint m_base;
    double m_age = 0; // s since the restart: the loop narrows with it
    double m_astray = 0; // s for which the measured time has been far from the loop
    int m_jumps = 0;
};

} // namespace sluice
