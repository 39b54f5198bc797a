// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/SessionGraph.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/base/Redact.h"
#include "core/metrics/SessionColumns.h"
#include "core/metrics/SessionSigns.h"
#include "core/metrics/SvgPen.h"

namespace sluice {

namespace {

constexpr double kLeft = 46;
constexpr double kRight = 52;
constexpr double kTop = 26;
constexpr double kTimes = 22; // below the plot: the axis
constexpr double kLane = 14; // and, where anything happened, its signs
constexpr double kLegendLine = 18;
constexpr double kSign = 9;
constexpr double kSignWord = 13; // from a sign to its word
constexpr int kLines = SessionColumns::kLines;

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

// The length of the time axis, s.
double spanOf(const SessionGraph& graph, const SessionRecord& session)
{
    const Duration own
        = session.samples.empty() ? milliseconds(session.report.watchedMs) : session.samples.back().at;
    return std::max(0.1, toSeconds(graph.span > Duration::zero() ? graph.span : own));
}

class Painter {
public:
    using Column = SessionColumns::Column;

    Painter(const SessionGraph& graph, const SessionRecord& session)
        : m_graph(graph)
        , m_session(session)
        , m_p(graph.colors == SessionGraph::Colors::Dark        ? kDark
                  : graph.colors == SessionGraph::Colors::Light ? kLight
                                                                : kPage)
        , m_marks(marksOf(session, graph.words))
        , m_signRows(signRows())
        , m_width(graph.width - kLeft - kRight)
        , m_lane(m_marks.empty() ? 0 : kLane)
        , m_height(std::max(
              20.0, graph.height - kTop - m_lane - kTimes - (graph.legend ? legendLines() * kLegendLine : 0)))
        , m_span(spanOf(graph, session))
        , m_columns(SessionColumns::of(session.samples, m_span, m_width))
    { }

    std::string paint()
    {
        m_pen.add(
            fmt::format("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" "
                        "height=\"{1}\" role=\"img\" font-family=\"sans-serif\" font-size=\"11\">\n",
                m_graph.width, m_graph.height));
        if (!m_graph.title.empty())
            m_pen.add(fmt::format("<title>{}</title>\n", escapedXml(m_graph.title)));
        m_pen.add(fmt::format("<rect width=\"{}\" height=\"{}\" style=\"fill:{}\"/>\n", m_graph.width,
            m_graph.height, m_p.back));
        axes();
        stalls();
        if (!m_columns.all.empty()) {
            area();
            line(&Column::arriving, m_p.arriving, 1.8, "");
            line(&Column::playing, m_p.playing, 1.4, "7 4");
            offered();
            marks(); // last, so that no line goes through their words
        } else {
            m_pen.write(kLeft + m_width / 2, kTop + m_height / 2, "middle",
                say(QT_TRANSLATE_NOOP("core", "no timeline was kept")), m_p.text);
        }
        signs();
        if (m_graph.legend)
            legend();
        m_pen.add("</svg>\n");
        return m_pen.text();
    }

private:
    double x(double at) const { return kLeft + at / m_span * m_width; }
    double levelY(double level) const
    {
        return kTop + m_height * (1 - std::min(1.0, level / (m_columns.levelStep * kLines)));
    }
    double rateY(double rate) const
    {
        return kTop + m_height * (1 - std::min(1.0, rate / (m_columns.rateStep * kLines)));
    }

    void axes()
    {
        for (int i = 0; i <= kLines; ++i) {
            const double y = levelY(i * m_columns.levelStep);
            m_pen.rule(kLeft, y, kLeft + m_width, y, m_p.line, 1, "");
            m_pen.write(
                kLeft - 6, y + 4, "end", m_graph.words.plain(i * m_columns.levelStep) + " s", m_p.text);
            m_pen.write(
                kLeft + m_width + 6, y + 4, "start", m_graph.words.plain(i * m_columns.rateStep), m_p.text);
        }
        m_pen.write(m_graph.width - 4.0, kTop - 10, "end", "Mb/s", m_p.text);
        // Full units, about eight of them.
        static constexpr auto kSteps = std::to_array<double>(
            {0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600, 7200, 14'400});
        const auto* step
            = std::ranges::find_if(kSteps, [this](double candidate) { return m_span / candidate <= 10; });
        const double each = step == kSteps.end() ? m_span / 8 : *step;
        for (int i = 0; i * each <= m_span * 1.0001; ++i) {
            const double at = i * each;
            m_pen.rule(x(at), kTop + m_height, x(at), kTop + m_height + 4, m_p.text, 1, "");
            m_pen.write(x(at), kTop + m_height + m_lane + 16, "middle",
                at >= 60 ? fmt::format("{}:{:02}", static_cast<int>(at) / 60, static_cast<int>(at) % 60)
                         : m_graph.words.plain(at) + " s",
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
            m_pen.add(fmt::format("<rect x=\"{:.1f}\" y=\"{}\" width=\"{:.1f}\" height=\"{:.1f}\" "
                                  "style=\"fill:{};fill-opacity:0.22\"/>\n",
                left, kTop, wide, m_height, m_p.stall));
            hatch(left, wide, stall.cause);
            m_causes[static_cast<std::size_t>(stall.cause)] = true;
            const std::string shorter = fmt::format("#{}", number);
            const std::string label
                = fmt::format("{} {} {}", shorter, say(stall.cause), m_graph.words.seconds(stall.durationMs));
            for (const std::string& words : {label, shorter}) {
                const double start = std::min(left, kLeft + m_width - widthOf(words));
                if (start < free)
                    continue;
                m_pen.write(start, kTop - 3, "start", words, m_p.stall);
                free = start + widthOf(words) + 6;
                break;
            }
        }
    }

    // Network /, source —, emulated dots, as in the window. No patterns: not every reader of SVG knows them.
    void hatch(double left, double wide, StallCause cause)
    {
        constexpr double kStep = 9;
        constexpr double kNarrow = 3; // too narrow to show any
        if (wide < kNarrow)
            return;
        const double right = left + wide;
        const double bottom = kTop + m_height;
        std::string path;
        const auto stroke = [&path](double x1, double y1, double x2, double y2) {
            path += fmt::format("M{:.1f} {:.1f} {:.1f} {:.1f}", x1, y1, x2, y2);
        };
        if (cause != StallCause::Network) {
            const double step = cause == StallCause::Source ? kStep * 0.67 : kStep;
            const auto lines = std::lround((bottom - kTop) / step);
            for (int i = 0; i < lines; ++i)
                stroke(left, kTop + (i + 0.5) * step, right, kTop + (i + 0.5) * step);
        } else {
            // Lines go up to the right, from the bottom's left end and from the left border above it.
            const int lines = static_cast<int>(std::ceil((right - left + m_height) / kStep));
            for (int i = 0; i < lines; ++i) {
                const double at = left - m_height + i * kStep;
                const double from = std::max(at, left);
                const double to = std::min(at + m_height, right);
                if (to > from)
                    stroke(from, bottom - (from - at), to, bottom - (to - at));
            }
        }
        m_pen.add(fmt::format("<path d=\"{}\" style=\"fill:none;stroke:{};stroke-opacity:0.55;{}\"/>\n", path,
            m_p.stall,
            cause == StallCause::Emulated ? "stroke-width:2;stroke-dasharray:2 7" : "stroke-width:1"));
    }

    void area()
    {
        std::string points;
        std::string top;
        for (const Column& c : m_columns.all) {
            const double at = x(c.at);
            if (c.levelMin < c.levelMax)
                top += fmt::format("{:.1f},{:.1f} ", at, levelY(c.levelMin));
            top += fmt::format("{:.1f},{:.1f} ", at, levelY(c.levelMax));
        }
        points = fmt::format("{:.1f},{:.1f} {}{:.1f},{:.1f}", x(m_columns.all.front().at), kTop + m_height,
            top, x(m_columns.all.back().at), kTop + m_height);
        m_pen.add(fmt::format(
            "<polygon points=\"{}\" style=\"fill:{};fill-opacity:0.28;stroke:none\"/>\n", points, m_p.level));
        m_pen.add(fmt::format(
            "<polyline points=\"{}\" style=\"fill:none;stroke:{};stroke-width:2\"/>\n", top, m_p.level));
    }

    void line(double Column::* value, std::string_view color, double width, std::string_view dashes)
    {
        std::string points;
        for (const Column& c : m_columns.all)
            points += fmt::format("{:.1f},{:.1f} ", x(c.at), rateY(c.*value));
        m_pen.add(fmt::format("<polyline points=\"{}\" style=\"fill:none;stroke:{};stroke-width:{}{}{}\"/>\n",
            points, color, width, dashes.empty() ? "" : ";stroke-dasharray:", dashes));
    }

    // What the emulated link offered, where it was limited and fits: as beads.
    void offered()
    {
        if (!m_columns.offered)
            return;
        std::string path;
        bool on = false;
        for (const Column& c : m_columns.all) {
            const bool fits = c.offered >= 0 && c.offered <= m_columns.rateStep * kLines;
            if (fits)
                path += fmt::format("{}{:.1f} {:.1f}", on ? "L" : "M", x(c.at), rateY(c.offered));
            on = fits;
        }
        m_pen.add(
            fmt::format("<path d=\"{}\" style=\"fill:none;stroke:{};{}\"/>\n", path, m_p.arriving, kBeads));
    }

    // Of several of one kind on a spot the first.
    void signs()
    {
        std::array<double, kSessionSigns> last{};
        for (const SessionMark& mark : m_marks) {
            double& before = last[static_cast<std::size_t>(mark.sign)];
            const double at = x(mark.at);
            if (mark.at > m_span || (before > 0 && at - before < kSign / 2))
                continue;
            before = at;
            m_pen.sign(at, kTop + m_height + 1 + m_lane / 2, mark.sign,
                fmt::format("{} s: {}", m_graph.words.number(mark.at, 1), redact(mark.text)), m_p.text);
        }
    }

    // A watermark is drawn where it stood, as far as it stood there.
    void mark(std::int32_t TimelineSample::* value, std::string_view name, std::string_view color,
        std::string_view dashes, double& lowestLabel)
    {
        std::size_t begin = 0;
        for (std::size_t i = 1; i <= m_columns.all.size(); ++i) {
            const std::int32_t level = m_columns.all[begin].last->*value;
            if (i < m_columns.all.size() && m_columns.all[i].last->*value == level)
                continue;
            const double y = levelY(level / 1000.0);
            if (level > 0 && level <= m_columns.levelStep * kLines * 1000)
                m_pen.rule(x(m_columns.all[begin].at), y,
                    x(m_columns.all[std::min(i, m_columns.all.size() - 1)].at), y, color, 1, dashes);
            begin = i;
        }
        const std::int32_t last = m_columns.all.back().last->*value;
        const double y = levelY(last / 1000.0) - 3;
        if (last <= 0 || last > m_columns.levelStep * kLines * 1000 || y > lowestLabel)
            return;
        const std::string label = fmt::format("{} {} s", say(name), m_graph.words.plain(last / 1000.0));
        m_pen.add(fmt::format("<rect x=\"{}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"12\" "
                              "style=\"fill:{};fill-opacity:0.8\"/>\n",
            kLeft + 3, y - 9.5, widthOf(label) + 4, m_p.back));
        m_pen.write(kLeft + 4, y, "start", label, color);
        lowestLabel = y - 11;
    }

    void marks()
    {
        double lowest = kTop + m_height;
        mark(&TimelineSample::lowLevelMs, QT_TRANSLATE_NOOP("core", "low"), m_p.low, "2 3", lowest);
        mark(&TimelineSample::startLevelMs, QT_TRANSLATE_NOOP("core", "start"), m_p.start, "6 3", lowest);
        mark(&TimelineSample::resumeLevelMs, QT_TRANSLATE_NOOP("core", "resume"), m_p.resume, "4 2 1 2",
            lowest);
        mark(&TimelineSample::targetLevelMs, QT_TRANSLATE_NOOP("core", "target"), m_p.target, "10 3", lowest);
    }

    double legendLines() const { return 1 + static_cast<double>(m_signRows.size()); }

    void legend()
    {
        double y = m_graph.height - 8.0 - (legendLines() - 1) * kLegendLine;
        double at = kLeft;
        const auto entry
            = [&](const std::string& words, std::string_view color, double width, std::string_view dashes) {
                  m_pen.rule(at, y - 4, at + 26, y - 4, color, width, dashes);
                  m_pen.write(at + 31, y, "start", words, m_p.text);
                  at += 31 + widthOf(words) + 16;
              };
        entry(say(QT_TRANSLATE_NOOP("core", "level")), m_p.level, 6, "");
        entry(say(QT_TRANSLATE_NOOP("core", "arriving")), m_p.arriving, 1.8, "");
        entry(say("playing"), m_p.playing, 1.4, "7 4");
        if (m_columns.offered)
            entry(say(QT_TRANSLATE_NOOP("core", "offered by the link")), m_p.arriving, 3, "3 5");
        bool first = true;
        for (const StallCause cause : {StallCause::Network, StallCause::Source, StallCause::Emulated}) {
            if (!m_causes[static_cast<std::size_t>(cause)])
                continue;
            const std::string stalled = say(QT_TRANSLATE_NOOP("core", "stalled: %1"));
            const std::string words = first ? Sentence::fill(stalled, {say(cause)}) : say(cause);
            stallEntry(at, y, cause, words);
            at += 17 + widthOf(words) + 16;
            first = false;
        }
        for (const auto& row : m_signRows) {
            y += kLegendLine;
            at = kLeft;
            for (const SessionSign kind : row) {
                m_pen.sign(at + 4, y - 4, kind, {}, m_p.text);
                m_pen.write(at + kSignWord, y, "start", say(shapeOf(kind).name), m_p.text);
                at += widthInLegend(kind);
            }
        }
    }

    double widthInLegend(SessionSign kind) const { return kSignWord + widthOf(say(shapeOf(kind).name)) + 14; }

    // The kinds of signs that there are, in as many lines as their names need.
    std::vector<std::vector<SessionSign>> signRows() const
    {
        std::vector<std::vector<SessionSign>> rows;
        double at = m_graph.width;
        for (std::size_t i = 0; i < kSessionSigns; ++i) {
            const auto kind = static_cast<SessionSign>(i);
            if (std::ranges::none_of(m_marks, [kind](const SessionMark& m) { return m.sign == kind; }))
                continue;
            if (at + widthInLegend(kind) > m_graph.width) {
                rows.emplace_back();
                at = kLeft;
            }
            rows.back().push_back(kind);
            at += widthInLegend(kind);
        }
        return rows;
    }

    // A small box with the hatch of its cause.
    void stallEntry(double at, double y, StallCause cause, const std::string& words)
    {
        m_pen.add(fmt::format("<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"12\" height=\"9\" "
                              "style=\"fill:{};fill-opacity:0.22\"/>\n",
            at, y - 8, m_p.stall));
        const double top = y - 8;
        const std::string path = cause == StallCause::Network
            ? fmt::format("M{:.1f} {:.1f} {:.1f} {:.1f}M{:.1f} {:.1f} {:.1f} {:.1f}", at, top + 8, at + 8,
                  top, at + 4, top + 9, at + 12, top + 1)
            : fmt::format(
                  "M{0:.1f} {1:.1f}H{3:.1f}M{0:.1f} {2:.1f}H{3:.1f}", at, top + 2.5, top + 6.5, at + 12);
        m_pen.add(fmt::format("<path d=\"{}\" style=\"fill:none;stroke:{};{}\"/>\n", path, m_p.stall,
            cause == StallCause::Emulated ? "stroke-width:2;stroke-dasharray:2 3" : "stroke-width:1"));
        m_pen.write(at + 17, y, "start", words, m_p.text);
    }

    std::string say(std::string_view english) const { return m_graph.words.of(english); }
    std::string say(StallCause cause) const { return m_graph.words.of(cause); }

    static constexpr std::string_view kBeads = "stroke-width:3;stroke-dasharray:3 5";

    const SessionGraph& m_graph;
    const SessionRecord& m_session;
    const Palette& m_p;
    const std::vector<SessionMark> m_marks;
    const std::vector<std::vector<SessionSign>> m_signRows; // of the legend
    const double m_width;
    const double m_lane; // height of the signs below the plot
    const double m_height;
    const double m_span; // s
    const SessionColumns m_columns;
    std::array<bool, 3> m_causes{};
    SvgPen m_pen;
};

} // namespace

std::string SessionGraph::svg(const SessionRecord& session) const
{
    return Painter(*this, session).paint();
}

} // namespace sluice
