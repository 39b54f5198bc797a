// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/metrics/LiveReport.h"
#include "core/metrics/WatchReport.h"

namespace sluice {

// The report `sluice.demo/1`: both sides of the demonstration, and the cuts that were made on purpose.
struct DemoReport {
    struct ForcedStall {
        std::int64_t atMs = 0; // since the watch report's start
        std::int64_t durationMs = 0; // how long the link was cut
    };
    std::vector<ForcedStall> forcedStalls;
    LiveReport live;
    WatchReport watch;

    Json toJson() const;
};

Result<void> writeReport(const std::string& path, const DemoReport& report);

} // namespace sluice
