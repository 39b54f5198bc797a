// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/RunReport.h"

#include <algorithm>
#include <array>
#include <functional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/base/Sentence.h"
#include "core/metrics/SvgPen.h"

namespace sluice {

namespace {

constexpr auto kFigures = std::to_array<ReportFigure>({
    {QT_TRANSLATE_NOOP("core", "first picture, ms"),
        [](const WatchReport& r) { return static_cast<double>(r.firstPictureMs); }, 0},
    {QT_TRANSLATE_NOOP("core", "playing after, ms"),
        [](const WatchReport& r) { return static_cast<double>(r.startupMs); }, 0},
    {QT_TRANSLATE_NOOP("core", "watched, ms"),
        [](const WatchReport& r) { return static_cast<double>(r.watchedMs); }, 0},
    {QT_TRANSLATE_NOOP("core", "stalls"),
        [](const WatchReport& r) { return static_cast<double>(r.stallCount()); }, 0},
    {QT_TRANSLATE_NOOP("core", "stalled, ms"),
        [](const WatchReport& r) { return static_cast<double>(r.stallMs()); }, 0},
    {QT_TRANSLATE_NOOP("core", "stalled, %"), [](const WatchReport& r) { return r.stalledTimeRatio() * 100; },
        2},
    {QT_TRANSLATE_NOOP("core", "smoothness"), [](const WatchReport& r) { return r.smoothnessScore(); }, 1},
    {QT_TRANSLATE_NOOP("core", "glitches"),
        [](const WatchReport& r) { return static_cast<double>(r.glitches); }, 0},
    {QT_TRANSLATE_NOOP("core", "frames shown"),
        [](const WatchReport& r) { return static_cast<double>(r.framesShown); }, 0},
    {QT_TRANSLATE_NOOP("core", "frames late"),
        [](const WatchReport& r) { return static_cast<double>(r.framesLate); }, 0},
    {QT_TRANSLATE_NOOP("core", "frames dropped"),
        [](const WatchReport& r) { return static_cast<double>(r.framesDropped); }, 0},
    {QT_TRANSLATE_NOOP("core", "level, mean ms"),
        [](const WatchReport& r) { return static_cast<double>(r.level.mean); }, 0},
    {QT_TRANSLATE_NOOP("core", "latency, mean ms"),
        [](const WatchReport& r) { return static_cast<double>(r.latency.mean); }, 0},
    {QT_TRANSLATE_NOOP("core", "latency, p95 ms"),
        [](const WatchReport& r) { return static_cast<double>(r.latency.p95); }, 0},
    {QT_TRANSLATE_NOOP("core", "arriving, kb/s"),
        [](const WatchReport& r) { return static_cast<double>(r.arriveKbps); }, 0},
    {QT_TRANSLATE_NOOP("core", "off speed, ms"),
        [](const WatchReport& r) { return static_cast<double>(r.rateMs); }, 0},
    {QT_TRANSLATE_NOOP("core", "trims"), [](const WatchReport& r) { return static_cast<double>(r.trims); },
        0},
    {QT_TRANSLATE_NOOP("core", "reconnects"),
        [](const WatchReport& r) { return static_cast<double>(r.reconnects.size()); }, 0},
});

constexpr std::size_t kNameColumn = 20;
constexpr std::size_t kRunColumn = 22;

// How many columns of a screen a text takes; one per character is near enough for names.
std::size_t widthOf(std::string_view text)
{
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

std::string cell(std::string_view text, std::size_t width)
{
    std::string shown(text);
    while (widthOf(shown) > width - 2) {
        while (!shown.empty() && (static_cast<unsigned char>(shown.back()) & 0xc0U) == 0x80U)
            shown.pop_back();
        shown.pop_back();
    }
    return shown + std::string(width - widthOf(shown), ' ');
}

} // namespace

std::span<const ReportFigure> reportFigures()
{
    return kFigures;
}

std::size_t RunReport::failed() const
{
    return static_cast<std::size_t>(std::ranges::count_if(runs, [](const Entry& e) { return !e.passed(); }));
}

Json RunReport::toJson() const
{
    Json list = Json::array();
    for (const Entry& entry : runs)
        list.push_back({{"name", entry.name}, {"passed", entry.passed()}, {"failures", entry.failures},
            {"cut_short", entry.cutShort}, {"watch", entry.watch.toJson()}});
    return {
        {"schema", "sluice.run/1"},
        {"started_at_epoch_ms", startedAtEpochMs},
        {"passed", runs.size() - failed()},
        {"failed", failed()},
        {"runs", list},
        {"not_run", notRun},
    };
}

std::string RunReport::toTable() const
{
    std::string text = cell("", kNameColumn);
    for (const Entry& entry : runs)
        text += cell(entry.name, kRunColumn);
    text += "\n" + cell("result", kNameColumn);
    for (const Entry& entry : runs)
        text += cell(
            fmt::format("{}{}", entry.passed() ? "passed" : "FAILED", entry.cutShort ? ", cut short" : ""),
            kRunColumn);
    for (const ReportFigure& figure : kFigures) {
        text += "\n" + cell(figure.name, kNameColumn);
        for (const Entry& entry : runs) {
            if (entry.watch.startupMs == 0) { // figures of what never played say nothing
                text += cell("–", kRunColumn);
                continue;
            }
            const double value = figure.of(entry.watch);
            const double more = value - figure.of(runs.front().watch);
            std::string shown = fmt::format("{:.{}f}", value, figure.decimals);
            if (more != 0)
                shown += fmt::format(" ({:+.{}f})", more, figure.decimals);
            text += cell(shown, kRunColumn);
        }
    }
    for (const Entry& entry : runs)
        for (const std::string& failure : entry.failures)
            text += fmt::format("\n{}: {}", entry.name, failure);
    for (const std::string& name : notRun)
        text += fmt::format("\n{}: not run, the end came before.", name);
    return text;
}

std::string RunReport::toJUnit() const
{
    std::int64_t watched = 0;
    for (const Entry& entry : runs)
        watched += entry.watch.watchedMs;
    std::string xml = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                  "<testsuites>\n<testsuite name=\"sluice run\" tests=\"{}\" failures=\"{}\" "
                                  "skipped=\"{}\" time=\"{:.3f}\">\n",
        runs.size() + notRun.size(), failed(), notRun.size(), toSeconds(milliseconds(watched)));
    for (const Entry& entry : runs) {
        xml += fmt::format("<testcase classname=\"sluice\" name=\"{}\" time=\"{:.3f}\">\n",
            escapedXml(entry.name), toSeconds(milliseconds(entry.watch.watchedMs)));
        for (const std::string& failure : entry.failures)
            xml += fmt::format("<failure message=\"{}\"/>\n", escapedXml(failure));
        xml += fmt::format("<system-out>{}</system-out>\n</testcase>\n",
            escapedXml(fmt::format("{} stalls, {} ms stalled, playing after {} ms", entry.watch.stallCount(),
                entry.watch.stallMs(), entry.watch.startupMs)));
    }
    for (const std::string& name : notRun)
        xml += fmt::format("<testcase classname=\"sluice\" name=\"{}\" time=\"0.000\">\n"
                           "<skipped message=\"The end came before.\"/>\n</testcase>\n",
            escapedXml(name));
    return xml + "</testsuite>\n</testsuites>\n";
}

Result<void> writeReport(const std::string& path, const RunReport& report)
{
    return writeReport(path, report.toJson());
}

} // namespace sluice
