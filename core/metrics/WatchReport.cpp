// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/WatchReport.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "core/base/Redact.h"

namespace sluice {

std::int64_t WatchReport::stallMs() const
{
    std::int64_t sum = 0;
    for (const ReportStall& stall : stalls)
        sum += stall.durationMs;
    return sum;
}

double WatchReport::stalledTimeRatio() const
{
    return watchedMs > 0 ? static_cast<double>(stallMs()) / static_cast<double>(watchedMs) : 0.0;
}

double WatchReport::smoothness(std::size_t stallCount, double stalledRatio)
{
    const double half = static_cast<double>(stallCount) / 2.0;
    const double byCount = 100.0 / std::sqrt(1.0 + half * half);
    const double byTime = 100.0 * std::exp(-10.0 * stalledRatio);
    return (byCount + byTime) / 2.0;
}

Json WatchReport::toJson() const
{
    Json list = Json::array();
    for (const ReportStall& stall : stalls)
        list.push_back(
            {{"at_ms", stall.atMs}, {"duration_ms", stall.durationMs}, {"cause", token(stall.cause)}});
    return {
        {"schema", "sluice.watch/1"},
        {"started_at_epoch_ms", startedAtEpochMs},
        {"url", redactUrl(url)},
        {"state", token(state)},
        {"first_picture_ms", firstPictureMs},
        {"startup_ms", startupMs},
        {"watched_ms", watchedMs},
        {"stall_count", stallCount()},
        {"stall_ms", stallMs()},
        {"stalls", list},
        {"stalled_time_ratio", stalledTimeRatio()},
        {"smoothness", smoothnessScore()},
        {"frames_decoded", framesDecoded},
        {"frames_shown", framesShown},
        {"frames_late", framesLate},
        {"frames_dropped", framesDropped},
        {"glitches", glitches},
        {"level_ms",
            {{"min", level.min}, {"mean", level.mean}, {"max", level.max}, {"at_start", level.atStart}}},
        {"latency_ms", {{"mean", latency.mean}, {"p95", latency.p95}, {"basis", token(latency.basis)}}},
        {"av_offset_ms", {{"mean", avOffset.mean}, {"p95", avOffset.p95}}},
        {"bytes", bytes},
        {"arrive_kbps", arriveKbps},
        {"rate_ms", rateMs},
        {"reconnects", sluice::toJson(reconnects)},
        {"discontinuities", discontinuities},
        {"trims", trims},
        {"settings", sluice::toJson(settings)},
        {"events", sluice::toJson(events)},
        {"error", sluice::toJson(error)},
    };
}

Result<void> writeReport(const std::string& path, const WatchReport& report)
{
    return writeReport(path, report.toJson());
}

} // namespace sluice
