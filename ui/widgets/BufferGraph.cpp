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

namespace sluice {

namespace {

constexpr qint64 kDescribeEachMs = 1000;
constexpr int kKeyPart = 10; // a key scrolls by this part of what is shown
constexpr double kWheelNotch = 120; // eighths of a degree
constexpr double kMostBetweenMs = 1000; // a repaint may wait for a new column, but no longer

} // namespace

BufferGraph::BufferGraph(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setAttribute(Qt::WA_OpaquePaintEvent);
    setFocusPolicy(Qt::StrongFocus);
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
    const bool stalled = !m_history.empty() && m_history.newest().stalled;
    const Duration span = m_navigator.view().span;
    m_history.add(samples);
    m_navigator.setSession(m_history.newest().at);
    if (stalled != m_history.newest().stalled || !m_described.isValid()
        || m_described.elapsed() >= kDescribeEachMs)
        describe();
    if (m_navigator.view().span != span)
        emit viewChanged();
    if (m_navigator.live())
        scheduleUpdate(kMostPerSecond);
}

void BufferGraph::clear()
{
    m_history.clear();
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
    scheduleUpdate(m_dragged ? kMostDragged : kMostPerSecond);
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
    const GraphSample& s = m_history.newest();
    QString text = tr("%1 buffered, %2 arriving, %3 playing")
                       .arg(format::seconds(fromSeconds(static_cast<double>(s.level))),
                           format::megabits(static_cast<double>(s.arriving) * 1000),
                           format::megabits(static_cast<double>(s.playing) * 1000));
    if (s.stalled)
        text += tr(", rebuffering: %1").arg(s.cause);
    if (m_history.stallCount() > 0)
        text += tr(", %n rebuffer(s) so far", nullptr, m_history.stallCount());
    const GraphView& view = m_navigator.view();
    if (m_navigator.live())
        text += tr("; the last %1 are shown").arg(graphSpanText(view.span));
    else
        text += tr("; shown from %1 to %2")
                    .arg(graphTimeText(std::max(Duration::zero(), view.begin())), graphTimeText(view.end));
    setAccessibleDescription(text);
}

QRect BufferGraph::plot() const
{
    return rect().adjusted(GraphLabels::kLeftMargin, GraphLabels::kTopMargin, -GraphLabels::kRightMargin,
        -GraphLabels::kBottomMargin);
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

void BufferGraph::keyPressEvent(QKeyEvent* event)
{
    const auto modifiers = event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier);
    if (modifiers == Qt::NoModifier && scrollByKey(event->key()))
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
    if (event->button() != Qt::LeftButton || !plot().contains(event->position().toPoint())) {
        QWidget::mousePressEvent(event);
        return;
    }
    m_dragged = event->position();
}

void BufferGraph::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_dragged)
        return;
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
    labels.paintAxes(m_navigator.live());
    if (m_history.empty())
        return;
    labels.paintWatermarks();
    labels.paintStalls();
}

} // namespace sluice
