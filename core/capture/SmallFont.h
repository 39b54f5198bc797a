// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

#include "core/media/VideoFrame.h"

namespace sluice {

// Figures for the test picture: 0–9, colon, full stop, number sign and space, 5×7 dots each, one dot apart. Other
// characters leave a gap.
struct SmallFont {
    static constexpr int kWidth = 5;
    static constexpr int kHeight = 7;
    static constexpr int kAdvance = kWidth + 1;

    // Pixels that `text` takes at `dot` pixels per dot.
    static int widthOf(std::string_view text, int dot)
    {
        return text.empty() ? 0 : (static_cast<int>(text.size()) * kAdvance - 1) * dot;
    }
    // Paints the dots into the luma plane; what lies between them stays. The text must fit into the picture.
    static void paint(
        MutableFrame& canvas, std::string_view text, int left, int top, int dot, std::uint8_t luma);
};

} // namespace sluice
