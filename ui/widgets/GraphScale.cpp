// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/GraphScale.h"

#include <algorithm>
#include <cmath>

namespace sluice {

namespace {

constexpr int kMostLines = 5;
constexpr int kFewestLines = 3;
// What was held back arrives in a burst of ten times the stream's rate: it is cut off at this many times what is played,
// for else nothing else could be read. The cursor tells it whole.
constexpr float kMostOverPlayed = 3;
// A larger scale is kept until the highest rate would fill less than this share of it.
constexpr double kKeepDownTo = 1 / 2.5;

// The smallest of 0.1, 0.2, 0.5, 1, 2, 5 … that reaches `top` in at most `lines` steps.
double niceStep(double top, int lines)
{
    double decade = 0.1;
    for (;;) {
        for (const double factor : {1.0, 2.0, 5.0}) {
            if (factor * decade * lines >= top)
                return factor * decade;
        }
        decade *= 10;
    }
}

} // namespace

GraphScale GraphScale::fitting(const GraphHistory& history, const GraphView& view, const GraphScale* before)
{
    const auto [level, most, playing] = history.peaks(view.begin(), view.end);
    const float rate = playing > 0 ? std::min(most, kMostOverPlayed * playing) : most;
    GraphScale scale;
    if (level <= 0)
        return scale;
    scale.levelStep = niceStep(static_cast<double>(level), kMostLines);
    scale.lines = std::clamp(static_cast<int>(std::ceil(static_cast<double>(level) / scale.levelStep - 0.02)),
        kFewestLines, kMostLines);
    scale.rateStep = niceStep(std::max(0.1, static_cast<double>(rate)), scale.lines);
    const bool shrinks
        = before != nullptr && scale.lines == before->lines && scale.rateStep < before->rateStep;
    if (shrinks && static_cast<double>(rate) > before->rateTop() * kKeepDownTo)
        scale.rateStep = before->rateStep;
    return scale;
}

} // namespace sluice
