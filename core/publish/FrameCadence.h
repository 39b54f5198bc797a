// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/Time.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// Puts captured frames into the slots of a constant frame rate. Pure; one thread.
// A camera's frames jitter, and come at any phase of our slots. The phase is followed slowly; a frame goes into the
// next slot while it is within kTolerance of where the phase says it should be, so that jitter never costs a frame.
// When the two clocks have drifted so far that the phase itself passes kTolerance, one frame is left out (two came
// for one slot) or one slot stays empty. Nothing is ever repeated: FLV and every player take a missing slot in their
// stride.
class FrameCadence {
public:
    // Frames. More than the jitter of any camera that holds its rate, less than a whole one, so that sound and
    // picture stay within 25 ms of each other at 30 fps.
    static constexpr double kTolerance = 0.75;
    static constexpr double kFollow = 0.05; // share of a deviation that the phase takes over: 20 frames

    // A broadcast that begins anywhere is up to half a frame apart from the pictures' own beat, and keeps that: it
    // would be what sound and picture are apart. So it begins on the beat of the one captured at `seen`, next after
    // `at`.
    static TimePoint onBeat(TimePoint seen, FrameRate rate, TimePoint at);

    FrameCadence(FrameRate rate, TimePoint epoch) : m_rate(rate), m_epoch(epoch) { }

    // The slot for a frame captured then; nothing: leave it out. Slots rise strictly.
    std::optional<std::int64_t> place(TimePoint captured);

    // Slots for the first frame of another source, whose phase and delay are its own: all that are free up to the one
    // it belongs into, so that none stays empty. That is the nearest if the frame came kLate late, as the first one of a
    // source does sooner than that it comes early: where the frames after it show that it was late, no slot is missing.
    // None: it comes too early, and the source's next frame is to be tried. A gap of more than kLongestJoint is an
    // outage and stays one.
    static constexpr int kLongestJoint
        = 12; // slots; 0.4 s at 30 fps, less than it takes to call a source lost
    static constexpr double kLate = 0.25; // frames; kTolerance less the half that rounding takes
    struct Run {
        std::int64_t first = 0;
        int count = 0;
    };
    Run join(TimePoint captured);
    // By how much such a frame would have to be later for join() to have a slot for it; zero: it has.
    Duration tooEarly(TimePoint captured) const;
    MediaTime timeOf(std::int64_t slot) const { return MediaTime(m_rate.timeOf(slot)); }
    FrameRate rate() const { return m_rate; }

private:
    FrameRate m_rate;
    TimePoint m_epoch;
    std::int64_t m_next = 0;
    double m_phase = 0; // frames from a slot to the frame that belongs into it
    bool m_started = false;
};

} // namespace sluice
