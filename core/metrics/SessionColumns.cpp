// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/SessionColumns.h"

#include <algorithm>
#include <cmath>

namespace sluice {

namespace {

// The least of 1, 2, 5 times a power of ten whose kLines-fold holds `most`.
double stepFor(double most)
{
    const double least = std::max(most, 0.1) / SessionColumns::kLines;
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= least * 0.999)
            return factor * power;
    return 10 * power;
}

double megabits(float kbps)
{
    return std::max(0.0, static_cast<double>(kbps) / 1000);
}

void chooseSteps(SessionColumns& columns, double mostLevel, double mostTarget)
{
    double mostRate = 0;
    double mostPlaying = 0;
    for (const SessionColumns::Column& c : columns.all) {
        mostRate = std::max({mostRate, c.arriving, c.playing});
        mostPlaying = std::max(mostPlaying, c.playing);
    }
    // What was held back arrives in a burst that would press the rest flat, too.
    if (mostPlaying > 0)
        mostRate = std::min(mostRate, 3 * mostPlaying);
    // A target far above all that happened (half a minute, of files) would press the rest flat.
    if (mostTarget <= 2.5 * mostLevel)
        mostLevel = std::max(mostLevel, mostTarget);
    columns.levelStep = stepFor(mostLevel * 1.05);
    columns.rateStep = stepFor(mostRate * 1.05);
}

} // namespace

SessionColumns SessionColumns::of(const std::vector<TimelineSample>& samples, double span, double width)
{
    SessionColumns out;
    int present = -1;
    int count = 0;
    double mostLevel = 0;
    double mostTarget = 0;
    for (const TimelineSample& s : samples) {
        const double at = toSeconds(s.at);
        if (at > span)
            break;
        const int column = static_cast<int>(at / span * width);
        const double level = std::max(0, s.levelMs) / 1000.0;
        if (column != present) {
            out.all.push_back({at, level, level, 0, 0, -1, &s});
            present = column;
            count = 0;
        }
        Column& c = out.all.back();
        c.levelMin = std::min(c.levelMin, level);
        c.levelMax = std::max(c.levelMax, level);
        c.arriving = (c.arriving * count + megabits(s.arriveKbps)) / (count + 1);
        c.playing = (c.playing * count + megabits(s.consumeKbps)) / (count + 1);
        c.offered = static_cast<double>(s.offeredKbps) / 1000;
        c.last = &s;
        out.offered |= c.offered >= 0;
        ++count;
        mostLevel = std::max({mostLevel, level, s.resumeLevelMs / 1000.0});
        mostTarget = std::max(mostTarget, s.targetLevelMs / 1000.0);
    }
    chooseSteps(out, mostLevel, mostTarget);
    return out;
}

} // namespace sluice
