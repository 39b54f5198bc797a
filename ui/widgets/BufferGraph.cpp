// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/BufferGraph.h"

#include <algorithm>
#include <array>

#include <QEvent>
#include <QPainter>

#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"

namespace sluice {

namespace {

constexpr Duration kKeep = BufferGraph::kSpan + seconds(2);
constexpr int kLeftMargin = 38;
constexpr int kRightMargin = 34;
constexpr int kTopMargin = 20;
constexpr int kBottomMargin = 18;
constexpr double kLabelShift = 5; // how far a label may leave its line
constexpr qint64 kDescribeEachMs = 1000;

} // namespace

BufferGraph::BufferGraph(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_history(kKeep)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Buffer, last 60 seconds"));
    m_limiter.setSingleShot(true);
    m_limiter.setInterval(1000 / kMostPerSecond);
    connect(&m_limiter, &QTimer::timeout, this, qOverload<>(&QWidget::update));
    connect(&theme, &Theme::changed, this, [this] {
        m_past.reset();
        update();
    });
    describe();
}

void BufferGraph::add(const std::vector<GraphSample>& samples)
{
    if (samples.empty())
        return;
    const bool stalled = !m_history.empty() && m_history.newest().stalled;
    m_history.add(samples);
    if (stalled != m_history.newest().stalled || !m_described.isValid()
        || m_described.elapsed() >= kDescribeEachMs)
        describe();
    if (!paused())
        scheduleUpdate();
}

void BufferGraph::clear()
{
    m_history.clear();
    if (m_frozen)
        m_frozen->clear();
    m_past.reset();
    describe();
    update();
}

void BufferGraph::setPaused(bool paused)
{
    if (paused == this->paused())
        return;
    if (paused)
        m_frozen = m_history;
    else
        m_frozen.reset();
    m_past.reset();
    update();
}

void BufferGraph::scheduleUpdate()
{
    if (isVisible() && !m_limiter.isActive())
        m_limiter.start();
}

void BufferGraph::describe()
{
    m_described.start();
    if (m_history.empty()) {
        setAccessibleDescription(tr("nothing is open"));
        return;
    }
    const GraphSample& s = m_history.newest();
    QString text = tr("%1 buffered, %2 arriving, %3 playing")
                       .arg(format::seconds(fromSeconds(static_cast<double>(s.level))),
                           format::megabits(static_cast<double>(s.arriving) * 1000),
                           format::megabits(static_cast<double>(s.playing) * 1000));
    if (s.stalled)
        text += tr(", rebuffering: %1").arg(s.cause);
    if (m_history.stallCount() > 0)
        text += tr(", %n rebuffer(s) so far", nullptr, m_history.stallCount());
    setAccessibleDescription(text);
}

// --- Geometry

QRect BufferGraph::plot() const
{
    return rect().adjusted(kLeftMargin, kTopMargin, -kRightMargin, -kBottomMargin);
}

double BufferGraph::xOf(Duration at, const QRect& area) const
{
    const GraphView& view = m_past.view();
    return area.right() - toMsReal(view.end - at) * area.width() / toMsReal(view.span);
}

double BufferGraph::yOf(double level, const QRect& area) const
{
    return area.bottom() - std::min(1.0, level / m_past.scale().levelTop()) * area.height();
}

// --- Painting

void BufferGraph::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    m_past.reset();
}

void BufferGraph::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange)
        update();
}

void BufferGraph::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    m_past.reset();
}

QFont BufferGraph::smallFont() const
{
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.78);
    return small;
}

void BufferGraph::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().card);
    const QRect area = plot();
    const double ratio = devicePixelRatioF();
    const GraphView view{shown().empty() ? Duration{} : shown().newest().at, kSpan};
    m_past.show(shown(), view, area.size() * ratio, ratio, m_theme.tokens());
    if (m_past.image().isNull())
        return;
    painter.drawImage(area, m_past.image());
    painter.setFont(smallFont());
    paintAxes(painter, area);
    if (shown().empty())
        return;
    paintMarkLabels(painter, area);
    paintStallLabels(painter, area);
}

void BufferGraph::paintAxes(QPainter& painter, const QRect& area) const
{
    const GraphScale& scale = m_past.scale();
    painter.setPen(m_theme.tokens().faint);
    const int height = painter.fontMetrics().height();
    for (int line = 0; line <= scale.lines; ++line) {
        const int y = area.bottom() - area.height() * line / scale.lines;
        const int levelDigits = scale.levelStep < 1 ? 1 : 0;
        const int rateDigits = scale.rateStep < 1 ? 1 : 0;
        painter.drawText(QRect(0, y - height / 2, kLeftMargin - 6, height), Qt::AlignRight | Qt::AlignVCenter,
            format::withUnit(format::number(line * scale.levelStep, levelDigits), QStringLiteral("s")));
        painter.drawText(QRect(area.right() + 6, y - height / 2, kRightMargin - 6, height),
            Qt::AlignLeft | Qt::AlignVCenter, format::number(line * scale.rateStep, rateDigits));
    }
    painter.drawText(QRect(area.right() - 40, 0, 40 + kRightMargin, height - 2),
        Qt::AlignRight | Qt::AlignTop, QStringLiteral("Mb/s"));
    const QRect below(area.left(), area.bottom() + 3, area.width(), height);
    const auto ago = [](int s) { return format::withUnit(format::number(-s), QStringLiteral("s")); };
    painter.drawText(below, Qt::AlignLeft, ago(60));
    painter.drawText(below, Qt::AlignHCenter, ago(30));
    painter.drawText(below, Qt::AlignRight, tr("now"));
}

void BufferGraph::plate(QPainter& painter, const QRectF& box) const
{
    // The card's colour, nearly opaque: labels keep their contrast on the area, on stalls and on lines.
    QColor color = m_theme.tokens().card;
    color.setAlphaF(0.82F);
    painter.fillRect(box, color);
}

void BufferGraph::paintMarkLabels(QPainter& painter, const QRect& area) const
{
    const Tokens& t = m_theme.tokens();
    const GraphSample& s = shown().newest();
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
    const int height = painter.fontMetrics().height() - 2;
    // In the middle, or where the session begins when that is later.
    const double begin = xOf(shown().samples().front().at, area);
    const double wish = std::max(area.left() + area.width() * 0.49, begin + 2);
    double lowest = area.bottom(); // labels keep clear of the one below them
    for (const Label& label : labels) {
        if (label.level <= 0)
            continue;
        const double wanted = yOf(static_cast<double>(label.level), area) - 1 - height;
        const double y = std::min(wanted, lowest - height);
        // One that would stand by another one's line says nothing, and the top belongs to the stalls.
        if (wanted - y > kLabelShift || y < area.top() + height)
            continue;
        const double width = painter.fontMetrics().horizontalAdvance(label.text) + 4;
        const QRectF box(std::min(wish, area.right() - width), y, width, height);
        plate(painter, box);
        painter.setPen(label.color);
        painter.drawText(box, Qt::AlignCenter, label.text);
        lowest = y;
    }
}

void BufferGraph::paintStallLabels(QPainter& painter, const QRect& area) const
{
    const auto x = [&](Duration at) { return xOf(at, area); };
    const int height = painter.fontMetrics().height();
    painter.setPen(m_theme.tokens().stallText);
    double free = area.left(); // labels are laid from the left and never overlap
    const auto& stalls = shown().stalls();
    for (std::size_t i = 0; i < stalls.size(); ++i) {
        const GraphStall& s = stalls[i];
        const double from = std::max<double>(x(s.from), area.left());
        if (x(s.to) < area.left())
            continue;
        const double room = (i + 1 < stalls.size() ? x(stalls[i + 1].from) : area.right()) - from;
        const QString number = QStringLiteral("#%1").arg(s.number);
        const QString length = s.running ? QString() : QLatin1Char(' ') + format::seconds(s.to - s.from);
        QString text = number + QLatin1Char(' ') + s.cause + length;
        double width = painter.fontMetrics().horizontalAdvance(text) + 6;
        const bool last = i + 1 == stalls.size();
        if (width > room && !last) {
            text = number;
            width = painter.fontMetrics().horizontalAdvance(text) + 6;
        }
        const double left = std::max(free, std::min(from + 2, area.right() - width));
        if (left + width > area.right() + 1)
            continue;
        const QRectF box(left, area.top() + 1, width, height);
        plate(painter, box);
        painter.setPen(m_theme.tokens().stallText);
        painter.drawText(box, Qt::AlignCenter, text);
        free = left + width;
    }
}

} // namespace sluice
