// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/Time.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// Puts captured frames into the slots of a constant frame rate. Pure; one thread.
// A frame goes into the next slot while its capture time is within kTolerance of it, so that the jitter of a
// camera never costs a frame; only when the clocks have drifted further apart is a frame left out (two came for one
// slot) or a slot left empty. Nothing is ever repeated: FLV and every player take a missing slot in their stride.
class FrameCadence {
public:
    // Three quarters of a frame: more than the jitter of any camera that holds its rate, less than a whole frame,
    // so that sound and picture stay within 25 ms of each other at 30 fps.
    static constexpr double kTolerance = 0.75;

    FrameCadence(FrameRate rate, TimePoint epoch) : m_rate(rate), m_epoch(epoch) { }

    // The slot for a frame captured then; nothing: leave it out. Slots rise strictly.
    std::optional<std::int64_t> place(TimePoint captured);
    MediaTime timeOf(std::int64_t slot) const { return MediaTime(m_rate.timeOf(slot)); }
    FrameRate rate() const { return m_rate; }

private:
    FrameRate m_rate;
    TimePoint m_epoch;
    std::int64_t m_next = 0;
    bool m_started = false;
};

} // namespace sluice
