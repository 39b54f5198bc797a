// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/DemoReport.h"

#include <nlohmann/json.hpp>

namespace sluice {

Json DemoReport::toJson() const
{
    Json list = Json::array();
    for (const ForcedStall& stall : forcedStalls)
        list.push_back({{"at_ms", stall.atMs}, {"duration_ms", stall.durationMs}});
    return {
        {"schema", "sluice.demo/1"},
        {"forced_stalls", list},
        {"live", live.toJson()},
        {"watch", watch.toJson()},
    };
}

Result<void> writeReport(const std::string& path, const DemoReport& report)
{
    return writeReport(path, report.toJson());
}

} // namespace sluice
