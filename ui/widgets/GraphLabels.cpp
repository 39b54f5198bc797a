// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/GraphLabels.h"

#include <algorithm>
#include <array>

#include <QPainter>

#include "ui/theme/Format.h"
#include "ui/theme/Tokens.h"
#include "ui/widgets/GraphLegend.h"
#include "ui/widgets/GraphMarks.h"
#include "ui/widgets/GraphReadout.h"

namespace sluice {

namespace {
constexpr int kUnitWidth = 40 + GraphLabels::kRightMargin; // of "Mb/s" above the right axis
constexpr double kLabelShift = 5; // how far a label may leave its line
constexpr double kStallShift = 16; // and that of a stall its beginning
} // namespace

GraphLabels::GraphLabels(QPainter& painter, const Tokens& tokens, const GraphHistory& history,
    const GraphPast& past, const QRect& area)
    : m_painter(painter)
    , m_tokens(tokens)
    , m_history(history)
    , m_past(past)
    , m_area(area)
{ }

double GraphLabels::xOf(Duration at) const
{
    const GraphView& view = m_past.view();
    return m_area.right() - toMsReal(view.end - at) * m_area.width() / toMsReal(view.span);
}

double GraphLabels::yOf(double level) const
{
    return m_area.bottom() - std::min(1.0, level / m_past.scale().levelTop()) * m_area.height();
}

void GraphLabels::plate(const QRectF& box) const
{
    QColor color = m_tokens.card;
    color.setAlphaF(0.82F);
    m_painter.fillRect(box, color);
}

void GraphLabels::paintAxes(bool live, int lanes) const
{
    const GraphScale& scale = m_past.scale();
    m_painter.setPen(m_tokens.faint);
    const int height = m_painter.fontMetrics().height();
    for (int line = 0; line <= scale.lines; ++line) {
        const int y = m_area.bottom() - m_area.height() * line / scale.lines;
        const int levelDigits = scale.levelStep < 1 ? 1 : 0;
        const int rateDigits = scale.rateStep < 1 ? 1 : 0;
        m_painter.drawText(QRect(0, y - height / 2, kLeftMargin - 6, height),
            Qt::AlignRight | Qt::AlignVCenter,
            format::withUnit(format::number(line * scale.levelStep, levelDigits), QStringLiteral("s")));
        m_painter.drawText(QRect(m_area.right() + 6, y - height / 2, kRightMargin - 6, height),
            Qt::AlignLeft | Qt::AlignVCenter, format::number(line * scale.rateStep, rateDigits));
    }
    m_painter.drawText(QRect(m_area.right() + kRightMargin - kUnitWidth, 0, kUnitWidth, height - 2),
        Qt::AlignRight | Qt::AlignTop, QStringLiteral("Mb/s"));
    paintTimes(live, lanes);
}

void GraphLabels::paintTimes(bool live, int lanes) const
{
    const GraphView& view = m_past.view();
    const QRect below(
        m_area.left(), m_area.bottom() + 3 + lanes * kLane, m_area.width(), m_painter.fontMetrics().height());
    const auto text = [&](Duration before) {
        if (!live)
            return view.end < before ? QString() : graphreadout::time(view.end - before);
        return before == Duration::zero() ? tr("now") : QChar(0x2212) + graphreadout::span(before);
    };
    m_painter.drawText(below, Qt::AlignLeft, text(view.span));
    m_painter.drawText(below, Qt::AlignHCenter, text(view.span / 2));
    m_painter.drawText(below, Qt::AlignRight, text(Duration::zero()));
}

void GraphLabels::paintWatermarks() const
{
    const Tokens& t = m_tokens;
    const GraphSample& s = m_history.nearest(m_past.view().end);
    struct Label {
        float level;
        QColor color;
        QString text;
    };
    const auto text = [](const QString& name, float level) {
        return name + QLatin1Char(' ') + format::number(static_cast<double>(level), level < 0.095F ? 2 : 1);
    };
    const std::array<Label, 4> labels{Label{s.low, t.markLow, text(tr("low"), s.low)},
        Label{s.start, t.markStart, text(tr("start"), s.start)},
        Label{s.resume, t.markResume, text(tr("resume"), s.resume)},
        Label{s.target, t.markTarget, text(tr("target"), s.target)}};
    const int height = m_painter.fontMetrics().height() - 2;
    // In the middle, or where the session begins when that is later.
    const double begin = xOf(m_history.samples().front().at);
    const double wish = std::max(m_area.left() + m_area.width() * 0.49, begin + 2);
    double lowest = m_area.bottom(); // labels keep clear of the one below them
    for (const Label& label : labels) {
        if (label.level <= 0)
            continue;
        const double wanted = yOf(static_cast<double>(label.level)) - 1 - height;
        const double y = std::min(wanted, lowest - height);
        // One that would stand by another one's line says nothing, and the top belongs to the stalls.
        if (wanted - y > kLabelShift || y < m_area.top() + height)
            continue;
        const double width = m_painter.fontMetrics().horizontalAdvance(label.text) + 4;
        const QRectF box(std::min(wish, m_area.right() - width), y, width, height);
        plate(box);
        m_painter.setPen(label.color);
        m_painter.drawText(box, Qt::AlignCenter, label.text);
        lowest = y;
    }
}

void GraphLabels::paintStalls() const
{
    const int height = m_painter.fontMetrics().height();
    const GraphView& view = m_past.view();
    double free = m_area.left(); // labels are laid from the left and never overlap
    const auto& stalls = m_history.stalls();
    for (std::size_t i = m_history.firstStallAfter(view.begin()); i < stalls.size(); ++i) {
        const GraphStall& s = stalls[i];
        if (s.from > view.end)
            break;
        const double from = std::max<double>(xOf(s.from), m_area.left());
        if (from + kStallShift < free)
            continue; // where they are crowded, a label far from its stall says nothing
        const bool last = i + 1 == stalls.size() || stalls[i + 1].from > view.end;
        const double room = (last ? m_area.right() : xOf(stalls[i + 1].from)) - from;
        const QString number = QStringLiteral("#%1").arg(s.number);
        const QString length
            = s.running || s.to > view.end ? QString() : QLatin1Char(' ') + format::seconds(s.to - s.from);
        QString text = number + QLatin1Char(' ') + s.cause + length;
        double width = m_painter.fontMetrics().horizontalAdvance(text) + 6;
        if (width > room && !last) {
            text = number;
            width = m_painter.fontMetrics().horizontalAdvance(text) + 6;
        }
        const double left = std::max(free, std::min(from + 2, m_area.right() - width));
        if (left + width > m_area.right() + 1)
            continue;
        const QRectF box(left, m_area.top() + 1, width, height);
        plate(box);
        m_painter.setPen(m_tokens.stallText);
        m_painter.drawText(box, Qt::AlignCenter, text);
        free = left + width;
    }
}

void GraphLabels::paintMarks(int lanes) const
{
    const GraphView& view = m_past.view();
    const double half = graphmarks::kSize / 2;
    const auto place = [this](Duration at) { return xOf(at); };
    for (const auto& [index, x] : graphmarks::placed(m_history, view.begin(), view.end, place)) {
        const GraphMark::Kind kind = m_history.marks()[index].kind;
        // Glitches stand next to the plot, all else below them.
        const int lane = graphmarks::isGlitch(kind) ? 0 : lanes - 1;
        const double within = std::clamp(x, m_area.left() + half, m_area.right() - half);
        graphmarks::paint(
            m_painter, kind, QPointF(within, m_area.bottom() + 1 + (lane + 0.5) * kLane), m_tokens);
    }
}

void GraphLabels::paintCursor(Duration at, const QRect& all) const
{
    const GraphView& view = m_past.view();
    if (at < view.begin() || at > view.end)
        return;
    const double x = xOf(at);
    m_painter.setPen(QPen(m_tokens.strong, 1, Qt::DotLine));
    m_painter.drawLine(QPointF(x, m_area.top()), QPointF(x, m_area.bottom()));
    const Duration reach = fromSeconds(kReach * toSeconds(view.span) / std::max(1, m_area.width()));
    const graphreadout::Moment moment = graphreadout::at(m_history, at, reach);
    const QFontMetrics metrics = m_painter.fontMetrics();
    const QRect above = strip();
    QString text;
    for (const QString& part : moment.brief) {
        const QString longer = text.isEmpty() ? part : text + QStringLiteral(" · ") + part;
        if (metrics.horizontalAdvance(longer) <= above.width())
            text = longer;
    }
    m_painter.setPen(m_tokens.text);
    m_painter.drawText(above, Qt::AlignLeft | Qt::AlignVCenter, text);
    if (!moment.marks.empty())
        paintHappenings(moment.marks, x, all);
}

// What happened at the cursor, in the line of the times.
void GraphLabels::paintHappenings(const std::vector<std::size_t>& marks, double x, const QRect& all) const
{
    const QFontMetrics metrics = m_painter.fontMetrics();
    const int height = metrics.height();
    const int sign = height;
    QStringList words;
    int width = 6;
    for (const std::size_t index : marks) {
        words += m_history.marks()[index].text;
        width += sign + metrics.horizontalAdvance(words.back()) + 6;
    }
    QRect box(0, all.bottom() - height - 1, std::min(width, all.width() - 2), height + 1);
    box.moveLeft(std::clamp(static_cast<int>(x) - box.width() / 2, all.left(), all.right() - box.width()));
    m_painter.fillRect(box, m_tokens.card);
    int left = box.left() + 3;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const GraphMark& mark = m_history.marks()[marks[static_cast<std::size_t>(i)]];
        graphmarks::paint(m_painter, mark.kind, QPointF(left + sign / 2.0 - 2, box.center().y()), m_tokens);
        left += sign;
        const QRect place(left, box.top(), box.right() - left, height);
        m_painter.setPen(m_tokens.strong);
        m_painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
            metrics.elidedText(words[i], Qt::ElideRight, place.width()));
        left += metrics.horizontalAdvance(words[i]) + 6;
        if (left + sign > box.right())
            break;
    }
}

QRect GraphLabels::strip() const
{
    return {m_area.left(), 0, m_area.width() - kUnitWidth + kRightMargin, kTopMargin - 2};
}

void GraphLabels::paintLegend() const
{
    GraphLegend(m_history).paint(m_painter, strip(), m_tokens);
}

QString GraphLabels::nameOf(WatermarkBar::Mark mark)
{
    switch (mark) {
    case WatermarkBar::Low:
        return tr("low");
    case WatermarkBar::Start:
        return tr("start");
    case WatermarkBar::Resume:
        return tr("resume");
    case WatermarkBar::Target:
        break;
    }
    return tr("target");
}

QColor GraphLabels::colorOf(WatermarkBar::Mark mark) const
{
    switch (mark) {
    case WatermarkBar::Low:
        return m_tokens.markLow;
    case WatermarkBar::Start:
        return m_tokens.markStart;
    case WatermarkBar::Resume:
        return m_tokens.markResume;
    case WatermarkBar::Target:
        break;
    }
    return m_tokens.markTarget;
}

void GraphLabels::paintHandles() const
{
    const GraphSample& s = m_history.newest();
    const std::array<float, WatermarkBar::kMarks> levels{s.low, s.start, s.resume, s.target};
    m_painter.save();
    m_painter.setRenderHint(QPainter::Antialiasing);
    m_painter.setPen(Qt::NoPen);
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (levels[i] <= 0)
            continue;
        const double y = yOf(static_cast<double>(levels[i]));
        const double x = m_area.right() + 1;
        m_painter.setBrush(colorOf(static_cast<WatermarkBar::Mark>(i)));
        m_painter.drawPolygon(QPolygonF{{x, y}, {x + kHandle, y - 3.5}, {x + kHandle, y + 3.5}});
    }
    m_painter.restore();
}

QStringList GraphLabels::gripTexts(const BufferGraph::Grip& grip, bool refused)
{
    QStringList texts{nameOf(grip.mark) + QLatin1Char(' ') + format::seconds(grip.value, 2)};
    if (refused)
        texts += tr("It stays at %1.").arg(format::seconds(grip.from, 2));
    else if (grip.byKeys && grip.rule.isEmpty())
        texts += tr("Page Up and Page Down move it, Enter sets it, Esc leaves it at %1")
                     .arg(format::seconds(grip.from, 2));
    if (!grip.rule.isEmpty())
        texts += grip.rule;
    return texts;
}

void GraphLabels::paintGrip(const BufferGraph::Grip& grip, bool refused, const QRect& all) const
{
    const QColor color = grip.rule.isEmpty() ? colorOf(grip.mark) : m_tokens.bad;
    const double y = yOf(toSeconds(grip.value));
    m_painter.setPen(QPen(color, 2, refused ? Qt::DotLine : Qt::SolidLine));
    m_painter.drawLine(QPointF(m_area.left(), y), QPointF(m_area.right(), y));
    QStringList texts = gripTexts(grip, refused);
    const QFontMetrics metrics = m_painter.fontMetrics();
    m_painter.setPen(grip.rule.isEmpty() ? m_tokens.text : m_tokens.bad);
    m_painter.drawText(strip(), Qt::AlignLeft | Qt::AlignVCenter,
        metrics.elidedText(texts.takeFirst(), Qt::ElideRight, strip().width()));
    if (texts.isEmpty())
        return;
    // In as many lines as it needs; over the signs and the times, not over the plot.
    const QString text = texts.join(QLatin1Char(' '));
    const int flags = Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap;
    QRect box = metrics.boundingRect(QRect(0, 0, all.width() - 8, all.height()), flags, text);
    box.adjust(-4, -1, 4, 1);
    box.moveBottomLeft(
        {std::clamp(m_area.left(), all.left(), std::max(all.left(), all.right() - box.width())),
            all.bottom()});
    m_painter.fillRect(box, m_tokens.card);
    m_painter.drawText(box.adjusted(4, 1, -4, -1), flags, text);
}

} // namespace sluice
