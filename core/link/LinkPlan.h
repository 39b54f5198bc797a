// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "core/base/Result.h"
#include "core/link/BandwidthTrace.h"
#include "core/link/LinkSpec.h"

namespace sluice {

// All that a link emulator needs: the spec and, in place of its constant bandwidth, a trace or a pattern. A plain
// value; the trace is shared and never changes.
struct LinkPlan {
    LinkSpec spec;
    std::shared_ptr<const BandwidthTrace> trace; // never together with spec.bandwidthKbps
    // The trace's rates are percent of the stream's bitrate, which the emulator is told when it is known; until then
    // the trace does not limit.
    bool relative = false;
    std::string name; // of the preset or trace file; empty for a spec of its own

    bool off() const { return !trace && spec.off(); }

    static LinkPlan of(LinkSpec spec) { return {std::move(spec), nullptr, false, {}}; }
    // BadArgument when the spec has a bandwidth of its own, and what BandwidthTrace::load() says.
    static Result<LinkPlan> ofTrace(const std::string& path, LinkSpec spec = {}, const StopToken& stop = {});
    // BadArgument, with the list of names, when there is no such preset.
    static Result<LinkPlan> ofPreset(std::string_view name);
};

// A link known by name. The presets with figures are usual profiles of browsers' and proxies' throttling; the delay
// that is added is half of the round trip, because only the way towards the player passes the emulator. The patterns
// are those of Twitch's challenge at MMSys 2020, taken as percent of its highest rendition (1000 kb/s), so that they
// fit a stream of any bitrate; each begins anew at its end.
struct LinkPreset {
    std::string_view name; // as on the command line
    std::string_view label; // English, context "core", for Sentence and the window
    double downKbps = 0.0; // 0: not limited, or a pattern
    int roundTripMs = 0;
    std::span<const BandwidthTrace::Step> pattern; // `kbps` stands for percent of the stream's bitrate
};

// "off" first, then the links from slow to fast, then the patterns.
std::span<const LinkPreset> linkPresets();

} // namespace sluice
