// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/Time.h"

namespace sluice {

// What a broadcast does at one moment, as a timeline names it. Tokens are part of the file's contract.
enum class LiveState : std::uint8_t {
    Idle,
    Connecting,
    Live,
    Paused, // slate and silence are sent
    Reconnecting,
    Stopping,
    Ended,
    Failed,
};
std::string_view token(LiveState state);

// What a broadcast was like at one moment. Counts are of the broadcast so far; each name means what it means in the
// report and in BroadcastStatus.
struct LiveSample {
    Duration at{}; // since it was told to go live
    LiveState state = LiveState::Idle;
    int targetKbps = 0; // as chosen
    int adaptedKbps = 0; // as the network allows
    double sentKbps = 0; // to each destination
    std::optional<double> carriedKbps; // what the slowest way carries, where that is known
    Duration sendQueue{}; // the longest of the destinations'
    std::int64_t droppedNetwork = 0; // frames, as the next two
    std::int64_t droppedEncode = 0;
    std::int64_t droppedCapture = 0;
    double encoderLoad = 0;
    double captureFps = 0;
};

// The file of `sluice live --timeline`, for CsvFile.
struct LiveTimelineCsv {
    static constexpr std::string_view kHeader
        = "t_ms,state,target_kbps,adapted_kbps,sent_kbps,carried_kbps,send_queue_ms,dropped_network,dropped_encode,"
          "dropped_capture,encoder_load,capture_fps,event";

    // A line without the newline. What the network carries is an empty cell where it is not known. `event`: the tokens
    // of what happened since the row before, separated by blanks.
    static std::string row(const LiveSample& sample, std::string_view event);
};

} // namespace sluice
