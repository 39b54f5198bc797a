// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/HtmlReport.h"

#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "core/base/Redact.h"
#include "core/base/SecondsText.h"
#include "core/base/TextFile.h"
#include "core/metrics/RunReport.h"
#include "core/metrics/SessionGraph.h"

namespace sluice {

namespace {

// The colours are the window's own two themes.
constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --back: #e4e5e9; --card: #f6f7f9; --line: #c9ced6; --text: #1e2023; --dim: #4d535e;
  --level: #299386; --arriving: #2b5ea8; --playing: #6c3f0a; --stall: #96282d; --low: #8a4310; --start: #0a5a3a;
  --resume: #6c3f0a; --target: #5b3fa8; }
@media (prefers-color-scheme: dark) { :root { --back: #0f1115; --card: #171a20; --line: #323a47; --text: #e6e8ec;
  --dim: #aab1bd; --level: #2a9d8f; --arriving: #6ea8fe; --playing: #f2c14e; --stall: #ff8b8f; --low: #e58a48;
  --start: #5ad1a8; --resume: #f2c14e; --target: #b48efe; } }
body { background: var(--back); color: var(--text); font: 15px/1.45 system-ui, sans-serif; margin: 0 auto;
  max-width: 1040px; padding: 20px; }
h1 { font-size: 22px; margin: 0 0 4px; } h2 { font-size: 16px; margin: 0 0 8px; }
p { margin: 4px 0; overflow-wrap: anywhere; } .dim { color: var(--dim); } .bad { color: var(--stall); font-weight: 600; }
section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; margin: 14px 0; padding: 14px; }
svg { display: block; height: auto; max-width: 100%; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { border-bottom: 1px solid var(--line); padding: 4px 28px 4px 0; text-align: left; vertical-align: top;
  overflow-wrap: anywhere; }
th { color: var(--dim); font-weight: 600; }
@media print { body { background: none; } section { break-inside: avoid; } }
)";

std::string shown(std::string_view text)
{
    return escapedXml(redact(text));
}

std::string wallText(std::int64_t epochMs)
{
    const std::time_t seconds = epochMs / 1000;
    std::tm parts{};
    if (epochMs < 0 || epochMs > 32'503'680'000'000 || gmtime_r(&seconds, &parts) == nullptr)
        return "—";
    return fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", parts);
}

std::string row(std::initializer_list<std::string_view> cells, std::string_view tag = "td")
{
    std::string out = "<tr>";
    for (const std::string_view cell : cells)
        out += fmt::format("<{0}>{1}</{0}>", tag, cell);
    return out + "</tr>\n";
}

std::string section(std::string_view title, const std::string& body)
{
    return fmt::format("<section>\n<h2>{}</h2>\n{}</section>\n", title, body);
}

std::string figures(const WatchReport& r)
{
    std::string out = "<table>\n";
    for (const ReportFigure& f : reportFigures())
        out += row({escapedXml(f.name), fmt::format("{:.{}f}", f.of(r), f.decimals)});
    out += row({"latency is", token(r.latency.basis)});
    return out + "</table>\n";
}

std::string stalls(const WatchReport& r)
{
    if (r.stalls.empty())
        return "<p>None.</p>\n";
    std::string out = "<table>\n" + row({"#", "at", "for", "cause"}, "th");
    int number = 0;
    for (const ReportStall& stall : r.stalls)
        out += row({std::to_string(++number), inSeconds(stall.atMs), inSeconds(stall.durationMs),
            token(stall.cause)});
    return out + "</table>\n";
}

std::string reconnects(const WatchReport& r)
{
    std::string out = "<table>\n" + row({"at", "down for", "why"}, "th");
    for (const ReportReconnect& one : r.reconnects)
        out += row({inSeconds(one.atMs), inSeconds(one.downMs), shown(one.cause)});
    return out + "</table>\n";
}

std::string events(const WatchReport& r)
{
    if (r.events.empty())
        return "<p>None.</p>\n";
    std::string out = "<table>\n" + row({"at", "what", "in words"}, "th");
    for (const ReportEvent& event : r.events)
        out += row({inSeconds(event.atMs), token(event.kind), shown(event.text)});
    return out + "</table>\n";
}

std::string settings(const WatchReport& r)
{
    if (r.settings.empty())
        return "<p>None were kept.</p>\n";
    std::string out = "<table>\n";
    for (const auto& [name, value] : r.settings) {
        const std::string text = std::visit(
            [](const auto& plain) -> std::string {
                if constexpr (std::is_same_v<std::decay_t<decltype(plain)>, std::string>)
                    return shown(plain);
                else
                    return fmt::format("{}", plain);
            },
            value);
        out += row({escapedXml(name), text});
    }
    return out + "</table>\n";
}

std::string summary(const WatchReport& r)
{
    if (r.startupMs <= 0)
        return "It never played.";
    if (r.stalls.empty())
        return fmt::format(
            "Playing after {}, no stall in {}.", inSeconds(r.startupMs), inSeconds(r.watchedMs));
    return fmt::format("Playing after {}, {} {} ({}, {:.1f} % of {}).", inSeconds(r.startupMs),
        r.stallCount(), r.stallCount() == 1 ? "stall" : "stalls", inSeconds(r.stallMs()),
        r.stalledTimeRatio() * 100, inSeconds(r.watchedMs));
}

} // namespace

std::string HtmlReport::text(const SessionRecord& session) const
{
    const WatchReport& r = session.report;
    const std::string url = escapedXml(redactUrl(r.url));
    std::string out = fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                                  "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                                  "<title>Sluice session: {}</title>\n<style>{}</style>\n</head>\n<body>\n",
        url, kStyle);
    out += fmt::format("<h1>{}</h1>\n<p>{}</p>\n<p class=\"dim\">{} · state: {} · {}{}{}</p>\n", url,
        escapedXml(summary(r)), wallText(r.startedAtEpochMs), token(r.state), escapedXml(program),
        system.empty() ? "" : " · ", escapedXml(system));
    if (r.error)
        out += fmt::format("<p class=\"bad\">{}</p>\n", shown(r.error->message));
    SessionGraph graph;
    graph.colors = SessionGraph::Colors::Page;
    graph.title = "Buffer over the session: " + summary(r);
    out += section("Buffer", graph.svg(session));
    out += section("Quality of experience", figures(r));
    out += section("Stalls", stalls(r));
    if (!r.reconnects.empty())
        out += section("Reconnects", reconnects(r));
    out += section("Events", events(r));
    out += section("Settings", settings(r));
    return out + "</body>\n</html>\n";
}

Result<void> HtmlReport::write(const std::string& path, const SessionRecord& session) const
{
    return writeTextFile(path, text(session));
}

} // namespace sluice
