// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QRectF>

#include "ui/widgets/GraphHistory.h"

class QPainter;

namespace sluice {

struct Tokens;

// The small signs for what happened. They differ by their shape: the colour only says it once more.
namespace graphmarks {

inline constexpr double kSize = 9; // logical pixels

void paint(QPainter& painter, GraphMark::Kind kind, const QPointF& middle, const Tokens& tokens);
bool isGlitch(GraphMark::Kind kind); // they have a lane of their own where there is room
QString name(GraphMark::Kind kind); // "speed" …

// A mark that is to be painted, and where.
struct Placed {
    std::size_t index = 0; // in GraphHistory::marks()
    double x = 0;
};
// Those whose signs stand in [left, right]; of several of one kind on the same spot the first. `x`: where a time is.
template <typename XOf>
std::vector<Placed> placed(const GraphHistory& history, Duration from, Duration to, const XOf& xOf)
{
    std::vector<Placed> result;
    std::vector<double> last(static_cast<std::size_t>(GraphMark::Kind::Step) + 1, -1e9);
    const auto& marks = history.marks();
    for (std::size_t i = history.firstMarkAt(from); i < marks.size() && marks[i].at <= to; ++i) {
        double& before = last[static_cast<std::size_t>(marks[i].kind)];
        const double x = xOf(marks[i].at);
        if (marks[i].kind == GraphMark::Kind::Stall || x - before < kSize / 2)
            continue;
        before = x;
        result.push_back({i, x});
    }
    return result;
}

} // namespace graphmarks

} // namespace sluice
