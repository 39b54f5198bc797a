// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/metrics/Timeline.h"
#include "core/metrics/WatchReport.h"

namespace sluice {

// A watched session as it is kept, exported and compared: its figures, and what the buffer was like.
struct SessionRecord {
    std::string name; // for people
    WatchReport report;
    std::vector<TimelineSample> samples; // may be empty
};

// Reads what WatchReport::toJson() wrote; what is missing counts as 0. Never trusts the text. BadArgument, with a
// sentence that does not name the file.
Result<WatchReport> parseWatchReport(std::string_view text);
// Reads what TimelineCsv wrote; columns after the known ones are passed over. BadArgument likewise.
Result<std::vector<TimelineSample>> parseTimeline(std::string_view text, const StopToken& stop = {});
// A report and the timeline beside it: the same name, ending in .csv; without one there are no samples. FileNotFound,
// FileUnreadable, Cancelled, or what the parsers say. Up to 270 MB of text: not for the window's thread.
Result<SessionRecord> loadSession(const std::string& reportPath, const StopToken& stop = {});

// The timeline as the player itself writes it, with the events of the report in the rows of their time.
std::string timelineCsv(const SessionRecord& session);
// The timeline in the names of Common Media Client Data (CTA-5004), for tools that know those: a comment that says
// what each column is, a header, one row per sample. An extra file; the timeline itself stays as it is.
//   bl buffer length, ms · br encoded bitrate, kb/s: what is being played · mtp measured throughput, kb/s
//   su startup or recovery (1: not playing, and data is urgent) · sta state (CMCD v2: s p r k a e f i) · bs (1: the
//   buffer was starved since the row before) · rtp is not known · pr playback rate · ts time stamp, ms since the epoch
std::string cmcdCsv(const SessionRecord& session);

} // namespace sluice
