// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/ProbeReport.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "core/base/Redact.h"

namespace sluice {

namespace {

// 0 and empty: the container does not say.
Json videoJson(const std::optional<StreamInfo>& stream)
{
    if (!stream)
        return nullptr;
    const bool known = stream->frameRate.numerator > 0;
    return {
        {"codec", stream->codec},
        {"profile", stream->profile},
        {"width", stream->size.width},
        {"height", stream->size.height},
        {"fps", known ? std::round(stream->frameRate.value() * 1000.0) / 1000.0 : 0.0},
        {"bitrate_kbps", stream->bitrate / 1000},
    };
}

Json audioJson(const std::optional<StreamInfo>& stream)
{
    if (!stream)
        return nullptr;
    return {
        {"codec", stream->codec},
        {"profile", stream->profile},
        {"sample_rate", stream->audio.rate},
        {"channels", stream->audio.channels},
        {"bitrate_kbps", stream->bitrate / 1000},
    };
}

} // namespace

Json ProbeReport::toJson() const
{
    const MediaInfo found = media.value_or(MediaInfo());
    return {
        {"schema", "sluice.probe/1"},
        {"started_at_epoch_ms", startedAtEpochMs},
        {"url", redactUrl(url)},
        {"took_ms", tookMs},
        {"container", found.container},
        {"live", found.live},
        {"duration_ms", toMs(found.duration)},
        {"seekable", found.seekable},
        {"video", videoJson(found.video)},
        {"audio", audioJson(found.audio)},
        {"settings", sluice::toJson(settings)},
        {"error", sluice::toJson(error)},
    };
}

Result<void> writeReport(const std::string& path, const ProbeReport& report)
{
    return writeReport(path, report.toJson());
}

} // namespace sluice
