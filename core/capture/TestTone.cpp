// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/TestTone.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace sluice {

namespace {

// The phase within a second: both frequencies have whole periods per second, so no large argument loses precision.
double sine(double hz, std::int64_t frameInSecond, int rate)
{
    return std::sin(2 * std::numbers::pi * hz * static_cast<double>(frameInSecond) / rate);
}

double beepEnvelope(double secondsIntoBeep)
{
    const double length = toSeconds(kBeepDuration), ramp = toSeconds(kBeepRamp);
    if (secondsIntoBeep >= length)
        return 0;
    const double edge = std::min({secondsIntoBeep, length - secondsIntoBeep, ramp});
    return 0.5 - 0.5 * std::cos(std::numbers::pi * edge / ramp);
}

} // namespace

void fillTestTone(AudioFormat format, std::int64_t first, std::span<float> out)
{
    const auto channels = static_cast<std::size_t>(format.channels);
    for (std::size_t i = 0; i * channels < out.size(); ++i) {
        std::int64_t frame = (first + static_cast<std::int64_t>(i)) % format.rate;
        if (frame < 0)
            frame += format.rate; // before the epoch
        double value = kBedLevel * sine(kBedHz, frame, format.rate);
        const double envelope = beepEnvelope(static_cast<double>(frame) / format.rate);
        if (envelope > 0)
            value += kBeepLevel * envelope * sine(kBeepHz, frame, format.rate);
        for (std::size_t c = 0; c < channels; ++c)
            out[i * channels + c] = static_cast<float>(value);
    }
}

} // namespace sluice
