// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/av/Encoder.h"
#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/base/StopToken.h"

namespace sluice {

// What a test of the uplink sends, and where: a still picture of our slate, filled up to the bitrate.
struct UplinkTest {
    // Longer than what buffers on the way hide of a slow uplink, short enough to wait for [our choice].
    static constexpr Duration kLength = seconds(4);
    static constexpr Duration kOpenDeadline = seconds(8);
    static constexpr double kReserve = 4.0 / 3.0; // an uplink must carry a third more than the stream

    std::vector<std::string> urls; // secret; sent to all at once
    VideoEncoderConfig video;
    int kbps = 0; // of the stream, picture and sound, at each
    Duration length = kLength;
};

struct UplinkResult {
    std::optional<Error> error; // could not be connected to, or was lost
    double carriedKbps = 0; // at most kReserve times what the stream needs
    Duration lasted{}; // from the first picture on
};

// What the encoder makes in one thread at full speed, as a multiple of real time; measured for about a second.
struct EncoderSpeed {
    std::optional<Error> error;
    double timesReal = 0;
};

// Both block, until done or stopped: never the window's thread. Bounded by kOpenDeadline + length + 3 s, and 5 s.
std::vector<UplinkResult> testUplink(
    const UplinkTest& test, Clock& clock, Resolver& resolver, const Log& log, const StopToken& stop);
EncoderSpeed measureEncoder(const VideoEncoderConfig& config, Clock& clock, const StopToken& stop);

} // namespace sluice
