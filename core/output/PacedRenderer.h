// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/base/Clock.h"
#include "core/base/Runner.h"
#include "core/output/AudioSink.h"

namespace sluice {

// Asks a renderer for sound at the pace of a loudspeaker that never hiccups: block k of 10 ms is asked for at
// start + k·10 ms and heard kLatency later. A thread that wakes late makes up for it, so that the time line has no
// gap. When it is later than kAtOnce, everybody else was kept waiting, too: they get kGrace before it goes on, and then
// it takes a block each kCatchUp, which decoding can follow; all at once would find no more than what was decoded
// already. Only what is more than kPatience late (the machine slept) is passed over in silence, without asking.
//
// The block is fetched kFetchedAfter after it was asked for, and still long before it is heard: what arrived in time has
// been decoded by then, and what did not is told apart by its time stamp. So what is heard depends on what arrived
// when, and not on how soon a thread got its core: the same arrivals give the same stalls.
class PacedRenderer final : private Node {
public:
    static constexpr Duration kBlock = milliseconds(10); // the usual period of sound devices
    static constexpr Duration kLatency = milliseconds(20); // two periods, as a good device has
    static constexpr Duration kFetchedAfter = milliseconds(10); // half of the latency
    static constexpr Duration kPatience = milliseconds(500);
    static constexpr Duration kAtOnce
        = milliseconds(100); // half of what is kept decoded (AudioOutput::kAhead)
    static constexpr Duration kGrace = milliseconds(20); // two looks of whoever decides about the gate
    static constexpr Duration kCatchUp = milliseconds(1); // ten times as fast as it is heard

    // Gets every block in order, the silent ones, too. Called on the renderer's thread.
    using Consumer = std::function<void(std::span<const float>)>;

    PacedRenderer(Clock& clock, AudioFormat format, AudioRenderer& renderer, Consumer consumer);
    ~PacedRenderer() override;

    void start();
    // When the first frame is heard: known from the construction on.
    TimePoint firstHeardAt() const { return m_start + kLatency; }

private:
    Step step(const StopToken& stop) override;

    Clock& m_clock;
    const AudioFormat m_format;
    AudioRenderer& m_renderer;
    const Consumer m_consumer;
    const TimePoint m_start;
    std::int64_t m_frames = 0; // asked for so far
    bool m_catchesUp = false;
    std::vector<float> m_block;
    Runner m_runner;
};

} // namespace sluice
