// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/Result.h"

namespace sluice {

// One line of text as it covers the pixels, 0…255, row by row, drawn by libavfilter with the fonts that fontconfig
// knows. The text begins at the left edge.
struct TextPicture {
    int width = 0; // of the text, with as much room behind it as before it
    int stride = 0; // of `cover`; not less than `width`
    int height = 0;
    std::vector<std::uint8_t> cover;
};

// `letters`: the font's size in pixels. A text wider than `widest` ends with an ellipsis. What the first font lacks is
// looked for in one that has all of it. Takes tenths of a second. Error: BadArgument, where the linked FFmpeg draws
// no text, or has no font to.
Result<TextPicture> drawTextLine(const std::string& text, bool bold, int letters, int widest);

} // namespace sluice
