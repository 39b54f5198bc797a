// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "core/av/CodecHeaders.h"
#include "core/av/SeiStamp.h"

// What a stream says of itself, byte by byte. Whatever is believed must be usable.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::span<const std::uint8_t> bytes(data, size);
    if (const auto video = sluice::parseH264Headers(bytes)) {
        if (video->size.width <= 0 || video->size.height <= 0 || video->rate.denominator <= 0
            || video->rate.numerator < 0 || video->reorderFrames < -1 || video->reorderFrames > 16)
            std::abort();
        static_cast<void>(video->noReordering());
    }
    if (const auto audio = sluice::parseAacHeaders(bytes))
        if (audio->rate <= 0 || audio->channels <= 0)
            std::abort();
    if (const auto stamp = sluice::decodeSeiStamp(bytes))
        if (sluice::decodeSeiStamp(sluice::encodeSeiStamp(*stamp)) != stamp)
            std::abort();
    return 0;
}
