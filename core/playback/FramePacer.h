// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "core/base/Time.h"

namespace sluice {

// Decides which decoded frame is on show, given the master clock. Pure; the caller owns the frames and the waiting.
//
// Rules:
//   - The first frame since reset() is shown at once and held: a viewer sees something while the buffer fills.
//   - A frame is due when the clock has reached its PTS. The frame on show stays until the next is due.
//   - An older frame is never shown after a newer one: it is dropped.
//   - One late frame is no reason to drop any: when two are due, both are shown, the second at once after the
//     first. Only when that was so in a quarter of the last 32 frames (about a second at 30 fps, own choice) is the
//     machine too slow, and all but the newest due frame are dropped.
//   - A frame more than 100 ms late is dropped when a newer one is due, in any case: picture more than 125 ms
//     behind the sound is what ITU-R BT.1359 calls unacceptable.
//   - The newest due frame is shown however late it is: a slow picture is better than a frozen one.
class FramePacer {
public:
    static constexpr std::size_t kHistory = 32; // frames
    static constexpr int kBehindLimit = 8; // of them
    static constexpr Duration kTooLate = milliseconds(100);

    struct Frame {
        MediaTime pts;
        Duration duration{}; // zero: unknown, the spacing of the last two frames is used
    };

    struct Decision {
        std::size_t drop = 0; // take so many frames off the front and forget them
        bool show = false; // then take the front frame and show it
        bool late = false; // it is shown more than one frame duration after its time
        // When to look again: until then nothing is due. Nothing: when a frame arrives or the clock starts.
        std::optional<Duration> wakeIn;
    };

    struct Counts {
        std::uint64_t shown = 0;
        std::uint64_t late = 0;
        std::uint64_t dropped = 0;
    };

    // `queue`: the decoded frames in order of PTS. `clock`: the media time of the master clock at this moment;
    // nothing while it stands (gate closed): then only a first frame is shown. `rate`: media time per real time.
    Decision next(std::span<const Frame> queue, std::optional<MediaTime> clock, double rate);

    // A new generation (seek, flush, trim) or a discontinuity: what comes is not compared with what was shown.
    // Counts stay.
    void reset();

    // The end of the frame on show: when the clock has passed it, the frame had its time.
    std::optional<MediaTime> shownUntil() const;
    std::optional<MediaTime> shownPts() const { return m_shown; }
    const Counts& counts() const { return m_counts; }

private:
    std::size_t outdated(std::span<const Frame> queue) const;
    std::size_t skip(std::span<const Frame> due, MediaTime clock);
    Duration durationOf(const Frame& frame) const;
    void remember(bool behind);
    void show(const Frame& frame);

    std::optional<MediaTime> m_shown;
    Duration m_shownDuration{};
    Duration m_spacing{}; // of the last two frames
    std::uint32_t m_history = 0; // a bit for each frame shown or dropped: another was due behind it
    Counts m_counts;
};

} // namespace sluice
