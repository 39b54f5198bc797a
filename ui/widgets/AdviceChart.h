// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QWidget>

#include "core/base/Time.h"

namespace sluice {

class Theme;

// What each start level would have given: the time without media as hatched bars, the time until playing as a line
// with dots, both in seconds against the start level. Shapes tell the two apart, not only colours.
class AdviceChart : public QWidget {
    Q_OBJECT
public:
    struct Point {
        Duration level{}; // start level
        bool played = false;
        Duration startDelay{};
        Duration stallTime{};
    };

    explicit AdviceChart(const Theme& theme, QWidget* parent = nullptr);

    // `present`: the one in force; `chosen`: the one that is talked about. Indices into `points`.
    void setPoints(std::vector<Point> points, int present, int chosen);
    void setChosen(int chosen);
    QSize sizeHint() const override { return {620, 210}; }
    QSize minimumSizeHint() const override { return {320, 150}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    double top() const; // s
    QFont smallFont() const;
    QRect plot() const;
    void paintAxes(QPainter& painter, const QRect& area) const;
    void paintPoints(QPainter& painter, const QRect& area) const;
    void paintLegend(QPainter& painter) const;

    const Theme& m_theme;
    std::vector<Point> m_points;
    int m_present = -1;
    int m_chosen = -1;
};

} // namespace sluice
