// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/GraphPast.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include <QPainter>

#include "ui/theme/Tokens.h"

namespace sluice {

namespace {

constexpr int kLeastSide = 8; // pixels
constexpr int kSeam = 4; // columns painted again, so that antialiased lines meet
constexpr int kDash = 5; // columns
constexpr int kDashPeriod = 8;

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
        || view.end < before.end;
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
    if (by >= m_image.width()) {
        paintAll(paint);
        return;
    }
    scrollBy(by);
    paintColumns(paint, static_cast<int>(std::floor(x(before.end))) - kSeam);
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

std::size_t GraphPast::firstSampleAt(const GraphHistory& history, int column) const
{
    const auto& samples = history.samples();
    const auto at = std::lower_bound(samples.begin(), samples.end(), static_cast<double>(column),
        [this](const GraphSample& s, double wanted) { return x(s.at) < wanted; });
    // One before it, so that lines enter from the left.
    const auto index = static_cast<std::size_t>(at - samples.begin());
    return index < 2 ? 0 : index - 2;
}

// --- Painting

void GraphPast::scrollBy(std::int64_t columns)
{
    m_rightColumn += columns;
    if (columns <= 0)
        return;
    const auto bytes = static_cast<std::size_t>(m_image.width() - columns) * 4;
    for (int y = 0; y < m_image.height(); ++y) {
        uchar* row = m_image.scanLine(y);
        std::memmove(row, row + columns * 4, bytes);
    }
}

void GraphPast::paintAll(const Paint& paint)
{
    m_rightColumn = columnOf(m_view.end);
    paintColumns(paint, 0);
}

void GraphPast::paintColumns(const Paint& paint, int fromX)
{
    fromX = std::max(0, fromX);
    QPainter painter(&m_image);
    const QRect columns(fromX, 0, m_image.width() - fromX, m_image.height());
    painter.setClipRect(columns);
    painter.fillRect(columns, paint.tokens.card);
    const std::size_t first = paint.history.empty() ? 0 : firstSampleAt(paint.history, fromX);
    paintStalls(painter, paint, first);
    for (int line = 0; line <= m_scale.lines; ++line)
        painter.fillRect(
            fromX, static_cast<int>(levelY(line * m_scale.levelStep)), columns.width(), 1, paint.tokens.line);
    if (paint.history.empty())
        return;
    paintLines(painter, paint, first);
    paintDashes(painter, paint, fromX, first);
}

void GraphPast::paintStalls(QPainter& painter, const Paint& paint, std::size_t first) const
{
    const auto& samples = paint.history.samples();
    for (std::size_t i = first + 1; i < samples.size(); ++i) {
        if (!samples[i].stalled)
            continue;
        const double left = x(samples[i - 1].at);
        painter.fillRect(
            QRectF(left, 0, x(samples[i].at) - left + 1, m_image.height()), paint.tokens.stallArea);
    }
}

void GraphPast::paintLines(QPainter& painter, const Paint& paint, std::size_t first) const
{
    const Tokens& t = paint.tokens;
    const auto& samples = paint.history.samples();
    QPolygonF level;
    QPolygonF arriving;
    QPolygonF playing;
    for (std::size_t i = first; i < samples.size(); ++i) {
        const GraphSample& s = samples[i];
        const double at = x(s.at);
        level << QPointF(at, levelY(static_cast<double>(s.level)));
        arriving << QPointF(at, rateY(static_cast<double>(s.arriving)));
        playing << QPointF(at, rateY(static_cast<double>(s.playing)));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    QPolygonF area = level;
    area << QPointF(level.last().x(), m_image.height()) << QPointF(level.first().x(), m_image.height());
    painter.setPen(Qt::NoPen);
    painter.setBrush(t.levelArea);
    painter.drawPolygon(area);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(t.levelLine, 2 * paint.ratio));
    painter.drawPolyline(level);
    painter.setPen(QPen(t.playing, 1.4 * paint.ratio));
    painter.drawPolyline(playing);
    painter.setPen(QPen(t.arriving, 1.4 * paint.ratio));
    painter.drawPolyline(arriving);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

// Dashes belong to absolute columns, so that they stand still against the past when it scrolls, and each shows the
// watermark of its own time.
void GraphPast::paintDashes(QPainter& painter, const Paint& paint, int fromX, std::size_t first) const
{
    const Tokens& t = paint.tokens;
    const auto& samples = paint.history.samples();
    const std::int64_t origin = m_rightColumn - m_image.width() + 1; // the column at x = 0
    const std::int64_t begin = (origin + fromX) / kDashPeriod * kDashPeriod - kDashPeriod;
    const int thick = std::max(1, static_cast<int>(paint.ratio));
    std::size_t i = first;
    for (std::int64_t column = begin; column <= m_rightColumn; column += kDashPeriod) {
        const double left = static_cast<double>(column - origin);
        while (i + 1 < samples.size() && x(samples[i + 1].at) <= left)
            ++i;
        const GraphSample& s = samples[i];
        if (left + kDash < x(samples.front().at))
            continue;
        const auto dash = [&](double y, const QColor& color, int length) {
            painter.fillRect(static_cast<int>(left), static_cast<int>(y) - thick / 2, length, thick, color);
        };
        const auto mark = [&](float level, const QColor& color) {
            if (level > 0)
                dash(levelY(static_cast<double>(level)), color, kDash);
        };
        mark(s.low, t.markLow);
        mark(s.start, t.markStart);
        mark(s.resume, t.markResume);
        mark(s.target, t.markTarget);
        if (s.offered >= 0 && static_cast<double>(s.offered) <= m_scale.rateTop())
            dash(rateY(static_cast<double>(s.offered)), t.arriving, 2);
    }
}

} // namespace sluice
