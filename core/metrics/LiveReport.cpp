// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/LiveReport.h"

#include <cmath>

#include <nlohmann/json.hpp>

#include "core/base/Redact.h"

namespace sluice {

namespace {

Json destinationJson(const LiveReport::Destination& d)
{
    return {
        {"url", redactUrl(d.url, true)},
        {"state", d.state},
        {"reconnects", toJson(d.reconnects)},
        {"send_queue_ms", {{"p95", d.sendQueueP95Ms}, {"max", d.sendQueueMaxMs}}},
        {"bitrate_kbps", d.bitrateKbps},
        {"bytes", d.bytes},
        {"dropped_network", d.droppedNetwork},
        {"error", toJson(d.error)},
    };
}

Json soundJson(const LiveReport::Sound& s)
{
    return {
        {"input", s.input},
        {"muted", s.muted},
        {"gain_db", s.gainDb},
        {"silence_ms", s.silenceMs},
        {"losses", s.losses},
    };
}

Json recordingJson(const LiveReport::Recording& r)
{
    return {
        {"kind", r.kind},
        {"path", r.path},
        {"state", r.state},
        {"at_ms", r.atMs},
        {"duration_ms", r.durationMs},
        {"bytes", r.bytes},
        {"dropped_disk", r.droppedDisk},
        {"error", toJson(r.error)},
    };
}

} // namespace

void LiveReport::Destination::setSendQueue(const Statistics& ms)
{
    sendQueueP95Ms = std::llround(ms.percentile(95.0));
    sendQueueMaxMs = std::llround(ms.max());
}

Json LiveReport::toJson() const
{
    Json list = Json::array();
    for (const Destination& destination : destinations)
        list.push_back(destinationJson(destination));
    Json inputs = Json::array();
    for (const Sound& sound : audio)
        inputs.push_back(soundJson(sound));
    Json shown = Json::array();
    for (const Layout& layout : layouts)
        shown.push_back({{"at_ms", layout.atMs}, {"layout", layout.layout}});
    Json kept = Json::array();
    for (const Recording& recording : recordings)
        kept.push_back(recordingJson(recording));
    Json paused = Json::array();
    for (const Pause& pause : pauses)
        paused.push_back({{"at_ms", pause.atMs}, {"duration_ms", pause.durationMs}});
    return {
        {"schema", "sluice.live/1"},
        {"started_at_epoch_ms", startedAtEpochMs},
        {"destinations", list},
        {"frames",
            {{"captured", frames.captured}, {"encoded", frames.encoded},
                {"dropped_capture", frames.droppedCapture}, {"dropped_encode", frames.droppedEncode}}},
        {"encoder_load", std::round(encoderLoad * 1000.0) / 1000.0},
        {"first_keyframe_sent_ms", firstKeyframeSentMs},
        {"layouts", shown},
        {"settings", sluice::toJson(settings)},
        {"events", sluice::toJson(events)},
        {"error", sluice::toJson(error)},
        {"audio", inputs},
        {"recordings", kept},
        {"pauses", paused},
    };
}

Result<void> writeReport(const std::string& path, const LiveReport& report)
{
    return writeReport(path, report.toJson());
}

} // namespace sluice
