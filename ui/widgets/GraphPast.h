// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QImage>

#include "ui/widgets/GraphScale.h"

class QPainter;

namespace sluice {

struct Tokens;

// The plot of what was: the level as an area, rates as lines, watermarks dashed, stalls hatched by their cause (GraphInk
// has what tells them apart without colours). It is kept as an image
// that is scrolled while the view moves on, and only the new columns are painted, because painting all of it with
// antialiasing costs a quarter of a core at 15 pictures a second. Knows no widget and writes no words.
class GraphPast {
public:
    // Brings the image up to date. All is painted again when the size, the span, the scale or the tokens change, or
    // when the view moves back. `ratio`: device pixels to one logical.
    void show(const GraphHistory& history, const GraphView& view, const QSize& devicePixels, double ratio,
        const Tokens& tokens);
    void reset(); // all is painted next time

    const QImage& image() const { return m_image; } // empty before show(), or when there is no room
    const GraphScale& scale() const { return m_scale; }
    const GraphView& view() const { return m_view; }

private:
    // What one painting needs to know.
    struct Paint {
        const GraphHistory& history;
        const Tokens& tokens;
        double ratio;
    };

    double msPerColumn() const;
    std::int64_t columnOf(Duration at) const; // counted from the session's start
    double x(Duration at) const;
    double levelY(double level) const;
    double rateY(double rate) const;
    // Those that the columns [fromX, toX] need, with a neighbour at each side, so that lines go on over the borders.
    struct Range {
        std::size_t first = 0;
        std::size_t end = 0;
        int fromX = 0;
        int toX = 0;
    };
    Range samplesOf(const GraphHistory& history, int fromX, int toX) const;
    Duration timeOf(double x) const;
    std::int64_t origin() const { return m_rightColumn - m_image.width() + 1; } // the column at x = 0

    void paintAll(const Paint& paint);
    void scrollBy(std::int64_t columns);
    void paintColumns(const Paint& paint, int fromX, int toX);
    void paintStalls(QPainter& painter, const Paint& paint, const Range& range) const;
    void paintLines(QPainter& painter, const Paint& paint, const Range& range) const;
    void paintDashes(QPainter& painter, const Paint& paint, const Range& range) const;

    QImage m_image; // in device pixels
    GraphView m_view;
    GraphScale m_scale;
    std::int64_t m_rightColumn = 0; // what the last column shows
    int m_revision = 0; // of the history that was painted
};

} // namespace sluice
