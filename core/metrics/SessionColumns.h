// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/metrics/SessionRecord.h"

namespace sluice {

// A timeline put together for a picture that is `width` wide, and what its axes go up to, whatever the session's length.
struct SessionColumns {
    struct Column {
        double at = 0; // s
        double levelMin = 0, levelMax = 0; // s
        double arriving = 0, playing = 0; // Mb/s, mean
        double offered = -1; // Mb/s, the last; below 0: not limited
        const TimelineSample* last = nullptr; // of the samples that were given
    };
    static constexpr int kLines = 4; // of the grid, each a step above the one below

    // `span`: of the time axis, s; later samples are left out.
    static SessionColumns of(const std::vector<TimelineSample>& samples, double span, double width);

    std::vector<Column> all;
    bool offered = false; // the link was limited at some time
    double levelStep = 1; // s
    double rateStep = 1; // Mb/s
};

} // namespace sluice
