// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/SimulationReport.h"

#include <nlohmann/json.hpp>

namespace sluice {

namespace {

Json listOf(const std::vector<SimulationReport::Stall>& stalls)
{
    Json list = Json::array();
    for (const auto& stall : stalls)
        list.push_back({{"at_ms", stall.atMs}, {"duration_ms", stall.durationMs}});
    return list;
}

Json listOf(const std::vector<SimulationReport::Point>& points)
{
    Json list = Json::array();
    for (const auto& p : points)
        list.push_back({
            {"start_ms", p.startLevelMs},
            {"resume_ms", p.resumeLevelMs},
            {"target_ms", p.targetLevelMs},
            {"played", p.played},
            {"startup_ms", p.startupMs},
            {"stall_count", p.stallCount},
            {"stall_ms", p.stallMs},
            {"latency_ms", p.latencyMs},
        });
    return list;
}

} // namespace

std::int64_t SimulationReport::sumMs(const std::vector<Stall>& stalls)
{
    std::int64_t sum = 0;
    for (const Stall& stall : stalls)
        sum += stall.durationMs;
    return sum;
}

Json SimulationReport::toJson() const
{
    const Json trace
        = {{"packets", packets}, {"length_ms", lengthMs}, {"lost", lost}, {"delivery", delivery}};
    const Json before
        = {{"stall_count", recorded.size()}, {"stall_ms", sumMs(recorded)}, {"stalls", listOf(recorded)}};
    const Json after = {
        {"played", played},
        {"startup_ms", startupMs},
        {"played_ms", playedMs},
        {"stall_count", stalls.size()},
        {"stall_ms", sumMs(stalls)},
        {"stalls", listOf(stalls)},
        {"trims", trims},
        {"rate_ms", rateMs},
        {"latency_ms", {{"mean", latencyMeanMs}, {"p95", latencyP95Ms}}},
    };
    const Json found
        = {{"verdict", verdict}, {"text", advice}, {"start_ms", adviceStartMs}, {"points", listOf(points)}};
    return {
        {"schema", "sluice.simulation/1"},
        {"estimate", estimate},
        {"arrivals", trace},
        {"recorded", before},
        {"simulated", after},
        {"settings", sluice::toJson(settings)},
        {"advice", found},
        {"error", sluice::toJson(error)},
    };
}

Result<void> writeReport(const std::string& path, const SimulationReport& report)
{
    return writeReport(path, report.toJson());
}

} // namespace sluice
