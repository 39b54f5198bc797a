// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <vector>

#include <QString>

#include "core/base/Time.h"

namespace sluice {

// One tenth of a second as the graph shows it.
struct GraphSample {
    Duration at{}; // since the session's start; must rise
    float level = 0; // s
    float arriving = 0; // Mb/s
    float playing = 0; // Mb/s
    float offered = -1; // Mb/s that the emulated link offers; below 0: not limited
    float low = 0; // watermarks in force, s
    float start = 0;
    float resume = 0;
    float target = 0;
    bool stalled = false;
    QString cause; // of the stall, in the window's language
};

// A shaded time in which the buffer was empty.
struct GraphStall {
    int number = 0; // counts from 1 over the whole session
    Duration from{};
    Duration to{};
    bool running = false;
    QString cause;
};

// What the graph remembers of a session: samples in the order of time and the stalls among them, both of the last
// `keep`. A plain value: a paused graph shows a copy.
class GraphHistory {
public:
    explicit GraphHistory(Duration keep) : m_keep(keep) { }

    // One that is not later than the last is not taken: time does not run back.
    void add(const std::vector<GraphSample>& samples);
    void clear();

    bool empty() const { return m_samples.empty(); }
    const std::deque<GraphSample>& samples() const { return m_samples; }
    const GraphSample& newest() const { return m_samples.back(); } // not when empty
    // Those of the last `keep` and the running one.
    const std::vector<GraphStall>& stalls() const { return m_stalls; }
    int stallCount() const { return m_stallCount; } // of the whole session

private:
    void take(const GraphSample& sample);
    void forgetOld();

    Duration m_keep;
    std::deque<GraphSample> m_samples;
    std::vector<GraphStall> m_stalls;
    int m_stallCount = 0;
};

} // namespace sluice
