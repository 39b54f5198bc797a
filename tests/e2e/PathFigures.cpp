// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/e2e/PathFigures.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

#include <fmt/format.h>

namespace sluice::test {

double meanLatencyMs(const std::vector<SeenFrame>& frames)
{
    double sum = 0;
    for (const SeenFrame& f : frames)
        sum += toMsReal(f.shown - f.captured);
    return frames.empty() ? 0 : sum / static_cast<double>(frames.size());
}

Completeness completenessOf(const std::vector<SeenFrame>& frames)
{
    Completeness result;
    for (std::size_t i = 0; i < frames.size(); ++i) {
        const std::uint32_t number = frames[i].sequence;
        const std::uint32_t before = i == 0 ? number - 1 : frames[i - 1].sequence;
        if (number == before) {
            ++result.repeated;
            continue;
        }
        result.inOrder = result.inOrder && number > before;
        ++result.distinct;
        if (number > before)
            result.missing += number - before - 1;
    }
    return result;
}

std::vector<double> flashMinusBeep(const std::vector<SeenFrame>& frames, const std::vector<WallTime>& beeps)
{
    std::vector<double> offsets;
    for (std::size_t i = 1; i < frames.size(); ++i) {
        if (!frames[i].flash || frames[i - 1].flash)
            continue;
        for (const WallTime beep : beeps)
            if (std::abs(toMsReal(frames[i].shown - beep)) < 400)
                offsets.push_back(toMsReal(frames[i].shown - beep));
    }
    return offsets;
}

double lateArrivalMs(const ArrivalData& arrivals, Duration from, Duration to, double percentile)
{
    std::vector<double> all;
    std::vector<double> within;
    for (const Arrival& one : arrivals.packets) {
        if (one.stream != StreamKind::Audio)
            continue;
        all.push_back(toMsReal(one.at - one.pts.time_since_epoch()));
        if (one.at >= from && one.at <= to)
            within.push_back(all.back());
    }
    if (within.empty())
        return NAN;
    std::ranges::sort(all);
    std::ranges::sort(within);
    const auto rank = static_cast<std::size_t>(percentile / 100 * static_cast<double>(within.size() - 1));
    return within[rank] - all[all.size() / 2];
}

double mean(const std::vector<double>& values)
{
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    return values.empty() ? NAN : sum / static_cast<double>(values.size());
}

std::string spread(const std::vector<double>& values)
{
    if (values.empty())
        return "none";
    const auto [least, most] = std::ranges::minmax_element(values);
    return fmt::format("{:.1f} ({:.1f} … {:.1f}) ms over {}", mean(values), *least, *most, values.size());
}

Duration watchedLength()
{
    return std::getenv("SLUICE_TEST_LONG") != nullptr ? seconds(60) : seconds(10);
}

} // namespace sluice::test
