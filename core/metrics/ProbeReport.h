// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/NamedValues.h"
#include "core/media/StreamInfo.h"
#include "core/metrics/Report.h"

namespace sluice {

// The report `sluice.probe/1`: what a stream or a file consists of, or why it could not be opened.
struct ProbeReport {
    std::int64_t startedAtEpochMs = 0;
    std::int64_t tookMs = 0; // to open it, or to fail
    std::string url; // redacted when printed
    std::optional<MediaInfo> media; // nothing: it was not opened
    NamedValues settings; // what was set, without secrets
    std::optional<ReportError> error;

    Json toJson() const;
};

Result<void> writeReport(const std::string& path, const ProbeReport& report);

} // namespace sluice
