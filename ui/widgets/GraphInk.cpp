// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/GraphInk.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <QPainter>

#include "ui/theme/Tokens.h"

namespace sluice::graphink {

namespace {

// Columns with ink and without, in turn.
constexpr int kWhole[] = {1};
constexpr int kDashes[] = {6, 4};
constexpr int kBeads[] = {3, 5};
constexpr int kDots[] = {2, 3};
constexpr int kShort[] = {6, 3};
constexpr int kDashDot[] = {8, 3, 2, 3};
constexpr int kLong[] = {13, 3};

std::span<const int> patternOf(Line line)
{
    switch (line) {
    case Line::Playing:
        return kDashes;
    case Line::Offered:
        return kBeads;
    case Line::Low:
        return kDots;
    case Line::Start:
        return kShort;
    case Line::Resume:
        return kDashDot;
    case Line::Target:
        return kLong;
    case Line::Arriving:
        break;
    }
    return kWhole;
}

constexpr int kHatch = 8; // device pixels: the side of Qt's patterns
constexpr float kHatchStrength = 0.42F; // of the text's colour: seen, and labels stay easy to read
constexpr double kSteep = 2; // times as high as wide

std::int64_t floored(std::int64_t value, std::int64_t by)
{
    const std::int64_t rest = value % by;
    return rest < 0 ? rest + by : rest;
}

// From one change between ink and gap to the next.
class Stroke {
public:
    Stroke(Line line, std::int64_t origin, double ratio) : m_line(line), m_origin(origin), m_ratio(ratio) { }

    void add(const QPointF& from, const QPointF& to)
    {
        const QPointF way = to - from;
        if (way.x() <= 0 || std::abs(way.y()) > std::max(kSteep * way.x(), kSteep * m_ratio)) {
            ink(from, to);
            return;
        }
        double begin = from.x();
        while (begin < to.x()) {
            const std::int64_t column = columnOf(begin);
            const double end = std::min(to.x(), (static_cast<double>(column) + 1) * m_ratio - origin());
            // Rounding may leave a piece of nothing.
            const double next = std::max(end, begin + 1e-6);
            if (inked(m_line, column))
                ink(along(from, way, begin), along(from, way, std::min(next, to.x())));
            begin = next;
        }
    }
    const QPainterPath& path() const { return m_path; }

private:
    double origin() const { return static_cast<double>(m_origin); }
    std::int64_t columnOf(double x) const
    {
        return static_cast<std::int64_t>(std::floor((x + origin()) / m_ratio + 1e-9));
    }
    static QPointF along(const QPointF& from, const QPointF& way, double x)
    {
        return {x, from.y() + way.y() * (x - from.x()) / way.x()};
    }
    void ink(const QPointF& from, const QPointF& to)
    {
        if (m_path.isEmpty() || m_path.currentPosition() != from)
            m_path.moveTo(from);
        m_path.lineTo(to);
    }

    Line m_line;
    std::int64_t m_origin;
    double m_ratio;
    QPainterPath m_path;
};

Qt::BrushStyle hatchOf(StallCause cause)
{
    switch (cause) {
    case StallCause::Source:
        return Qt::HorPattern;
    case StallCause::Emulated:
        return Qt::Dense6Pattern;
    case StallCause::Network:
        break;
    }
    return Qt::BDiagPattern;
}

} // namespace

int periodOf(Line line)
{
    int period = 0;
    for (const int columns : patternOf(line))
        period += columns;
    return period;
}

bool inked(Line line, std::int64_t column)
{
    auto at = static_cast<int>(floored(column, periodOf(line)));
    bool ink = true;
    for (const int columns : patternOf(line)) {
        if (at < columns)
            return ink;
        at -= columns;
        ink = !ink;
    }
    return ink;
}

double widthOf(Line line)
{
    switch (line) {
    case Line::Arriving:
        return 2;
    case Line::Playing:
        return 1.6;
    case Line::Offered:
        return 3;
    default:
        return 1;
    }
}

QPainterPath stroked(const QPolygonF& points, Line line, std::int64_t origin, double ratio)
{
    Stroke stroke(line, origin, ratio);
    for (qsizetype i = 1; i < points.size(); ++i)
        stroke.add(points[i - 1], points[i]);
    return stroke.path();
}

void shade(QPainter& painter, const QRectF& box, StallCause cause, const Tokens& tokens, std::int64_t origin)
{
    painter.fillRect(box, tokens.stallArea);
    QColor color = tokens.stallText;
    color.setAlphaF(kHatchStrength);
    const QPointF before = painter.brushOrigin();
    painter.setBrushOrigin(QPointF(-static_cast<double>(floored(origin, kHatch)), 0));
    painter.fillRect(box, QBrush(color, hatchOf(cause)));
    painter.setBrushOrigin(before);
}

} // namespace sluice::graphink
