// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/metrics/Report.h"
#include "core/metrics/Statistics.h"

namespace sluice {

// The report `sluice.live/1`. Names, order and meaning of the fields are fixed. Times are whole milliseconds and
// count from startedAtEpochMs; what never happened is 0.
struct LiveReport {
    struct Destination {
        std::string url; // redacted as an address to publish to when printed
        // "idle", "connecting", "live", "reconnecting", "ended", "failed". After the end, "connecting" and "reconnecting"
        // are where the end came: nothing was sent there, or not the last of it. Without an error it was cancelled.
        std::string state;
        std::vector<ReportReconnect> reconnects;
        std::int64_t sendQueueP95Ms = 0; // by what it judges its congestion, see PacketQueue
        std::int64_t sendQueueMaxMs = 0;
        std::int64_t bitrateKbps = 0; // what left on the average while connected
        std::int64_t bytes = 0;
        std::int64_t droppedNetwork = 0; // frames
        std::optional<ReportError>
            error; // why it was not reached, failed, or was being tried again at the end

        // Takes p95 and max from samples in milliseconds.
        void setSendQueue(const Statistics& ms);
    };
    struct Frames {
        std::int64_t captured = 0; // by the camera and from the screen
        std::int64_t encoded = 0;
        std::int64_t droppedCapture = 0;
        std::int64_t droppedEncode = 0;
    };

    // One input of the sound's mix.
    struct Sound {
        std::string input; // "microphone", "desktop"
        bool muted = false; // at the end, as the gain
        double gainDb = 0.0;
        std::int64_t silenceMs = 0; // put where sound was missing
        std::int64_t losses = 0; // of its device, since it was chosen
    };

    // A file that was written of it.
    struct Recording {
        std::string kind; // "recording", "replay"
        std::string path;
        std::string state; // "recording", "ended", "failed"
        std::int64_t atMs = 0; // when it was asked for
        std::int64_t durationMs = 0; // of what is in it
        std::int64_t bytes = 0;
        std::int64_t droppedDisk = 0; // pictures that the disk was too slow for
        std::optional<ReportError> error; // why there is no file, or not all of it
    };
    struct Pause {
        std::int64_t atMs = 0;
        std::int64_t durationMs = 0; // until it went on, or the broadcast ended
    };

    std::int64_t startedAtEpochMs = 0;
    std::vector<Destination> destinations;
    Frames frames;
    std::vector<Sound> audio; // the inputs that were part of the mix at the end
    double encoderLoad = 0.0; // encoding time over real time; 1.0: just keeps up
    std::int64_t firstKeyframeSentMs = 0;
    struct Layout {
        std::int64_t atMs = 0;
        std::string layout; // "camera", "screen", "both", "slate"
    };
    std::vector<Layout> layouts; // the one at the beginning, and each that followed
    NamedValues settings; // what was set, without secrets
    std::vector<ReportEvent> events;
    std::optional<ReportError> error;
    std::vector<Recording> recordings;
    std::vector<Pause> pauses;

    Json toJson() const;
};

Result<void> writeReport(const std::string& path, const LiveReport& report);

} // namespace sluice
