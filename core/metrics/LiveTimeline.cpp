// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/LiveTimeline.h"

#include <fmt/format.h>

#include "core/metrics/CsvFile.h"

namespace sluice {

std::string_view token(LiveState state)
{
    switch (state) {
    case LiveState::Idle:
        return "idle";
    case LiveState::Connecting:
        return "connecting";
    case LiveState::Live:
        return "live";
    case LiveState::Paused:
        return "paused";
    case LiveState::Reconnecting:
        return "reconnecting";
    case LiveState::Stopping:
        return "stopping";
    case LiveState::Ended:
        return "ended";
    case LiveState::Failed:
        break;
    }
    return "failed";
}

std::string LiveTimelineCsv::row(const LiveSample& s, std::string_view event)
{
    const std::string carried = s.carriedKbps ? fmt::format("{:.0f}", *s.carriedKbps) : std::string();
    return fmt::format("{},{},{},{},{:.0f},{},{},{},{},{},{:.3f},{:.1f},{}", toMs(s.at), token(s.state),
        s.targetKbps, s.adaptedKbps, s.sentKbps, carried, toMs(s.sendQueue), s.droppedNetwork,
        s.droppedEncode, s.droppedCapture, s.encoderLoad, s.captureFps, CsvFile::quoted(event));
}

} // namespace sluice
