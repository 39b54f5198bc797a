// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

#include "core/base/Time.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// Hands the slate's pictures from who makes them (SlateNode) to who shows them (VideoNode). Of a clip it holds the first
// picture, which is ready long before it is wanted, and at most kAhead that follow; who shows never waits for more.
// Each showing of a clip begins with its first picture. Any thread; nothing here takes longer than moving a picture.
class SlateReel {
public:
    static constexpr std::size_t kAhead = 8; // pictures; 0.27 s at 30 fps, 25 MB at 1080p
    // Slots of the stream that a picture may be early or late. Wider than half a slot, so that a clip of the stream's own
    // rate gives each slot one picture at whatever phase its laps begin.
    static constexpr double kTolerance = 0.75;
    // So far behind that the clip plays on from where it is, instead of hurrying after.
    static constexpr Duration kLate = milliseconds(250);

    // `look`: there is room again, or another run was asked for. Called by who shows, without a lock.
    explicit SlateReel(std::function<void()> look) : m_look(std::move(look)) { }

    // Of who makes them. A run is a clip from its first picture on; pictures of an earlier one are not taken any more.
    struct Order {
        unsigned run = 0;
        bool room = false;
    };
    Order order() const;
    unsigned begin(); // another run; what is shown stays until its first picture comes
    void clear(); // nothing; a run begins as well
    void setStill(VideoFrame picture);
    // The next of a clip; its pts counts from the clip's beginning and rises through all laps.
    void push(unsigned run, VideoFrame picture);

    // Of who shows them: what stands in the slot that is due at `tick`; empty: there is nothing.
    VideoFrame show(TimePoint tick, Duration slot);
    void rewind(); // the slate is not shown any more

private:
    unsigned restart();

    const std::function<void()> m_look;
    mutable std::mutex m_mutex;
    unsigned m_run = 0; // m_mutex, as everything below
    bool m_runBegan = false; // its first picture came
    VideoFrame m_first;
    VideoFrame m_current;
    std::deque<VideoFrame> m_ahead;
    std::optional<TimePoint> m_since; // when pts zero was due; nothing: not shown
};

} // namespace sluice
