// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/GraphPast.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include <QPainter>

#include "ui/theme/Tokens.h"
#include "ui/widgets/GraphInk.h"

namespace sluice {

namespace {

constexpr int kLeastSide = 8; // pixels
constexpr int kSeam = 4; // columns painted again, so that antialiased lines meet
constexpr int kTick = 5; // pixels: the height of a sign at the top that more is offered than fits

} // namespace

void GraphPast::reset()
{
    m_image = {};
}

void GraphPast::show(const GraphHistory& history, const GraphView& view, const QSize& devicePixels,
    double ratio, const Tokens& tokens)
{
    if (devicePixels.width() < kLeastSide || devicePixels.height() < kLeastSide)
        return;
    const Paint paint{history, tokens, ratio};
    const GraphScale scale = GraphScale::fitting(history, view, m_image.isNull() ? nullptr : &m_scale);
    const GraphView before = m_view;
    const bool anew = m_image.size() != devicePixels || !(scale == m_scale) || view.span != before.span
        || history.revision() != m_revision;
    m_revision = history.revision();
    m_view = view;
    m_scale = scale;
    if (anew) {
        m_image = QImage(devicePixels, QImage::Format_RGB32);
        paintAll(paint);
        return;
    }
    if (view.end == before.end)
        return;
    const std::int64_t by = columnOf(view.end) - m_rightColumn;
    const int width = m_image.width();
    if (std::abs(by) >= width) {
        paintAll(paint);
        return;
    }
    scrollBy(by);
    if (by < 0)
        paintColumns(paint, 0, static_cast<int>(-by) + kSeam);
    else
        paintColumns(paint, static_cast<int>(std::floor(x(before.end))) - kSeam, width - 1);
}

// --- Geometry

double GraphPast::msPerColumn() const
{
    return static_cast<double>(toMs(m_view.span)) / std::max(1, m_image.width());
}

std::int64_t GraphPast::columnOf(Duration at) const
{
    return static_cast<std::int64_t>(std::floor(toMsReal(at) / msPerColumn()));
}

double GraphPast::x(Duration at) const
{
    return toMsReal(at) / msPerColumn() - static_cast<double>(m_rightColumn) + m_image.width() - 1;
}

double GraphPast::levelY(double level) const
{
    const double bottom = m_image.height() - 1;
    return bottom - std::clamp(level / m_scale.levelTop(), 0.0, 1.0) * bottom;
}

double GraphPast::rateY(double rate) const
{
    const double bottom = m_image.height() - 1;
    return bottom - std::clamp(rate / m_scale.rateTop(), 0.0, 1.0) * bottom;
}

Duration GraphPast::timeOf(double column) const
{
    const double ms = (column - m_image.width() + 1 + static_cast<double>(m_rightColumn)) * msPerColumn();
    return fromSeconds(ms / 1000);
}

GraphPast::Range GraphPast::samplesOf(const GraphHistory& history, int fromX, int toX) const
{
    const std::size_t first = history.indexAt(timeOf(fromX));
    // Nothing later than the view needs: what stands still stays the same while data come.
    const std::size_t last = history.indexAt(std::min(timeOf(toX + 1), m_view.end)) + 1;
    return {first < 2 ? 0 : first - 2, std::min(last, history.samples().size()), fromX, toX};
}

// --- Painting

void GraphPast::scrollBy(std::int64_t columns)
{
    m_rightColumn += columns;
    if (columns == 0)
        return;
    const std::int64_t by = std::abs(columns);
    const auto bytes = static_cast<std::size_t>(m_image.width() - by) * 4;
    for (int y = 0; y < m_image.height(); ++y) {
        uchar* row = m_image.scanLine(y);
        uchar* moved = row + by * 4;
        std::memmove(columns > 0 ? row : moved, columns > 0 ? moved : row, bytes);
    }
}

void GraphPast::paintAll(const Paint& paint)
{
    m_rightColumn = columnOf(m_view.end);
    paintColumns(paint, 0, m_image.width() - 1);
}

void GraphPast::paintColumns(const Paint& paint, int fromX, int toX)
{
    fromX = std::max(0, fromX);
    toX = std::min(toX, m_image.width() - 1);
    QPainter painter(&m_image);
    const QRect columns(fromX, 0, toX - fromX + 1, m_image.height());
    painter.setClipRect(columns);
    painter.fillRect(columns, paint.tokens.card);
    const Range range = samplesOf(paint.history, fromX, toX);
    paintStalls(painter, paint, range);
    for (int line = 0; line <= m_scale.lines; ++line)
        painter.fillRect(
            fromX, static_cast<int>(levelY(line * m_scale.levelStep)), columns.width(), 1, paint.tokens.line);
    if (range.first >= range.end)
        return;
    paintLines(painter, paint, range);
    paintDashes(painter, paint, range);
}

void GraphPast::paintStalls(QPainter& painter, const Paint& paint, const Range& range) const
{
    const auto& stalls = paint.history.stalls();
    const Duration end = timeOf(range.toX + 1);
    for (std::size_t i = paint.history.firstStallAfter(timeOf(range.fromX - 2)); i < stalls.size(); ++i) {
        if (stalls[i].from > end)
            break;
        const double left = x(stalls[i].from);
        // However far away, a stall can be seen.
        const QRectF box(left, 0, std::max(x(stalls[i].to) - left + 1, 2.0), m_image.height());
        graphink::shade(painter, box, stalls[i].why, paint.tokens, origin());
    }
}

namespace {

// A line whose points may be closer than columns: of each column only the lowest and the highest are kept.
class Trace {
public:
    explicit Trace(std::size_t expected) { m_points.reserve(static_cast<qsizetype>(expected)); }
    void add(double x, double y)
    {
        const double column = std::floor(x);
        if (m_count > 0 && column != m_column)
            flush();
        m_column = column;
        m_low = m_count == 0 ? y : std::min(m_low, y);
        m_high = m_count == 0 ? y : std::max(m_high, y);
        m_x = x;
        m_y = y;
        ++m_count;
    }
    const QPolygonF& points()
    {
        flush();
        return m_points;
    }

private:
    void flush()
    {
        if (m_count > 2) {
            m_points << QPointF(m_column, m_low) << QPointF(m_column, m_high);
        } else if (m_count == 2) {
            m_points << QPointF(m_x - 0.5, m_y == m_low ? m_high : m_low);
        }
        if (m_count > 0)
            m_points << QPointF(m_x, m_y);
        m_count = 0;
    }

    QPolygonF m_points;
    double m_column = 0;
    double m_low = 0;
    double m_high = 0;
    double m_x = 0;
    double m_y = 0;
    int m_count = 0;
};

} // namespace

void GraphPast::paintLines(QPainter& painter, const Paint& paint, const Range& range) const
{
    const Tokens& t = paint.tokens;
    const auto& samples = paint.history.samples();
    const std::size_t expected
        = std::min(range.end - range.first, 3 * static_cast<std::size_t>(range.toX - range.fromX + 8));
    Trace levels(expected);
    Trace arriving(expected);
    Trace playing(expected);
    for (std::size_t i = range.first; i < range.end; ++i) {
        const GraphSample& s = samples[i];
        const double at = x(s.at);
        levels.add(at, levelY(static_cast<double>(s.level)));
        arriving.add(at, rateY(static_cast<double>(s.arriving)));
        playing.add(at, rateY(static_cast<double>(s.playing)));
    }
    const QPolygonF& level = levels.points();
    painter.setRenderHint(QPainter::Antialiasing);
    QPolygonF area = level;
    area << QPointF(level.last().x(), m_image.height()) << QPointF(level.first().x(), m_image.height());
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.levelArea);
    painter.drawPolygon(area);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(t.levelLine, 2 * paint.ratio));
    painter.drawPolyline(level);
    using graphink::Line;
    painter.setPen(QPen(t.arriving, graphink::widthOf(Line::Arriving) * paint.ratio));
    painter.drawPolyline(arriving.points());
    // Over it, so that both are seen where they are the same.
    painter.setPen(
        QPen(t.playing, graphink::widthOf(Line::Playing) * paint.ratio, Qt::SolidLine, Qt::FlatCap));
    painter.drawPath(graphink::stroked(playing.points(), Line::Playing, origin(), paint.ratio));
    painter.setRenderHint(QPainter::Antialiasing, false);
}

// Dashes belong to absolute columns, so that they stand still against the past when it scrolls, and each shows the
// watermark of its own time.
void GraphPast::paintDashes(QPainter& painter, const Paint& paint, const Range& range) const
{
    using graphink::Line;
    const Tokens& t = paint.tokens;
    const auto& samples = paint.history.samples();
    const int unit = std::max(1, static_cast<int>(paint.ratio));
    std::size_t i = range.first;
    for (int column = range.fromX; column <= range.toX; ++column) {
        while (i + 1 < range.end && x(samples[i + 1].at) <= column)
            ++i;
        const GraphSample& s = samples[i];
        if (column < x(samples.front().at))
            continue;
        const std::int64_t logical = (origin() + column) / unit;
        const auto dot = [&](double y, const QColor& color, Line line) {
            const int thick = unit * static_cast<int>(graphink::widthOf(line));
            if (graphink::inked(line, logical))
                painter.fillRect(column, static_cast<int>(y) - thick / 2, 1, thick, color);
        };
        const auto mark = [&](float level, const QColor& color, Line line) {
            if (level > 0)
                dot(levelY(static_cast<double>(level)), color, line);
        };
        mark(s.low, t.markLow, Line::Low);
        mark(s.start, t.markStart, Line::Start);
        mark(s.resume, t.markResume, Line::Resume);
        mark(s.target, t.markTarget, Line::Target);
        if (s.offered < 0)
            continue;
        if (static_cast<double>(s.offered) <= m_scale.rateTop())
            dot(rateY(static_cast<double>(s.offered)), t.arriving, Line::Offered);
        else if (logical % (2LL * graphink::periodOf(Line::Offered)) == 0)
            painter.fillRect(column, 0, 1, kTick * unit, t.arriving);
    }
}

} // namespace sluice
