// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QCoreApplication>
#include <QString>

#include "ui/widgets/GraphHistory.h"
#include "ui/widgets/GraphInk.h"

class QFontMetrics;
class QPainter;
class QRect;

namespace sluice {

// What stands above the plot: which line and which hatch is what. What a session did not have yet (an emulated link, a
// stall of some cause) is not explained.
class GraphLegend {
    Q_DECLARE_TR_FUNCTIONS(sluice::GraphLegend)
public:
    explicit GraphLegend(const GraphHistory& history);

    // From the left; entries that do not fit are left out from the end.
    void paint(QPainter& painter, const QRect& strip, const Tokens& tokens) const;
    int width(const QFontMetrics& metrics) const; // of all

private:
    struct Entry {
        enum class Kind { Level, Line, Stall } kind;
        graphink::Line line;
        StallCause cause;
        QString text;
    };
    static int widthOf(const Entry& entry, const QFontMetrics& metrics);
    static void paintSign(QPainter& painter, const Entry& entry, const QRect& box, const Tokens& tokens);

    std::vector<Entry> m_entries;
};

} // namespace sluice
