// SPDX-License-Identifier: GPL-3.0-or-later
// How the watermarks are moved on the graph.
#include <algorithm>
#include <cmath>

#include <QKeyEvent>

#include "ui/widgets/BufferGraph.h"
#include "ui/widgets/GraphLabels.h"

namespace sluice {

namespace {

using Mark = WatermarkBar::Mark;

constexpr double kNear = 4; // pixels from a line that take hold of it
constexpr int kRefusalShownMs = 5000;

} // namespace

void BufferGraph::setWatermarkCheck(WatermarkCheck check)
{
    m_check = std::move(check);
    m_refusalEnds.setSingleShot(true);
    m_refusalEnds.setInterval(kRefusalShownMs);
    connect(&m_refusalEnds, &QTimer::timeout, this, [this] {
        m_refused.reset();
        update();
    });
    update();
}

Duration BufferGraph::markValue(Mark mark) const
{
    const GraphSample& s = m_history.newest();
    const float value = mark == WatermarkBar::Low ? s.low
        : mark == WatermarkBar::Start             ? s.start
        : mark == WatermarkBar::Resume            ? s.resume
                                                  : s.target;
    // Levels are in whole milliseconds; a float is not.
    return milliseconds(std::llround(static_cast<double>(value) * 1000));
}

Duration BufferGraph::levelAt(double y) const
{
    const QRect area = plot();
    const double level = (area.bottom() - y) / std::max(1, area.height()) * m_past.scale().levelTop();
    const double steps = std::round(std::max(0.0, level) / toSeconds(kMarkStep));
    return kMarkStep * static_cast<std::int64_t>(steps);
}

std::optional<Mark> BufferGraph::markAt(const QPointF& place) const
{
    const QRect area = plot();
    if (!m_check || m_history.empty() || place.x() < area.left()
        || place.x() > area.right() + GraphLabels::kHandle + 1)
        return std::nullopt;
    std::optional<Mark> nearest;
    double least = kNear;
    for (const Mark mark :
        {WatermarkBar::Low, WatermarkBar::Start, WatermarkBar::Resume, WatermarkBar::Target}) {
        const double level = toSeconds(markValue(mark));
        const double y = area.bottom() - level / m_past.scale().levelTop() * area.height();
        const double away = std::abs(place.y() - y);
        if (level > 0 && away <= least) {
            least = away;
            nearest = mark;
        }
    }
    return nearest;
}

bool BufferGraph::gripAt(const QPointF& place)
{
    const auto mark = markAt(place);
    if (mark)
        hold(*mark, false);
    return mark.has_value();
}

void BufferGraph::hold(Mark mark, bool byKeys)
{
    m_refused.reset();
    m_cursor.reset();
    m_hover.reset();
    m_grip = Grip{mark, markValue(mark), markValue(mark), {}, byKeys};
}

void BufferGraph::moveGrip(Duration value)
{
    m_grip->value = std::max(Duration::zero(), value);
    m_grip->rule = m_grip->value == m_grip->from ? QString() : m_check(m_grip->mark, m_grip->value);
}

void BufferGraph::finishGrip(bool apply)
{
    const Grip done = *std::exchange(m_grip, std::nullopt);
    if (!apply || done.value == done.from)
        return;
    if (done.rule.isEmpty()) {
        emit watermarkRequested(done.mark, done.value);
        return;
    }
    m_refused = done;
    m_refusalEnds.start();
}

void BufferGraph::chooseGrip(bool up)
{
    int mark = up ? WatermarkBar::Low : WatermarkBar::Target;
    if (m_grip)
        mark = std::clamp<int>(m_grip->mark + (up ? 1 : -1), WatermarkBar::Low, WatermarkBar::Target);
    hold(static_cast<Mark>(mark), true);
}

bool BufferGraph::gripByKey(const QKeyEvent& event)
{
    const int key = event.key();
    if (!m_check || m_history.empty() || (m_grip && !m_grip->byKeys && key != Qt::Key_Escape))
        return false;
    if (key == Qt::Key_Up || key == Qt::Key_Down) {
        chooseGrip(key == Qt::Key_Up);
        return true;
    }
    if (!m_grip)
        return false;
    const Duration step = event.modifiers().testFlag(Qt::ShiftModifier) ? 10 * kMarkKeyStep : kMarkKeyStep;
    switch (key) {
    case Qt::Key_PageUp:
        moveGrip(m_grip->value + step);
        return true;
    case Qt::Key_PageDown:
        moveGrip(m_grip->value - step);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        finishGrip(true);
        return true;
    case Qt::Key_Escape:
        finishGrip(false);
        return true;
    default:
        return false;
    }
}

} // namespace sluice
