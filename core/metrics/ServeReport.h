// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/NamedValues.h"
#include "core/metrics/Report.h"

namespace sluice {

// The report `sluice.serve/1`: what the built-in server was there for. Times are whole milliseconds and count from
// startedAtEpochMs.
struct ServeReport {
    struct Addresses {
        std::string publish; // redacted when printed: its last part is the key
        std::string watch;
        std::string page;
        std::string hls;
        std::vector<std::string> network; // pages for other computers
    };
    // From when somebody published until nobody did any more, or the end.
    struct Stream {
        std::string name; // as viewers see it
        std::int64_t atMs = 0;
        std::int64_t durationMs = 0;
        int viewersMost = 0; // at one time: players and browsers together
    };
    std::int64_t startedAtEpochMs = 0;
    Addresses addresses; // empty where it never ran
    std::vector<Stream> streams;
    int restarts = 0;
    NamedValues settings; // what was set, without secrets
    std::vector<ReportEvent> events;
    std::optional<ReportError> error;

    Json toJson() const;
};

Result<void> writeReport(const std::string& path, const ServeReport& report);

} // namespace sluice
