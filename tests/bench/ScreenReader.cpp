// SPDX-License-Identifier: GPL-3.0-or-later
// Reads raw I420 pictures of a screen from standard input and looks for Sluice's test picture on them: when it was
// first seen, and how old it was each time a new one was. For players that tell nothing about themselves.
//   bench_screen_reader WIDTH HEIGHT STARTED_EPOCH_US SECONDS
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "core/base/Clock.h"
#include "core/capture/TestPicture.h"

using namespace sluice;

namespace {

double median(std::vector<double> values)
{
    if (values.empty())
        return 0;
    std::ranges::sort(values);
    return values[values.size() / 2];
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 5)
        return 2;
    const VideoSize size{std::atoi(argv[1]), std::atoi(argv[2])};
    const WallTime started(Duration(std::atoll(argv[3])));
    const double length = std::atof(argv[4]);
    const SystemClock clock;
    const auto luma = static_cast<std::size_t>(size.width) * static_cast<std::size_t>(size.height);
    std::vector<std::uint8_t> bytes(luma * 3 / 2);
    VideoFrame frame;
    frame.size = size;
    frame.strides = {size.width, size.width / 2, size.width / 2};
    frame.planes = {bytes.data(), bytes.data() + luma, bytes.data() + luma * 5 / 4};

    std::vector<double> ages;
    double first = -1;
    std::uint32_t last = 0;
    std::uint32_t begin = 0;
    while (std::fread(bytes.data(), 1, bytes.size(), stdin) == bytes.size()) {
        const WallTime now = clock.wallNow();
        if (toSeconds(now - started) > length)
            break;
        const auto reading = readTestPicture(frame);
        if (!reading || (first >= 0 && reading->sequence == last))
            continue;
        if (first < 0) {
            first = toMsReal(now - started);
            begin = reading->sequence;
        }
        last = reading->sequence;
        ages.push_back(toMsReal(now - reading->captured));
    }
    const double seen = last > begin ? static_cast<double>(ages.size()) / (last - begin + 1) : 0;
    // The first seconds are the start's; what a viewer lives with comes after.
    if (ages.size() > 60)
        ages.erase(ages.begin(), ages.begin() + static_cast<std::ptrdiff_t>(ages.size() / 2));
    std::printf("%.0f %.0f %.0f\n", first, median(ages), seen * 100);
    return 0;
}
