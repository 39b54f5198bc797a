// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/GraphHistory.h"

namespace sluice {

// The stretch of the session that is shown.
struct GraphView {
    Duration end{}; // at the right border
    Duration span{};

    Duration begin() const { return end - span; }
    bool operator==(const GraphView&) const = default;
};

// The two vertical axes, which share their grid lines: the level at the left, rates at the right. Steps are 1, 2 or 5
// times a power of ten.
struct GraphScale {
    int lines = 4; // above zero
    double levelStep = 1; // s
    double rateStep = 1; // Mb/s

    double levelTop() const { return lines * levelStep; }
    double rateTop() const { return lines * rateStep; }
    bool operator==(const GraphScale&) const = default;

    // What holds all that `view` shows of `history`, watermarks included, but for bursts far above what is played. `before`: the one that was shown; a smaller
    // one follows it only when it is much smaller, so that nothing jumps.
    static GraphScale fitting(
        const GraphHistory& history, const GraphView& view, const GraphScale* before = nullptr);
};

} // namespace sluice
