// SPDX-License-Identifier: GPL-3.0-or-later
// What the filters of the sound cost: processor time of a minute of 48 kHz stereo, and how far behind they are.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "core/av/SoundFilter.h"
#include "core/capture/TestTone.h"

using namespace sluice;

namespace {

constexpr AudioFormat kStereo{48000, 2};
constexpr int kSeconds = 60;

void measure(const char* name, SoundFilter::Made made)
{
    if (!made) {
        std::printf("%-20s %s\n", name, made.error().message().c_str());
        return;
    }
    std::vector<float> piece(960);
    const auto begun = std::chrono::steady_clock::now();
    for (std::int64_t n = 0; n < kSeconds * 100; ++n) {
        fillTestTone(kStereo, n * 480, piece);
        if (!(*made)->process(AudioBlock::of(kStereo, piece)))
            return;
    }
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    std::printf("%-20s %9.2f %12.1f\n", name, took.count() / kSeconds * 100,
        static_cast<double>((*made)->latency()) / 48.0);
}

} // namespace

int main()
{
    std::printf("%-20s %9s %12s\n", "filter", "core, %", "latency, ms");
    measure("noise suppression", SoundFilter::noiseSuppression(kStereo));
    measure("limiter", SoundFilter::limiter(kStereo));
    return EXIT_SUCCESS;
}
