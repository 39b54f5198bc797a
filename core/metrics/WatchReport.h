// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/metrics/Report.h"
#include "core/metrics/WatchState.h"

namespace sluice {

struct ReportStall {
    std::int64_t atMs = 0;
    std::int64_t durationMs = 0;
    StallCause cause = StallCause::Network;
};

// The report `sluice.watch/1`. Names, order and meaning of the fields are fixed: tests and other programs read them.
// Times are whole milliseconds and count from startedAtEpochMs; what never happened is 0.
struct WatchReport {
    struct Level {
        std::int64_t min = 0;
        std::int64_t mean = 0;
        std::int64_t max = 0;
        std::int64_t atStart = 0; // when playing first began
    };
    struct Latency {
        std::int64_t mean = 0;
        std::int64_t p95 = 0;
        LatencyBasis basis = LatencyBasis::None;
    };
    struct AvOffset {
        std::int64_t mean = 0; // positive: sound early
        std::int64_t p95 = 0; // of the size, whichever way
    };

    std::int64_t startedAtEpochMs = 0;
    std::string url; // redacted when printed, whatever stands here
    WatchState state = WatchState::Idle;
    std::int64_t firstPictureMs = 0; // open → first picture shown
    std::int64_t startupMs = 0; // open → playing
    std::int64_t watchedMs = 0; // open → pause or end, start and stalls included [CTA-2066]
    std::vector<ReportStall>
        stalls; // rebuffering after playing first began; never start, seek or pause [CTA-2066]
    std::int64_t framesDecoded = 0;
    std::int64_t framesShown = 0;
    std::int64_t framesLate = 0; // shown more than one frame duration after their time
    std::int64_t framesDropped = 0;
    std::int64_t glitches = 0; // output dry although data was there: decoder or device, not a stall
    Level level;
    Latency latency;
    AvOffset avOffset;
    std::int64_t bytes = 0;
    std::int64_t arriveKbps = 0; // bytes over the time from open to now
    std::int64_t rateMs = 0; // time played at another rate than 1
    std::vector<ReportReconnect> reconnects;
    std::int64_t discontinuities = 0;
    std::int64_t trims = 0;
    NamedValues settings; // what was set, without secrets
    std::vector<ReportEvent> events;
    std::optional<ReportError> error;

    std::int64_t stallCount() const { return static_cast<std::int64_t>(stalls.size()); }
    std::int64_t stallMs() const;
    double stalledTimeRatio() const; // stall_ms / watched_ms [CTA-2066]
    double smoothnessScore() const { return smoothness(stalls.size(), stalledTimeRatio()); }

    // 0 … 100: the mean of 100/√(1+(n/2)²) and 100·e^(−10p) for n stalls and the stalled ratio p [Mux].
    static double smoothness(std::size_t stallCount, double stalledRatio);
    Json toJson() const;
};

Result<void> writeReport(const std::string& path, const WatchReport& report);

} // namespace sluice
