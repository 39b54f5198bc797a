// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QImage>

#include "ui/widgets/GraphScale.h"

class QPainter;

namespace sluice {

struct Tokens;

// The plot of what was: the level as an area, rates as lines, watermarks dashed, stalls shaded. It is kept as an image
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
    std::size_t firstSampleAt(const GraphHistory& history, int x) const;

    void paintAll(const Paint& paint);
    void scrollBy(std::int64_t columns);
    void paintColumns(const Paint& paint, int fromX);
    void paintStalls(QPainter& painter, const Paint& paint, std::size_t first) const;
    void paintLines(QPainter& painter, const Paint& paint, std::size_t first) const;
    void paintDashes(QPainter& painter, const Paint& paint, int fromX, std::size_t first) const;

    QImage m_image; // in device pixels
    GraphView m_view;
    GraphScale m_scale;
    std::int64_t m_rightColumn = 0; // what the last column shows
};

} // namespace sluice
