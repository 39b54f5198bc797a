// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QMargins>
#include <QRect>

#include "ui/widgets/BufferGraph.h"
#include "ui/widgets/GraphNavigator.h"
#include "ui/widgets/GraphPast.h"

class QPainter;

namespace sluice {

// What is written on the plot and beside it: axes, the names of the watermarks, the stalls, the signs of
// what happened, the values at the cursor. Lives for one painting.
class GraphLabels {
    Q_DECLARE_TR_FUNCTIONS(sluice::GraphLabels)
public:
    static constexpr int kLeftMargin = 38;
    static constexpr int kRightMargin = 34;
    static constexpr int kTopMargin = 20;
    static constexpr int kTimesHeight = 18;
    static constexpr int kLane = 12; // of signs, under the plot
    // Low graphs have one lane for all.
    static int lanes(int height) { return height >= 150 ? 2 : 1; }
    static QMargins margins(int height)
    {
        return {kLeftMargin, kTopMargin, kRightMargin, kTimesHeight + lanes(height) * kLane};
    }

    // `area`: where the image of `past` was painted.
    GraphLabels(QPainter& painter, const Tokens& tokens, const GraphHistory& history, const GraphPast& past,
        const QRect& area);

    void paintAxes(
        bool live, int lanes) const; // `live`: times are counted back from now, else from the session's start
    void paintWatermarks() const;
    void paintStalls() const;
    void paintMarks(int lanes) const;
    // Above the plot, where the values at the cursor stand while there is one.
    void paintLegend() const;
    // A line through the plot; what is known of that moment stands above it and what happened then below it, so that
    // nothing of the plot is covered.
    void paintCursor(Duration at, const QRect& all) const;
    static constexpr int kHandle = 5; // pixels right of the plot
    void paintHandles() const; // where the watermarks in force can be taken hold of
    // The line that is moved; its value stands above the plot, the rule or the keys below it.
    void paintGrip(const BufferGraph::Grip& grip, bool refused, const QRect& all) const;
    static QStringList gripTexts(const BufferGraph::Grip& grip, bool refused);
    static constexpr double kReach = 5; // pixels from the cursor to the signs that are told

    double xOf(Duration at) const;
    double yOf(double level) const;
    // The card's colour, nearly opaque: labels keep their contrast on the area, on stalls and on lines.
    void plate(const QRectF& box) const;

private:
    static QString nameOf(WatermarkBar::Mark mark);
    QColor colorOf(WatermarkBar::Mark mark) const;
    void paintTimes(bool live, int lanes) const;
    QRect strip() const; // above the plot
    void paintHappenings(const std::vector<std::size_t>& marks, double x, const QRect& all) const;

    QPainter& m_painter;
    const Tokens& m_tokens;
    const GraphHistory& m_history;
    const GraphPast& m_past;
    QRect m_area;
};

} // namespace sluice
