// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QFont>
#include <QRect>

#include "ui/widgets/GraphNavigator.h"
#include "ui/widgets/GraphPast.h"

class QPainter;

namespace sluice {

// What is written on the plot and beside it: axes, the names of the watermarks, the stalls. Lives for one painting.
class GraphLabels {
    Q_DECLARE_TR_FUNCTIONS(sluice::GraphLabels)
public:
    static constexpr int kLeftMargin = 38;
    static constexpr int kRightMargin = 34;
    static constexpr int kTopMargin = 20;
    static constexpr int kBottomMargin = 18;

    // `area`: where the image of `past` was painted.
    GraphLabels(QPainter& painter, const Tokens& tokens, const GraphHistory& history, const GraphPast& past,
        const QRect& area);

    void paintAxes(bool live) const; // `live`: times are counted back from now, else from the session's start
    void paintWatermarks() const;
    void paintStalls() const;

    double xOf(Duration at) const;
    double yOf(double level) const;
    // The card's colour, nearly opaque: labels keep their contrast on the area, on stalls and on lines.
    void plate(const QRectF& box) const;

private:
    void paintTimes(bool live, int height) const;

    QPainter& m_painter;
    const Tokens& m_tokens;
    const GraphHistory& m_history;
    const GraphPast& m_past;
    QRect m_area;
};

// "60 s", "10 min", "2 h"
QString graphSpanText(Duration span);
// "00:52.1", from an hour on "1:02:03"
QString graphTimeText(Duration at);

} // namespace sluice
