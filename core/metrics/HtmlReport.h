// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/metrics/SessionRecord.h"

namespace sluice {

// One session as a page for a bug ticket: graph, figures, stalls with their causes, events, settings, versions. One
// file without script or anything from elsewhere; light or dark as the reader's system is. Addresses are redacted.
// English, as all reports are.
struct HtmlReport {
    std::string program; // "Sluice 0.1.0"
    std::string system; // "Debian GNU/Linux 12 …"; may be empty

    std::string text(const SessionRecord& session) const;
    // FileUnwritable.
    Result<void> write(const std::string& path, const SessionRecord& session) const;
};

} // namespace sluice
