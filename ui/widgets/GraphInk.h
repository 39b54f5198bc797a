// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include <QPainterPath>
#include <QPolygonF>

#include "core/metrics/WatchState.h"

class QPainter;
class QRectF;

namespace sluice {

struct Tokens;

// What tells the lines and the shadings of the graph apart without their colours: strokes, widths, hatches. Shared by
// the plot and its legend. Everything goes by columns and rows that are counted from a fixed point, so that a plot that
// is scrolled and painted piece by piece has no seams.
namespace graphink {

enum class Line : std::uint8_t { Arriving, Playing, Offered, Low, Start, Resume, Target };

// Whether a line has ink in a column of logical pixels.
//   arriving ————————   playing ——— ——— ———   offered beads
//   low · · · · · ·     start –– –– ––        resume –– · –– ·      target ———— ————
bool inked(Line line, std::int64_t column);
int periodOf(Line line); // columns after which it repeats
double widthOf(Line line); // logical pixels

// The part of `points` that is inked. `origin`: the column at x = 0, in device pixels as the points; `ratio`: of those
// to one logical. Steep parts are always whole: they are a single column, which a gap would take away.
QPainterPath stroked(const QPolygonF& points, Line line, std::int64_t origin, double ratio);

// The shading of a stall: network /, source —, emulated dots. On `fill`, which is painted, too.
void shade(QPainter& painter, const QRectF& box, StallCause cause, const Tokens& tokens, std::int64_t origin);

} // namespace graphink

} // namespace sluice
