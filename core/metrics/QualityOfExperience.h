// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Time.h"
#include "core/metrics/Statistics.h"
#include "core/metrics/WatchReport.h"

namespace sluice {

// Turns what happens in a watch session into the figures of its report. Fed by several threads (short calls, one
// lock); holds no clock. open() comes first; times must not run backwards.
class QualityOfExperience {
public:
    // Zero of the report; everything from before is forgotten. `url` may hold secrets, the report redacts it.
    void open(TimePoint now, WallTime wall, std::string url);

    // Rebuffering opens a stall with `cause` (once playing began); Reconnecting leaves a stall as it is; every other
    // state closes it. Paused stops the time that counts as watched, Ended and Failed stop all time.
    void setState(WatchState state, TimePoint now, StallCause cause = StallCause::Network);
    // For a stall within Reconnecting, where the state stays the same. Nothing happens before the first Playing, or
    // when one runs already.
    void beginStall(TimePoint now, StallCause cause);
    void endStall(TimePoint now);
    // The cause of the running stall turned out to be another one.
    void setStallCause(StallCause cause);

    void firstPicture(TimePoint now); // the first call counts
    void frameDecoded(std::int64_t count = 1);
    void frameShown(bool late);
    void frameDropped(std::int64_t count = 1);
    void glitch();
    void discontinuity();
    void trim();
    void arrived(std::int64_t bytes);
    void connectionLost(TimePoint now, std::string cause);
    void connectionBack(TimePoint now);
    void setRate(double rate, TimePoint now);

    // Samples, about ten a second. Levels count only while something is played or missed: in Playing, Rebuffering
    // and Reconnecting, so that start, seek, pause and the last drain do not colour them. Of what had arrived whole
    // before it began to play, the drain is all there is, and counts.
    void sampleLevel(Duration level);
    void sampleLatency(Duration latency, LatencyBasis basis); // a measured one ends and outweighs estimates
    void sampleAvOffset(Duration offset);

    // The report as it stands at `now`: a stall, an outage or a rate that still runs counts up to it. Settings,
    // events and error are the caller's to add.
    WatchReport report(TimePoint now) const;

    bool playedOnce() const;
    bool stallRuns() const;
    std::size_t stallCount() const;
    TimePoint openedAt() const;

private:
    struct Stall {
        TimePoint from;
        std::optional<TimePoint> to;
        StallCause cause = StallCause::Network;
    };
    struct Outage {
        TimePoint from;
        std::optional<TimePoint> to;
        std::string cause;
    };
    struct Numbers { // everything that open() sets back
        TimePoint opened;
        WallTime wall;
        std::string url;
        WatchState state = WatchState::Idle;
        std::optional<TimePoint> closed; // Ended or Failed
        std::optional<TimePoint> picture;
        std::optional<TimePoint> played;
        Duration watched{}; // up to watchedFrom
        std::optional<TimePoint> watchedFrom; // set while watched time runs
        std::vector<Stall> stalls;
        std::vector<Outage> outages;
        std::int64_t decoded = 0;
        std::int64_t shown = 0;
        std::int64_t late = 0;
        std::int64_t dropped = 0;
        std::int64_t glitches = 0;
        std::int64_t discontinuities = 0;
        std::int64_t trims = 0;
        std::int64_t bytes = 0;
        Duration offRate{};
        std::optional<TimePoint> offRateFrom;
        std::optional<Duration> levelAtStart;
        Duration lastLevel{};
        Statistics level; // ms, as the others
        Statistics drainLevel;
        Statistics latency;
        Statistics avOffset;
        Statistics avOffsetSize;
        LatencyBasis basis = LatencyBasis::None;
    };

    static constexpr std::size_t kMaxListed
        = 100'000; // stalls and outages each; a bound, not a figure to meet

    // m_mutex held by the caller:
    void openStall(TimePoint now, StallCause cause);
    void closeStall(TimePoint now);
    Stall* runningStall(); // or nullptr
    void endOutage(TimePoint now);
    void endOffRate(TimePoint now);

    mutable std::mutex m_mutex;
    Numbers m_n; // m_mutex
};

} // namespace sluice
