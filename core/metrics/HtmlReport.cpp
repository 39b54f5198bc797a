// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/HtmlReport.h"

#include <chrono>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "core/base/Redact.h"
#include "core/base/TextFile.h"
#include "core/metrics/RunReport.h"
#include "core/metrics/SessionGraph.h"
#include "core/metrics/SvgPen.h"

namespace sluice {

namespace {

// The colours are the window's own two themes.
constexpr std::string_view kStyle = R"(
:root { color-scheme: light dark; --back: #e4e5e9; --card: #f6f7f9; --line: #c9ced6; --text: #1e2023; --dim: #4d535e;
  --level: #299386; --arriving: #2b5ea8; --playing: #6c3f0a; --stall: #96282d; --low: #8a4310; --start: #0a5a3a;
  --resume: #6c3f0a; --target: #5b3fa8; }
@media screen and (prefers-color-scheme: dark) { :root { --back: #0f1115; --card: #171a20; --line: #323a47; --text: #e6e8ec;
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
@media print { :root { color-scheme: light; } body { background: none; font-size: 10pt; max-width: none; padding: 0; }
  section { border: none; padding: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  h2 { break-after: avoid; } tr, svg { break-inside: avoid; } thead { display: table-header-group; } }
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

// Everything below the heading; each part is the body of a section.
class Page {
public:
    Page(const WatchReport& report, const ReportWords& words) : m_r(report), m_w(words) { }

    std::string say(std::string_view english) const { return escapedXml(m_w.of(english)); }

    std::string figures() const
    {
        std::string out = "<table>\n";
        for (const ReportFigure& f : reportFigures())
            out += row({say(f.name), m_w.number(f.of(m_r), f.decimals)});
        out += row({say(QT_TRANSLATE_NOOP("core", "latency is")), escapedXml(m_w.of(m_r.latency.basis))});
        return out + "</table>\n";
    }

    std::string stalls() const
    {
        if (m_r.stalls.empty())
            return none();
        std::string out = head({"#", say(QT_TRANSLATE_NOOP("core", "at")),
            say(QT_TRANSLATE_NOOP("core", "for")), say(QT_TRANSLATE_NOOP("core", "cause"))});
        int number = 0;
        for (const ReportStall& stall : m_r.stalls)
            out += row({std::to_string(++number), m_w.seconds(stall.atMs), m_w.seconds(stall.durationMs),
                escapedXml(m_w.of(stall.cause))});
        return out + "</table>\n";
    }

    std::string reconnects() const
    {
        std::string out = head({say(QT_TRANSLATE_NOOP("core", "at")),
            say(QT_TRANSLATE_NOOP("core", "down for")), say(QT_TRANSLATE_NOOP("core", "why"))});
        for (const ReportReconnect& one : m_r.reconnects)
            out += row({m_w.seconds(one.atMs), m_w.seconds(one.downMs), shown(m_w.of(one.cause))});
        return out + "</table>\n";
    }

    std::string events() const
    {
        if (m_r.events.empty())
            return none();
        std::string out = head({say(QT_TRANSLATE_NOOP("core", "at")), say(QT_TRANSLATE_NOOP("core", "what")),
            say(QT_TRANSLATE_NOOP("core", "in words"))});
        for (const ReportEvent& event : m_r.events)
            out += row({m_w.seconds(event.atMs), token(event.kind),
                shown(event.sentence.empty() ? event.text : m_w.of(event.sentence))});
        return out + "</table>\n";
    }

    std::string settings() const
    {
        if (m_r.settings.empty())
            return "<p>" + say(QT_TRANSLATE_NOOP("core", "None were kept.")) + "</p>\n";
        std::string out = "<table>\n";
        for (const auto& [name, value] : m_r.settings) {
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

    std::string summary() const
    {
        if (m_r.startupMs <= 0)
            return m_w.of(QT_TRANSLATE_NOOP("core", "It never played."));
        const std::string after = m_w.seconds(m_r.startupMs);
        const std::string all = m_w.seconds(m_r.watchedMs);
        if (m_r.stalls.empty())
            return m_w.of(
                Sentence(QT_TRANSLATE_NOOP("core", "Playing after %1, no stall in %2."), {after, all}));
        const std::string stalled = m_w.seconds(m_r.stallMs());
        const std::string share = m_w.number(m_r.stalledTimeRatio() * 100, 1);
        if (m_r.stallCount() == 1)
            return m_w.of(Sentence(QT_TRANSLATE_NOOP("core", "Playing after %1, 1 stall (%2, %3 % of %4)."),
                {after, stalled, share, all}));
        return m_w.of(Sentence(QT_TRANSLATE_NOOP("core", "Playing after %1, %2 stalls (%3, %4 % of %5)."),
            {after, std::to_string(m_r.stallCount()), stalled, share, all}));
    }

private:
    std::string none() const { return "<p>" + say(QT_TRANSLATE_NOOP("core", "None.")) + "</p>\n"; }
    static std::string head(std::initializer_list<std::string_view> cells)
    {
        return "<table>\n<thead>" + row(cells, "th") + "</thead>\n";
    }

    const WatchReport& m_r;
    const ReportWords& m_w;
};

// Nothing may be loaded or run, whatever the session's texts hold.
constexpr std::string_view kPolicy
    = R"(<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">)";

} // namespace

std::string HtmlReport::text(const SessionRecord& session) const
{
    const WatchReport& r = session.report;
    const Page page(r, words);
    const std::string url = escapedXml(redactUrl(r.url));
    const std::string title
        = Sentence::fill(page.say(QT_TRANSLATE_NOOP("core", "Sluice session: %1")), {url});
    std::string out
        = fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n{}\n"
                      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n",
            escapedXml(words.language), kPolicy, title, kStyle);
    const std::string state
        = Sentence::fill(page.say(QT_TRANSLATE_NOOP("core", "state: %1")), {escapedXml(words.of(r.state))});
    out += fmt::format("<h1>{}</h1>\n<p>{}</p>\n<p class=\"dim\">{} · {} · {}{}{}</p>\n", url,
        escapedXml(page.summary()), wallText(r.startedAtEpochMs), state, escapedXml(program),
        system.empty() ? "" : " · ", escapedXml(system));
    if (r.error)
        out += fmt::format("<p class=\"bad\">{}</p>\n",
            shown(r.error->sentence.empty() ? r.error->message : words.of(r.error->sentence)));
    SessionGraph graph;
    graph.colors = SessionGraph::Colors::Page;
    graph.words = words;
    graph.title = Sentence::fill(
        words.of(QT_TRANSLATE_NOOP("core", "Buffer over the session: %1")), {page.summary()});
    out += section(page.say(QT_TRANSLATE_NOOP("core", "Buffer")), graph.svg(session));
    out += section(page.say(QT_TRANSLATE_NOOP("core", "Quality of experience")), page.figures());
    out += section(page.say(QT_TRANSLATE_NOOP("core", "Stalls")), page.stalls());
    if (!r.reconnects.empty())
        out += section(page.say(QT_TRANSLATE_NOOP("core", "Reconnects")), page.reconnects());
    out += section(page.say(QT_TRANSLATE_NOOP("core", "Events")), page.events());
    out += section(page.say(QT_TRANSLATE_NOOP("core", "Settings")), page.settings());
    return out + "</body>\n</html>\n";
}

Result<void> HtmlReport::write(const std::string& path, const SessionRecord& session) const
{
    return writeTextFile(path, text(session));
}

} // namespace sluice
