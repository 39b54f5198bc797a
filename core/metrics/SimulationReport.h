// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/NamedValues.h"
#include "core/metrics/Report.h"

namespace sluice {

// The report `sluice.simulation/1`: what a recorded session had, what it would have had under the settings asked
// about, and what each start level that was tried would have given. Times are whole milliseconds since the session
// was opened.
struct SimulationReport {
    struct Stall {
        std::int64_t atMs = 0;
        std::int64_t durationMs = 0;
    };
    struct Point {
        std::int64_t startLevelMs = 0;
        std::int64_t resumeLevelMs = 0;
        std::int64_t targetLevelMs = 0;
        bool played = false;
        std::int64_t startupMs = 0;
        std::int64_t stallCount = 0;
        std::int64_t stallMs = 0;
        std::int64_t latencyMs = 0; // mean
    };
    // The trace
    std::int64_t packets = 0;
    std::int64_t lengthMs = 0;
    std::int64_t lost = 0; // records that its bound pushed out
    std::string delivery; // pushed, pulled, playlist
    std::vector<Stall> recorded; // as the player had them
    // Under the settings
    bool estimate = false;
    bool played = false;
    std::int64_t startupMs = 0;
    std::int64_t playedMs = 0; // media
    std::vector<Stall> stalls;
    std::int64_t trims = 0;
    std::int64_t rateMs = 0; // played at another rate than 1
    std::int64_t latencyMeanMs = 0;
    std::int64_t latencyP95Ms = 0;
    NamedValues settings;
    // The advice
    std::string verdict; // fits, start_sooner, start_later, start_much_later, hopeless, never_played
    std::string advice; // one English sentence
    std::int64_t adviceStartMs = 0;
    std::vector<Point> points; // rising start level
    std::optional<ReportError> error;

    static std::int64_t sumMs(const std::vector<Stall>& stalls);
    Json toJson() const;
};

Result<void> writeReport(const std::string& path, const SimulationReport& report);

} // namespace sluice
