// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/link/BandwidthTrace.h"

// What is accepted must answer every question with finite figures that agree with each other.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    using namespace sluice;
    const auto read = BandwidthTrace::parse({reinterpret_cast<const char*>(data), size}, "fuzz");
    if (!read)
        return 0;
    const Duration period = read->period();
    if (period <= Duration(0) || !std::isfinite(read->meanKbps()) || read->meanKbps() <= 0.0)
        std::abort();
    const double round = read->bytesBetween(Duration(0), period);
    const double second = read->bytesBetween(period / 2, period / 2 + period);
    if (!std::isfinite(round) || std::abs(round - second) > 1.0 + round * 1e-9)
        std::abort();
    // Times are whole microseconds, and a thousandth of one is forgiven for floating point.
    const double slack = 2e-3 + 2e-3 * read->maxKbps() / 8000.0;
    for (const double bytes : {1.0, round / 3.0, round, round * 7.5, 1e15}) {
        const Duration from = period / 3;
        const Duration end = read->timeToCarry(from, bytes);
        if (end < from)
            std::abort();
        // Beyond a lifetime the answer is only "never".
        if (end < std::chrono::hours(24 * 365)
            && read->bytesBetween(from, end) < bytes * (1.0 - 1e-9) - slack)
            std::abort();
    }
    if (read->scaledBy(0.5).period() != period)
        std::abort();
    return 0;
}
