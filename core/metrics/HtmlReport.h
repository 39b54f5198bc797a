// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/metrics/ReportWords.h"
#include "core/metrics/SessionRecord.h"

namespace sluice {

// One session as a page for a bug ticket: graph, figures, stalls with their causes, events, settings, versions. One
// file without script or anything from elsewhere (which its content policy says to the browser, too); light or dark as
// the reader's system is, light on paper. Addresses are redacted. In the language of the words; what a report that was
// read from a file says in sentences stays as it stands there.
struct HtmlReport {
    std::string program; // "Sluice 0.1.0"
    std::string system; // "Debian GNU/Linux 12 …"; may be empty
    ReportWords words{};

    std::string text(const SessionRecord& session) const;
    // FileUnwritable.
    Result<void> write(const std::string& path, const SessionRecord& session) const;
};

} // namespace sluice
