// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/SessionExport.h"

#include <array>

#include <nlohmann/json.hpp>

#include "core/base/TextFile.h"
#include "core/link/ArrivalTrace.h"
#include "core/metrics/SessionGraph.h"

namespace sluice {

namespace {

constexpr auto kRows = std::to_array<ExportRow>({
    {ExportKind::Page, ".html", QT_TRANSLATE_NOOP("core", "Page for a ticket (HTML)")},
    {ExportKind::Report, ".json", QT_TRANSLATE_NOOP("core", "Report (JSON)")},
    {ExportKind::Timeline, ".csv", QT_TRANSLATE_NOOP("core", "Timeline (CSV)")},
    {ExportKind::Cmcd, ".cmcd.csv", QT_TRANSLATE_NOOP("core", "Timeline in CMCD’s names (CSV)")},
    {ExportKind::Arrivals, ".arrivals", QT_TRANSLATE_NOOP("core", "What arrived, to simulate with")},
    {ExportKind::Picture, ".png", QT_TRANSLATE_NOOP("core", "Graph (PNG)")},
    {ExportKind::Drawing, ".svg", QT_TRANSLATE_NOOP("core", "Graph (SVG)")},
});

SessionGraph drawingOf(const ReportWords& words)
{
    SessionGraph graph;
    graph.words = words;
    return graph;
}

} // namespace

std::span<const ExportRow> exportRows()
{
    return kRows;
}

Result<void> exportSession(ExportKind kind, const std::string& path, const SessionRecord& session,
    const ArrivalTrace* arrivals, const HtmlReport& page)
{
    switch (kind) {
    case ExportKind::Page:
        return page.write(path, session);
    case ExportKind::Report:
        return writeReport(path, session.report);
    case ExportKind::Timeline:
        return writeTextFile(path, timelineCsv(session));
    case ExportKind::Cmcd:
        return writeTextFile(path, cmcdCsv(session));
    case ExportKind::Arrivals:
        return (arrivals != nullptr ? arrivals->snapshot() : ArrivalData()).save(path);
    case ExportKind::Drawing:
        return writeTextFile(path, drawingOf(page.words).svg(session));
    case ExportKind::Picture:
        break;
    }
    return {};
}

} // namespace sluice
