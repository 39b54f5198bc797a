// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "core/media/AudioBlock.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// What an H.264 sequence parameter set says (ISO/IEC 14496-10, 7.3.2.1.1 and annex E). Containers such as FLV carry
// nothing else of the picture, and libavformat would have to decode some to know it.
struct H264Headers {
    VideoSize size; // cropped
    int profile = 0; // profile_idc: 66 Baseline, 77 Main, 100 High …
    FrameRate rate{0, 1}; // numerator 0: not said
    // Pictures that may be held back to bring them into order; −1: not said.
    int reorderFrames = -1;

    // Pictures come in the order they are shown.
    bool noReordering() const { return reorderFrames == 0 || profile == 66; }
};

// From extradata, length-prefixed (avcC) or Annex B. Nothing where there is no whole parameter set.
std::optional<H264Headers> parseH264Headers(std::span<const std::uint8_t> extradata);

// From an AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1). Nothing where it is damaged or leaves it to the stream.
std::optional<AudioFormat> parseAacHeaders(std::span<const std::uint8_t> extradata);

} // namespace sluice
