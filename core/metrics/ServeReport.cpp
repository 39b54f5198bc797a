// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/ServeReport.h"

#include <nlohmann/json.hpp>

#include "core/base/Redact.h"

namespace sluice {

Json ServeReport::toJson() const
{
    Json list = Json::array();
    for (const Stream& stream : streams)
        list.push_back({{"name", stream.name}, {"at_ms", stream.atMs}, {"duration_ms", stream.durationMs},
            {"viewers_most", stream.viewersMost}});
    return {
        {"schema", "sluice.serve/1"},
        {"started_at_epoch_ms", startedAtEpochMs},
        {"addresses",
            {{"publish", addresses.publish.empty() ? std::string() : redactUrl(addresses.publish, true)},
                {"watch", addresses.watch}, {"page", addresses.page}, {"hls", addresses.hls},
                {"network", addresses.network}}},
        {"streams", list},
        {"restarts", restarts},
        {"settings", sluice::toJson(settings)},
        {"events", sluice::toJson(events)},
        {"error", sluice::toJson(error)},
    };
}

Result<void> writeReport(const std::string& path, const ServeReport& report)
{
    return writeReport(path, report.toJson());
}

} // namespace sluice
