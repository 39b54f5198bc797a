// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/BufferGraph.h"

#include <algorithm>
#include <cmath>

#include <QEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QWheelEvent>

#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"
#include "ui/widgets/GraphLabels.h"
#include "ui/widgets/GraphReadout.h"

namespace sluice {

namespace {

constexpr qint64 kDescribeEachMs = 1000;
constexpr int kKeyPart = 10; // a key scrolls by this part of what is shown
constexpr double kWheelNotch = 120; // eighths of a degree
constexpr int kCursorParts = 200; // a key moves the cursor by this part of what is shown
constexpr double kMostBetweenMs = 1000; // a repaint may wait for a new column, but no longer

} // namespace

BufferGraph::BufferGraph(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Buffer graph"));
    m_limiter.setSingleShot(true);
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
    const bool begins = m_history.empty();
    const bool stalled = !begins && m_history.newest().stalled;
    const Duration span = m_navigator.view().span;
    m_history.add(samples);
    m_navigator.setSession(m_history.newest().at);
    if (begins || stalled != m_history.newest().stalled || !m_described.isValid()
        || m_described.elapsed() >= kDescribeEachMs)
        describe();
    if (m_navigator.view().span != span)
        emit viewChanged();
    if (m_navigator.live())
        scheduleUpdate(kMostPerSecond);
}

void BufferGraph::addMark(const GraphMark& mark)
{
    m_history.addMark(mark);
    if (mark.at <= m_navigator.view().end)
        scheduleUpdate(kMostPerSecond);
}

void BufferGraph::clear()
{
    m_history.clear();
    m_cursor.reset();
    m_grip.reset();
    m_refused.reset();
    m_navigator.clear();
    m_past.reset();
    describe();
    update();
    emit viewChanged();
}

void BufferGraph::setPaused(bool paused)
{
    m_navigator.setPaused(paused);
    moved();
}

void BufferGraph::zoomIn()
{
    m_navigator.zoom(-1);
    moved();
}

void BufferGraph::zoomOut()
{
    m_navigator.zoom(1);
    moved();
}

void BufferGraph::zoomWhole()
{
    m_navigator.zoomWhole();
    moved();
}

void BufferGraph::moved()
{
    scheduleUpdate(m_dragged || m_grip ? kMostDragged : kMostByHand);
    if (!m_dragged) // nobody listens sixty times a second
        describe();
    emit viewChanged();
}

void BufferGraph::scheduleUpdate(int mostPerSecond)
{
    if (!isVisible())
        return;
    double between = 1000.0 / mostPerSecond;
    if (m_navigator.live() && mostPerSecond == kMostPerSecond) {
        // Where a column is many samples, most of them bring nothing new.
        const double column = toMsReal(m_navigator.view().span) / std::max(1, plot().width());
        between = std::clamp(column, between, kMostBetweenMs);
    }
    const double since = m_painted.isValid() ? static_cast<double>(m_painted.elapsed()) : between;
    const int wait = static_cast<int>(std::ceil(std::max(0.0, between - since)));
    if (!m_limiter.isActive() || m_limiter.remainingTime() > wait)
        m_limiter.start(wait);
}

void BufferGraph::describe()
{
    m_described.start();
    if (m_history.empty()) {
        setAccessibleDescription(tr("nothing is open"));
        return;
    }
    if (const auto& held = m_grip ? m_grip : m_refused) {
        setAccessibleDescription(
            GraphLabels::gripTexts(*held, m_refused.has_value()).join(QStringLiteral("; ")));
        return;
    }
    if (m_cursor && !m_hover) {
        setAccessibleDescription(
            graphreadout::sentence(m_history, graphreadout::at(m_history, *m_cursor, reach())));
        return;
    }
    const GraphSample& s = m_history.newest();
    QString text = tr("%1 buffered, %2 arriving, %3 playing")
                       .arg(format::seconds(fromSeconds(static_cast<double>(s.level))),
                           format::megabits(static_cast<double>(s.arriving) * 1000),
                           format::megabits(static_cast<double>(s.playing) * 1000));
    if (s.stalled)
        text += tr(", rebuffering: %1").arg(s.cause);
    else
        text = graphreadout::state(s.state) + QStringLiteral(": ") + text;
    if (m_history.stallCount() > 0)
        text += tr(", %n rebuffer(s) so far", nullptr, m_history.stallCount());
    const GraphView& view = m_navigator.view();
    if (m_navigator.live())
        text += tr("; the last %1 are shown").arg(graphreadout::span(view.span));
    else
        text += tr("; shown from %1 to %2")
                    .arg(graphreadout::time(std::max(Duration::zero(), view.begin())),
                        graphreadout::time(view.end));
    setAccessibleDescription(text);
}

QRect BufferGraph::plot() const
{
    return rect().marginsRemoved(GraphLabels::margins(height()));
}

Duration BufferGraph::timeAt(double x) const
{
    return m_navigator.view().begin()
        + fromSeconds(toSeconds(m_navigator.view().span) * (x - plot().left()) / std::max(1, plot().width()));
}

Duration BufferGraph::reach() const
{
    return fromSeconds(
        GraphLabels::kReach * toSeconds(m_navigator.view().span) / std::max(1, plot().width()));
}

double BufferGraph::anchorOf(double x) const
{
    const QRect area = plot();
    return std::clamp((x - area.left()) / std::max(1, area.width()), 0.0, 1.0);
}

// --- Moving the view

bool BufferGraph::scrollByKey(int key)
{
    const Duration step = m_navigator.view().span / kKeyPart;
    switch (key) {
    case Qt::Key_Left:
        m_navigator.scrollBy(-step);
        break;
    case Qt::Key_Right:
        m_navigator.scrollBy(step);
        break;
    case Qt::Key_Home:
        m_navigator.toBegin();
        break;
    case Qt::Key_End:
        m_navigator.goLive();
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal: // the same key without Shift on many keyboards
        m_navigator.zoom(-1);
        break;
    case Qt::Key_Minus:
        m_navigator.zoom(1);
        break;
    case Qt::Key_0:
        m_navigator.zoomWhole();
        break;
    default:
        return false;
    }
    return true;
}

bool BufferGraph::cursorByKey(const QKeyEvent& event)
{
    const int key = event.key();
    if (key == Qt::Key_Escape && m_cursor) {
        m_cursor.reset();
        m_hover.reset();
        return true;
    }
    const bool step = event.modifiers().testFlag(Qt::ShiftModifier);
    const bool jump = event.modifiers().testFlag(Qt::ControlModifier);
    if (m_history.empty() || step == jump || (key != Qt::Key_Left && key != Qt::Key_Right))
        return false;
    const bool forward = key == Qt::Key_Right;
    const GraphView& view = m_navigator.view();
    const bool seen = m_cursor && *m_cursor >= view.begin() && *m_cursor <= view.end;
    const Duration from = seen ? *m_cursor : view.end;
    const Duration by = std::max<Duration>(milliseconds(100), view.span / kCursorParts);
    setCursorAt(jump ? nextHappening(from, forward) : forward ? from + by : from - by);
    return true;
}

// The mark or the beginning of a stall next to `from`; `from` when there is none.
Duration BufferGraph::nextHappening(Duration from, bool forward) const
{
    const auto& marks = m_history.marks();
    const auto& stalls = m_history.stalls();
    const Duration none = forward ? Duration::max() : Duration::min();
    Duration best = none;
    const std::size_t mark = m_history.firstMarkAt(forward ? from + Duration(1) : from);
    if (forward && mark < marks.size())
        best = marks[mark].at;
    if (!forward && mark > 0)
        best = marks[mark - 1].at;
    for (const GraphStall& stall : stalls) {
        if (forward && stall.from > from)
            best = std::min(best, stall.from);
        if (!forward && stall.from < from)
            best = std::max(best, stall.from);
    }
    return best == none ? from : best;
}

void BufferGraph::setCursorAt(Duration at)
{
    m_hover.reset();
    m_cursor = std::clamp(at, m_history.samples().front().at, m_history.newest().at);
    const GraphView& view = m_navigator.view();
    const Duration margin = view.span / kKeyPart;
    if (*m_cursor < view.begin())
        m_navigator.scrollTo(*m_cursor + view.span - margin);
    else if (*m_cursor > view.end)
        m_navigator.scrollTo(*m_cursor + margin);
}

void BufferGraph::keyPressEvent(QKeyEvent* event)
{
    const auto modifiers = event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier);
    if (gripByKey(*event) || cursorByKey(*event)
        || (modifiers == Qt::NoModifier && scrollByKey(event->key())))
        moved();
    else
        QWidget::keyPressEvent(event);
}

void BufferGraph::wheelEvent(QWheelEvent* event)
{
    const QPoint turned = event->angleDelta();
    const bool zooms = event->modifiers().testFlag(Qt::ControlModifier);
    const int delta = turned.y() != 0 ? turned.y() : turned.x();
    event->accept();
    if (delta == 0)
        return;
    if (!zooms) {
        m_navigator.scrollBy(
            fromSeconds(-toSeconds(m_navigator.view().span) / kKeyPart * delta / kWheelNotch));
        moved();
        return;
    }
    m_wheel += delta;
    const int notches = static_cast<int>(m_wheel / kWheelNotch);
    m_wheel -= notches * kWheelNotch;
    if (notches == 0)
        return;
    m_navigator.zoom(-notches, anchorOf(event->position().x()));
    moved();
}

void BufferGraph::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && gripAt(event->position())) {
        moved();
        return;
    }
    if (event->button() != Qt::LeftButton || !plot().contains(event->position().toPoint())) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_dragged = event->position();
    m_hover.reset();
}

void BufferGraph::mouseMoveEvent(QMouseEvent* event)
{
    if (m_grip && !m_grip->byKeys) {
        moveGrip(levelAt(event->position().y()));
        moved();
        return;
    }
    if (!m_dragged) {
        if (markAt(event->position()))
            setCursor(Qt::SizeVerCursor);
        else
            unsetCursor();
        const QRect area = plot();
        m_cursor.reset();
        m_hover.reset();
        if (event->position().x() >= area.left() && event->position().x() <= area.right() + 1)
            m_hover = event->position().x();
        scheduleUpdate(kMostByHand);
        return;
    }
    const double by = event->position().x() - m_dragged->x();
    if (std::abs(by) < 1)
        return;
    m_dragged = event->position();
    setCursor(Qt::ClosedHandCursor);
    m_navigator.scrollBy(fromSeconds(-by * toSeconds(m_navigator.view().span) / std::max(1, plot().width())));
    moved();
}

void BufferGraph::mouseReleaseEvent(QMouseEvent* event)
{
    QWidget::mouseReleaseEvent(event);
    m_dragged.reset();
    unsetCursor();
    describe();
    if (m_grip && !m_grip->byKeys) {
        finishGrip(true);
        moved();
    }
}

void BufferGraph::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    if (!m_hover)
        return;
    m_hover.reset();
    m_cursor.reset();
    update();
}

void BufferGraph::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void BufferGraph::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    if (m_grip)
        finishGrip(false);
    update();
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
    m_painted.start();
    QPainter painter(this);
    const Tokens& tokens = m_theme.tokens();
    painter.fillRect(rect(), tokens.card);
    const QRect area = plot();
    const double ratio = devicePixelRatioF();
    m_past.show(m_history, m_navigator.view(), area.size() * ratio, ratio, tokens);
    if (m_past.image().isNull())
        return;
    painter.drawImage(area, m_past.image());
    if (hasFocus()) {
        painter.setPen(tokens.focus);
        painter.drawRect(area.adjusted(-1, -1, 0, 0));
    }
    painter.setFont(smallFont());
    const GraphLabels labels(painter, tokens, m_history, m_past, area);
    const int lanes = GraphLabels::lanes(height());
    labels.paintAxes(m_navigator.live(), lanes);
    if (m_history.empty()) {
        labels.paintLegend();
        return;
    }
    labels.paintWatermarks();
    labels.paintStalls();
    labels.paintMarks(lanes);
    if (m_check)
        labels.paintHandles();
    if (const auto& held = m_grip ? m_grip : m_refused) {
        labels.paintGrip(*held, m_refused.has_value(), rect());
        return;
    }
    if (m_hover) // under a pointer that stands still, time passes
        m_cursor = std::clamp(timeAt(*m_hover), m_history.samples().front().at, m_history.newest().at);
    if (m_cursor && *m_cursor >= m_navigator.view().begin() && *m_cursor <= m_navigator.view().end)
        labels.paintCursor(*m_cursor, rect());
    else
        labels.paintLegend();
}

} // namespace sluice
