// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <span>
#include <string>

#include "core/metrics/HtmlReport.h"
#include "core/metrics/SessionRecord.h"

namespace sluice {

class ArrivalTrace;

// What can be taken away from a session, one file each.
enum class ExportKind { Page, Report, Timeline, Cmcd, Arrivals, Picture, Drawing };

struct ExportRow {
    ExportKind kind;
    std::string_view ending; // of the file's name: ".json"
    std::string_view label; // English, context "core"
};
std::span<const ExportRow> exportRows();

// Writes one of them; any thread. A Picture (PNG) is the caller's to paint. FileUnwritable; without arrivals that file
// is an empty trace.
Result<void> exportSession(ExportKind kind, const std::string& path, const SessionRecord& session,
    const ArrivalTrace* arrivals, const HtmlReport& page);

} // namespace sluice
