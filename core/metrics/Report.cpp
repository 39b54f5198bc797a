// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/Report.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "core/base/Redact.h"
#include "core/base/TextFile.h"

namespace sluice {

std::vector<ReportEvent> reportEvents(const std::vector<Event>& events, TimePoint start)
{
    std::vector<ReportEvent> out;
    out.reserve(events.size());
    for (const Event& event : events)
        out.push_back({std::max<std::int64_t>(0, toMs(event.at - start)), event.kind, event.text.english(),
            event.text});
    return out;
}

Json toJson(const std::vector<ReportEvent>& events)
{
    Json out = Json::array();
    for (const ReportEvent& event : events)
        out.push_back({{"at_ms", event.atMs}, {"kind", token(event.kind)}, {"text", redact(event.text)}});
    return out;
}

Json toJson(const std::vector<ReportReconnect>& reconnects)
{
    Json out = Json::array();
    for (const ReportReconnect& one : reconnects)
        out.push_back({{"at_ms", one.atMs}, {"down_ms", one.downMs}, {"cause", redact(one.cause)}});
    return out;
}

std::optional<ReportError> ReportError::of(const std::optional<Error>& error)
{
    if (!error)
        return std::nullopt;
    return ReportError{std::string(categoryName(error->category())), error->message(), error->sentence()};
}

Json toJson(const std::optional<ReportError>& error)
{
    if (!error)
        return nullptr;
    return {{"category", error->category}, {"message", redact(error->message)}};
}

Json toJson(const NamedValues& settings)
{
    Json out = Json::object();
    for (const auto& [name, value] : settings)
        out[name] = std::visit([](const auto& plain) { return Json(plain); }, value);
    return out;
}

std::string reportText(const Json& report)
{
    return report.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<void> writeReport(const std::string& path, const Json& report)
{
    return writeTextFile(path, reportText(report));
}

} // namespace sluice
