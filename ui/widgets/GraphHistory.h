// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include <QString>

#include "core/base/Time.h"
#include "core/metrics/WatchState.h"

namespace sluice {

// One tenth of a second as the graph shows it.
struct GraphSample {
    static constexpr float kUnknown = -1;

    Duration at{}; // since the session's start; must rise
    float level = 0; // s
    float arriving = 0; // Mb/s
    float playing = 0; // Mb/s
    float offered = kUnknown; // Mb/s that the emulated link offers; below 0: not limited
    float rate = 1; // playing speed
    float latency = kUnknown; // s
    float low = 0; // watermarks in force, s
    float start = 0;
    float resume = 0;
    float target = 0;
    WatchState state = WatchState::Idle;
    bool stalled = false;
    StallCause why = StallCause::Network; // of the stall
    QString cause; // the same in the window's language
};

// A shaded time in which the buffer was empty.
struct GraphStall {
    int number = 0; // counts from 1 over the whole session
    Duration from{};
    Duration to{};
    bool running = false;
    StallCause why = StallCause::Network;
    QString cause;
};

// Something that happened at one moment, beside the stalls.
struct GraphMark {
    enum class Kind : std::uint8_t {
        GlitchDecoder,
        GlitchDevice,
        Speed,
        Trim,
        Discontinuity,
        Reconnect,
        Setting,
        LinkCut,
        LinkChange,
        LinkReset,
        Stall, // its beginning and end: the stall itself is shaded, and no sign stands for it
        Step, // first picture, paused, ended …
    };
    Duration at{};
    Kind kind = Kind::Step;
    QString text; // in the window's language
};

// What the graph remembers of a session: samples in the order of time, the stalls among them and what happened; all
// of it, up to kMostSamples and kMostMarks. What is past never changes,
// but for the cause of a stall that still runs, so that a view that stands still needs no copy.
class GraphHistory {
public:
    static constexpr std::size_t kMostSamples = 864'000; // a day, as the session's own timeline

    static constexpr std::size_t kMostMarks = 20'000; // the oldest half goes then

    explicit GraphHistory(std::size_t most = kMostSamples) : m_most(most) { }

    // One that is not later than the last is not taken: time does not run back.
    void add(const std::vector<GraphSample>& samples);
    void addMark(const GraphMark& mark); // in any order
    void clear();

    bool empty() const { return m_samples.empty(); }
    const std::deque<GraphSample>& samples() const { return m_samples; }
    const GraphSample& newest() const { return m_samples.back(); } // not when empty
    // The first sample at or after `at`; the number of samples when there is none.
    std::size_t indexAt(Duration at) const;
    // The sample nearest to `at`. Not when empty.
    const GraphSample& nearest(Duration at) const;

    const std::vector<GraphStall>& stalls() const { return m_stalls; }
    std::size_t firstStallAfter(Duration at) const; // the first that ends later, or the number of stalls
    int stallCount() const { return m_stallCount; } // of the whole session
    // What the session calls a cause; empty: it had no stall of that one.
    const QString& causeName(StallCause cause) const { return m_causes[static_cast<std::size_t>(cause)]; }
    bool sawOffer() const { return m_sawOffer; } // a link that was limited
    // Rises when a stall turns out to have another cause than it was shown with.
    int revision() const { return m_revision; }

    const std::vector<GraphMark>& marks() const { return m_marks; } // in the order of time
    std::size_t firstMarkAt(Duration at) const; // the first at or after `at`, or the number of marks

    // The highest values of the samples in [from, to], a day of them without a look at each.
    struct Peaks {
        float level = 0; // s, or a third above the target
        float rate = 0; // Mb/s
        float playing = 0; // Mb/s
        void raise(const Peaks& other);
    };
    Peaks peaks(Duration from, Duration to) const;

private:
    static constexpr std::size_t kBlock = 512; // samples that share one entry of m_blocks

    void take(const GraphSample& sample);
    void forgetOld();
    static Peaks peaksOf(const GraphSample& sample);

    std::size_t m_most;
    std::deque<GraphSample> m_samples;
    std::deque<Peaks> m_blocks; // of kBlock samples each, the first from m_samples.front() on
    std::vector<GraphStall> m_stalls;
    std::vector<GraphMark> m_marks;
    int m_stallCount = 0;
    int m_revision = 0;
    std::array<QString, 3> m_causes;
    bool m_sawOffer = false;
};

} // namespace sluice
