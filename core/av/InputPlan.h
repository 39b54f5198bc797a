// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/av/AvHandles.h"
#include "core/base/Result.h"
#include "core/base/Time.h"
#include "core/base/Url.h"

namespace sluice {

// How one address is opened: decided before anything is sent, by the address alone.
struct InputPlan {
    Url url;
    std::string forcedFormat; // empty: libavformat finds out
    std::string protocols; // which ones may be used on the way
    bool dialsItself = false; // the demuxer (RTSP) makes its connections without asking for them
    bool pushed = false; // RTMP, RTSP: the sender decides the pace
};

// The plans to try in turn: one for most addresses, two for mms (the protocol's two carriers), one for what took
// the place of pnm. Errors: BadUrl, UnsupportedProtocol.
Result<std::vector<InputPlan>> inputPlans(const std::string& address);

// Options for avformat_open_input().
AvOptions inputOptions(const InputPlan& plan, Duration readDeadline);

} // namespace sluice
