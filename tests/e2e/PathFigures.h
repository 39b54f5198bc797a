// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "tests/e2e/LivePath.h"

namespace sluice::test {

// What the frames and beeps that a watcher got say about the path. All of them want at least one frame.

double meanLatencyMs(const std::vector<SeenFrame>& frames);

struct Completeness {
    bool inOrder = true; // no number ever fell
    std::size_t distinct = 0;
    std::size_t repeated = 0; // shown again
    std::size_t missing = 0; // between the first and the last
    double present() const { return double(distinct) / double(distinct + missing); }
};
Completeness completenessOf(const std::vector<SeenFrame>& frames);

// Flash minus beep of each second, ms: positive, the sound came first.
std::vector<double> flashMinusBeep(const std::vector<SeenFrame>& frames, const std::vector<WallTime>& beeps);

// How much later than half of its kind the sound came that came within `from` … `to`, by its stamps: the percentile of
// it. NAN of none.
double lateArrivalMs(const ArrivalData& arrivals, Duration from, Duration to, double percentile);

double mean(const std::vector<double>& values); // NAN of none
std::string spread(const std::vector<double>& values); // "6.0 (2.1 … 9.9) ms over 60"

// 10 s, or a minute with SLUICE_TEST_LONG.
Duration watchedLength();

} // namespace sluice::test
