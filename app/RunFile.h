// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/CommandLine.h"
#include "core/metrics/WatchReport.h"

namespace sluice {

// A list of sessions to watch, one after the other, and what is expected of each: `sluice run FILE`. JSON:
//   {
//     "schema": "sluice.run/1",
//     "defaults": { "for": 20, "profile": "balanced" },
//     "runs": [
//       { "name": "3G", "url": "rtmp://…", "for": 30, "link_preset": "3g", "set": {"buffer.start_ms": 1500},
//         "expect": { "max_stalls": 2, "max_startup_ms": 4000 } }
//     ]
//   }
// Keys of a run, and of `defaults`: url, for (seconds), profile, set, link, link_preset, link_trace, audio_out, report,
// timeline, arrivals, expect. They mean what the options of `sluice watch` mean, and are checked by the same rules;
// paths are relative to the file. Sound is not played unless audio_out says so.
struct RunFile {
    // Bounds that must hold; what is not named is not looked at. A session that fails has failed whatever they say.
    using Expectations = std::map<std::string, double, std::less<>>;

    struct Entry {
        std::string name; // "run 3" where none is given
        WatchCommand command;
        CommonOptions common;
        Expectations expect;
    };
    std::vector<Entry> entries;

    static constexpr std::size_t kMaxBytes = std::size_t{1} << 20U;
    static constexpr std::size_t kMaxRuns = 200; // own bound

    // `folder`: what paths are relative to. Every mistake is a BadArgument that names the run and what is wrong.
    static Result<RunFile> parse(std::string_view text, std::string_view name, const std::string& folder);
    // FileNotFound, FileUnreadable, or what parse() says.
    static Result<RunFile> load(const std::string& path);
};

// What does not hold, one English sentence each. `cutShort`: it was ended before its time; whether it would have begun to
// play, or have come up to what grows with time (min_stalls, min_watched_ms), nobody knows, and nothing is said of it.
std::vector<std::string> brokenExpectations(
    const RunFile::Expectations& expect, const WatchReport& report, bool cutShort = false);

} // namespace sluice
