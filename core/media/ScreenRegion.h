// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "core/media/VideoFrame.h"

namespace sluice {

// A part of a screen, as X programs write it: "1280x720+100+50" is 1280 wide, 720 high, 100 from the left and 50 from
// the top. From 16 × 16 to 32767 × 32767 pixels.
struct ScreenRegion {
    int x = 0;
    int y = 0;
    VideoSize size;

    static std::optional<ScreenRegion> parse(std::string_view text);
    bool operator==(const ScreenRegion&) const = default;
};

} // namespace sluice
