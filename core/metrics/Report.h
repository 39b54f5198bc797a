// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp> // whoever looks inside a report includes json.hpp

#include "core/base/Error.h"
#include "core/base/NamedValues.h"
#include "core/base/Result.h"
#include "core/base/Sentence.h"
#include "core/base/Time.h"
#include "core/metrics/Events.h"

namespace sluice {

// Reports keep the order of their fields.
using Json = nlohmann::ordered_json;

// What all reports share.

struct ReportEvent {
    std::int64_t atMs = 0; // since started_at_epoch_ms
    EventKind kind = EventKind::Warning;
    std::string text; // English
    Sentence sentence; // the same for another language; empty where it was read from a file
};
// `start` is the moment that started_at_epoch_ms names. Events from before it count as 0.
std::vector<ReportEvent> reportEvents(const std::vector<Event>& events, TimePoint start);
Json toJson(const std::vector<ReportEvent>& events);

struct ReportReconnect {
    std::int64_t atMs = 0; // when the connection was lost
    std::int64_t downMs = 0; // until it was back, or the session ended
    std::string cause; // one English sentence
};
Json toJson(const std::vector<ReportReconnect>& reconnects);

struct ReportError {
    std::string category;
    std::string message; // English
    Sentence sentence; // the same for another language; empty where it was read from a file
    static std::optional<ReportError> of(const std::optional<Error>& error);
};
// {category, message} or null. Addresses in the message are redacted.
Json toJson(const std::optional<ReportError>& error);

// The settings a session ran with.
Json toJson(const NamedValues& settings);

// The text of a report file: indented, one newline at the end; bytes that are no UTF-8 become U+FFFD.
std::string reportText(const Json& report);
// Writes so that a reader sees the old file or the whole new one, never a part. FileUnwritable.
Result<void> writeReport(const std::string& path, const Json& report);

} // namespace sluice
