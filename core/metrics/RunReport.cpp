// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/RunReport.h"

#include <algorithm>
#include <functional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace sluice {

namespace {

struct Figure {
    std::string_view name;
    double (*of)(const WatchReport&);
    int decimals;
};

constexpr Figure kFigures[] = {
    {"first picture, ms", [](const WatchReport& r) { return static_cast<double>(r.firstPictureMs); }, 0},
    {"playing after, ms", [](const WatchReport& r) { return static_cast<double>(r.startupMs); }, 0},
    {"watched, ms", [](const WatchReport& r) { return static_cast<double>(r.watchedMs); }, 0},
    {"stalls", [](const WatchReport& r) { return static_cast<double>(r.stallCount()); }, 0},
    {"stalled, ms", [](const WatchReport& r) { return static_cast<double>(r.stallMs()); }, 0},
    {"stalled, %", [](const WatchReport& r) { return r.stalledTimeRatio() * 100; }, 2},
    {"smoothness", [](const WatchReport& r) { return r.smoothnessScore(); }, 1},
    {"glitches", [](const WatchReport& r) { return static_cast<double>(r.glitches); }, 0},
    {"frames shown", [](const WatchReport& r) { return static_cast<double>(r.framesShown); }, 0},
    {"frames late", [](const WatchReport& r) { return static_cast<double>(r.framesLate); }, 0},
    {"frames dropped", [](const WatchReport& r) { return static_cast<double>(r.framesDropped); }, 0},
    {"level, mean ms", [](const WatchReport& r) { return static_cast<double>(r.level.mean); }, 0},
    {"latency, mean ms", [](const WatchReport& r) { return static_cast<double>(r.latency.mean); }, 0},
    {"latency, p95 ms", [](const WatchReport& r) { return static_cast<double>(r.latency.p95); }, 0},
    {"arriving, kb/s", [](const WatchReport& r) { return static_cast<double>(r.arriveKbps); }, 0},
    {"off speed, ms", [](const WatchReport& r) { return static_cast<double>(r.rateMs); }, 0},
    {"trims", [](const WatchReport& r) { return static_cast<double>(r.trims); }, 0},
    {"reconnects", [](const WatchReport& r) { return static_cast<double>(r.reconnects.size()); }, 0},
};

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

// XML 1.0 knows no control characters but three.
std::string escaped(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (static_cast<unsigned char>(c) >= ' ')
            out += c;
        else
            out += ' ';
    }
    return out;
}

double inSeconds(std::int64_t ms)
{
    return static_cast<double>(ms) / 1000;
}

} // namespace

std::size_t RunReport::failed() const
{
    return static_cast<std::size_t>(std::ranges::count_if(runs, [](const Entry& e) { return !e.passed(); }));
}

Json RunReport::toJson() const
{
    Json list = Json::array();
    for (const Entry& entry : runs)
        list.push_back({{"name", entry.name}, {"passed", entry.passed()}, {"failures", entry.failures},
            {"watch", entry.watch.toJson()}});
    return {
        {"schema", "sluice.run/1"},
        {"started_at_epoch_ms", startedAtEpochMs},
        {"passed", runs.size() - failed()},
        {"failed", failed()},
        {"runs", list},
    };
}

std::string RunReport::toTable() const
{
    std::string text = cell("", kNameColumn);
    for (const Entry& entry : runs)
        text += cell(entry.name, kRunColumn);
    text += "\n" + cell("result", kNameColumn);
    for (const Entry& entry : runs)
        text += cell(entry.passed() ? "passed" : "FAILED", kRunColumn);
    for (const Figure& figure : kFigures) {
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
    return text;
}

std::string RunReport::toJUnit() const
{
    std::int64_t watched = 0;
    for (const Entry& entry : runs)
        watched += entry.watch.watchedMs;
    std::string xml = fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                  "<testsuites>\n<testsuite name=\"sluice run\" tests=\"{}\" failures=\"{}\" "
                                  "time=\"{:.3f}\">\n",
        runs.size(), failed(), inSeconds(watched));
    for (const Entry& entry : runs) {
        xml += fmt::format("<testcase classname=\"sluice\" name=\"{}\" time=\"{:.3f}\">\n",
            escaped(entry.name), inSeconds(entry.watch.watchedMs));
        for (const std::string& failure : entry.failures)
            xml += fmt::format("<failure message=\"{}\"/>\n", escaped(failure));
        xml += fmt::format("<system-out>{}</system-out>\n</testcase>\n",
            escaped(fmt::format("{} stalls, {} ms stalled, playing after {} ms", entry.watch.stallCount(),
                entry.watch.stallMs(), entry.watch.startupMs)));
    }
    return xml + "</testsuite>\n</testsuites>\n";
}

Result<void> writeReport(const std::string& path, const RunReport& report)
{
    return writeReport(path, report.toJson());
}

} // namespace sluice
