// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/SessionGraph.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/base/SecondsText.h"

namespace sluice {

namespace {

constexpr double kLeft = 46;
constexpr double kRight = 52;
constexpr double kTop = 26;
constexpr double kBottom = 42;
constexpr int kLines = 4;

struct Palette {
    std::string_view back, line, text, level, arriving, playing, stall, low, start, resume, target;
};
// The window's colours (ui/theme), and variables of the same names for a page.
constexpr Palette kDark{"#171a20", "#262b34", "#aab1bd", "#2a9d8f", "#6ea8fe", "#f2c14e", "#ff8b8f",
    "#e58a48", "#5ad1a8", "#f2c14e", "#b48efe"};
constexpr Palette kLight{"#f6f7f9", "#c9ced6", "#4d535e", "#299386", "#2b5ea8", "#6c3f0a", "#96282d",
    "#8a4310", "#0a5a3a", "#6c3f0a", "#5b3fa8"};
constexpr Palette kPage{"var(--card)", "var(--line)", "var(--dim)", "var(--level)", "var(--arriving)",
    "var(--playing)", "var(--stall)", "var(--low)", "var(--start)", "var(--resume)", "var(--target)"};

// The least of 1, 2, 5 times a power of ten whose kLines-fold holds `most`.
double stepFor(double most)
{
    const double least = std::max(most, 0.1) / kLines;
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= least * 0.999)
            return factor * power;
    return 10 * power;
}

std::string shortNumber(double value)
{
    return fmt::format("{:.{}f}", value,
        value == std::floor(value)                 ? 0
            : value * 10 == std::floor(value * 10) ? 1
                                                   : 2);
}

// The samples of one column of the picture, put together.
struct Column {
    double at = 0; // s
    double levelMin = 0, levelMax = 0; // s
    double arriving = 0, playing = 0; // Mb/s, mean
    const TimelineSample* last = nullptr;
};

class Painter {
public:
    Painter(const SessionGraph& graph, const SessionRecord& session)
        : m_graph(graph)
        , m_session(session)
        , m_p(graph.colors == SessionGraph::Colors::Dark        ? kDark
                  : graph.colors == SessionGraph::Colors::Light ? kLight
                                                                : kPage)
        , m_width(graph.width - kLeft - kRight)
        , m_height(graph.height - kTop - kBottom)
    {
        const Duration own
            = session.samples.empty() ? milliseconds(session.report.watchedMs) : session.samples.back().at;
        m_span = std::max(0.1, toSeconds(graph.span > Duration::zero() ? graph.span : own));
        gather();
    }

    std::string paint()
    {
        m_out = fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
                            "height=\"{1}\" role=\"img\" font-family=\"sans-serif\" font-size=\"11\">\n",
            m_graph.width, m_graph.height);
        if (!m_graph.title.empty())
            m_out += fmt::format("<title>{}</title>\n", escapedXml(m_graph.title));
        m_out += fmt::format("<rect width=\"{}\" height=\"{}\" style=\"fill:{}\"/>\n", m_graph.width,
            m_graph.height, m_p.back);
        axes();
        stalls();
        if (!m_columns.empty()) {
            area();
            marks();
            line(&Column::playing, m_p.playing, "7 3");
            line(&Column::arriving, m_p.arriving, "");
        }
        legend();
        return m_out + "</svg>\n";
    }

private:
    double x(double at) const { return kLeft + at / m_span * m_width; }
    double levelY(double level) const
    {
        return kTop + m_height * (1 - std::min(1.0, level / (m_levelStep * kLines)));
    }
    double rateY(double rate) const
    {
        return kTop + m_height * (1 - std::min(1.0, rate / (m_rateStep * kLines)));
    }

    void gather()
    {
        int present = -1;
        int samples = 0;
        double mostLevel = 0;
        double mostRate = 0;
        double mostTarget = 0;
        for (const TimelineSample& s : m_session.samples) {
            const double at = toSeconds(s.at);
            if (at > m_span)
                break;
            const int column = static_cast<int>(x(at));
            const double level = std::max(0, s.levelMs) / 1000.0;
            const double arriving = std::max(0.0, static_cast<double>(s.arriveKbps) / 1000);
            const double playing = std::max(0.0, static_cast<double>(s.consumeKbps) / 1000);
            if (column != present) {
                m_columns.push_back({at, level, level, 0, 0, &s});
                present = column;
                samples = 0;
            }
            Column& c = m_columns.back();
            c.levelMin = std::min(c.levelMin, level);
            c.levelMax = std::max(c.levelMax, level);
            c.arriving = (c.arriving * samples + arriving) / (samples + 1);
            c.playing = (c.playing * samples + playing) / (samples + 1);
            c.last = &s;
            ++samples;
            mostLevel = std::max({mostLevel, level, s.resumeLevelMs / 1000.0});
            mostTarget = std::max(mostTarget, s.targetLevelMs / 1000.0);
        }
        for (const Column& c : m_columns)
            mostRate = std::max({mostRate, c.arriving, c.playing});
        // A target far above all that happened (half a minute, of files) would press the rest flat.
        if (mostTarget <= 2.5 * mostLevel)
            mostLevel = std::max(mostLevel, mostTarget);
        m_levelStep = stepFor(mostLevel * 1.05);
        m_rateStep = stepFor(mostRate * 1.05);
    }

    void text(double atX, double atY, std::string_view anchor, std::string_view words, std::string_view color)
    {
        m_out
            += fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\" style=\"fill:{}\">{}</text>\n",
                atX, atY, anchor, color, escapedXml(words));
    }

    void rule(double x1, double y1, double x2, double y2, std::string_view color, double width,
        std::string_view dashes)
    {
        m_out += fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" "
                             "style=\"stroke:{};stroke-width:{}{}{}\"/>\n",
            x1, y1, x2, y2, color, width, dashes.empty() ? "" : ";stroke-dasharray:", dashes);
    }

    void axes()
    {
        for (int i = 0; i <= kLines; ++i) {
            const double y = levelY(i * m_levelStep);
            rule(kLeft, y, kLeft + m_width, y, m_p.line, 1, "");
            text(kLeft - 6, y + 4, "end", shortNumber(i * m_levelStep) + " s", m_p.text);
            text(kLeft + m_width + 6, y + 4, "start", shortNumber(i * m_rateStep), m_p.text);
        }
        text(m_graph.width - 4.0, kTop - 10, "end", "Mb/s", m_p.text);
        // Full units, about eight of them.
        static constexpr auto kSteps = std::to_array<double>(
            {0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14'400});
        const auto* step
            = std::ranges::find_if(kSteps, [this](double candidate) { return m_span / candidate <= 10; });
        const double each = step == kSteps.end() ? m_span / 8 : *step;
        for (int i = 0; i * each <= m_span * 1.0001; ++i) {
            const double at = i * each;
            rule(x(at), kTop + m_height, x(at), kTop + m_height + 4, m_p.text, 1, "");
            text(x(at), kTop + m_height + 16, "middle",
                at >= 60 ? fmt::format("{}:{:02}", static_cast<int>(at) / 60, static_cast<int>(at) % 60)
                         : shortNumber(at) + " s",
                m_p.text);
        }
    }

    void stalls()
    {
        double free = kLeft;
        int number = 0;
        for (const ReportStall& stall : m_session.report.stalls) {
            ++number;
            const double from = static_cast<double>(stall.atMs) / 1000;
            const double to = std::min(m_span, from + static_cast<double>(stall.durationMs) / 1000);
            if (from >= m_span)
                break;
            const double left = x(from);
            const double wide = std::max(1.0, x(to) - left);
            m_out += fmt::format("<rect x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{:.1f}\" "
                                 "style=\"fill:{};fill-opacity:0.22\"/>\n",
                left, kTop, wide, m_height, m_p.stall);
            for (double at = left; at < left + wide; at += 6) // a hatch that needs no pattern
                rule(at, kTop + m_height, std::min(at + 5, left + wide), kTop + m_height - 8, m_p.stall, 1,
                    "");
            const std::string label
                = fmt::format("#{} {} {}", number, token(stall.cause), inSeconds(stall.durationMs));
            const std::string shorter = fmt::format("#{}", number);
            const auto widthOf
                = [](const std::string& words) { return 6.2 * static_cast<double>(words.size()); };
            for (const std::string& words : {label, shorter}) {
                const double start = std::min(left, kLeft + m_width - widthOf(words));
                if (start < free)
                    continue;
                text(start, kTop - 3, "start", words, m_p.stall);
                free = start + widthOf(words) + 6;
                break;
            }
        }
    }

    void area()
    {
        std::string points;
        std::string top;
        for (const Column& c : m_columns) {
            const double at = x(c.at);
            if (c.levelMin < c.levelMax)
                top += fmt::format("{:.1f},{:.1f} ", at, levelY(c.levelMin));
            top += fmt::format("{:.1f},{:.1f} ", at, levelY(c.levelMax));
        }
        points = fmt::format("{:.1f},{:.1f} {}{:.1f},{:.1f}", x(m_columns.front().at), kTop + m_height, top,
            x(m_columns.back().at), kTop + m_height);
        m_out += fmt::format(
            "<polygon points=\"{}\" style=\"fill:{};fill-opacity:0.28;stroke:none\"/>\n", points, m_p.level);
        m_out += fmt::format(
            "<polyline points=\"{}\" style=\"fill:none;stroke:{};stroke-width:2\"/>\n", top, m_p.level);
    }

    void line(double Column::* value, std::string_view color, std::string_view dashes)
    {
        std::string points;
        for (const Column& c : m_columns)
            points += fmt::format("{:.1f},{:.1f} ", x(c.at), rateY(c.*value));
        m_out += fmt::format("<polyline points=\"{}\" style=\"fill:none;stroke:{};stroke-width:1.3{}{}\"/>\n",
            points, color, dashes.empty() ? "" : ";stroke-dasharray:", dashes);
    }

    // A watermark is drawn where it stood, as far as it stood there.
    void mark(std::int32_t TimelineSample::* value, std::string_view name, std::string_view color,
        std::string_view dashes, double& lowestLabel)
    {
        std::size_t begin = 0;
        for (std::size_t i = 1; i <= m_columns.size(); ++i) {
            const std::int32_t level = m_columns[begin].last->*value;
            if (i < m_columns.size() && m_columns[i].last->*value == level)
                continue;
            const double y = levelY(level / 1000.0);
            if (level > 0 && level <= m_levelStep * kLines * 1000)
                rule(x(m_columns[begin].at), y, x(m_columns[std::min(i, m_columns.size() - 1)].at), y, color,
                    1, dashes);
            begin = i;
        }
        const std::int32_t last = m_columns.back().last->*value;
        const double y = levelY(last / 1000.0) - 3;
        if (last <= 0 || last > m_levelStep * kLines * 1000 || y > lowestLabel)
            return;
        text(kLeft + 4, y, "start", fmt::format("{} {} s", name, shortNumber(last / 1000.0)), color);
        lowestLabel = y - 11;
    }

    void marks()
    {
        double lowest = kTop + m_height;
        mark(&TimelineSample::lowLevelMs, "low", m_p.low, "2 3", lowest);
        mark(&TimelineSample::startLevelMs, "start", m_p.start, "6 3", lowest);
        mark(&TimelineSample::resumeLevelMs, "resume", m_p.resume, "4 2 1 2", lowest);
        mark(&TimelineSample::targetLevelMs, "target", m_p.target, "10 3", lowest);
    }

    void legend()
    {
        const double y = m_graph.height - 8.0;
        double at = kLeft;
        const auto entry
            = [&](std::string_view words, std::string_view color, double width, std::string_view dashes) {
                  rule(at, y - 4, at + 22, y - 4, color, width, dashes);
                  text(at + 27, y, "start", words, m_p.text);
                  at += 27 + 6.4 * static_cast<double>(words.size()) + 18;
              };
        entry("level", m_p.level, 6, "");
        entry("arriving", m_p.arriving, 1.5, "");
        entry("playing", m_p.playing, 1.5, "7 3");
        entry("stalled", m_p.stall, 6, "1 2");
        if (m_columns.empty())
            text(kLeft + m_width / 2, kTop + m_height / 2, "middle", "no timeline was kept", m_p.text);
    }

    const SessionGraph& m_graph;
    const SessionRecord& m_session;
    const Palette& m_p;
    const double m_width;
    const double m_height;
    double m_span = 1; // s
    double m_levelStep = 1;
    double m_rateStep = 1;
    std::vector<Column> m_columns;
    std::string m_out;
};

} // namespace

std::string SessionGraph::svg(const SessionRecord& session) const
{
    return Painter(*this, session).paint();
}

// XML 1.0 knows no control characters but three.
std::string escapedXml(std::string_view text)
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

} // namespace sluice
