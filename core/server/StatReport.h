// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

namespace sluice {

// What we read from nginx-rtmp's statistics.
struct StatReport {
    int workerPid = 0;
    bool publishing = false; // somebody publishes the stream
    int viewers = 0; // RTMP clients of it, the publisher left out
};

// Reads the XML of rtmp_stat for one stream of the application "live". Nothing when it is not such a report.
std::optional<StatReport> parseStatReport(std::string_view xml, std::string_view streamName);

} // namespace sluice
