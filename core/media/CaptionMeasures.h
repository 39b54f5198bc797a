// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/Layout.h"

namespace sluice {

// What lies over the picture beside the sources: a name, a line below it, and a logo. Here is where they stand and how
// large they are, for whoever draws them: the window does with Qt, a run without one does in core/publish. Pure.
struct CaptionMeasures {
    static constexpr double kLines = 720; // the rest is in lines of a canvas of so many
    static constexpr double kLetters = 19;
    static constexpr double kPadding = 14;
    static constexpr double kMargin = 20;
    static constexpr double kRadius = 10;
    static constexpr double kWidest = 2.0 / 3; // of the canvas
    static constexpr int kGroundAlpha = 160; // of 255; black

    explicit CaptionMeasures(VideoSize canvas);

    int letters = 0; // pixels
    int padding = 0;
    int margin = 0;
    double radius = 0;
    int widestText = 0;
    // The ground for lines that are together so large; even, as the canvas' colours are.
    VideoSize ground(int textWidth, int textHeight) const;
};

struct Place {
    int x = 0;
    int y = 0;
    bool operator==(const Place&) const = default;
};

enum class CaptionSide { Left, Right };
// The left one, unless the camera stands there.
CaptionSide captionSide(const Layout& layout);
Place captionPlace(VideoSize ground, CaptionSide side, VideoSize canvas);

// Where a logo stands that leaves the camera alone: in its own corner, or in the one beside it.
InsetCorner logoCorner(InsetCorner wanted, const Layout& layout);
// The largest that a logo may be: `percent` of the canvas' width, a third of its height.
VideoSize logoRoom(int percent, VideoSize canvas);
// `caption`: where the caption's ground lies, of size zero: there is none. The logo stands above it where both want
// the same place.
Place logoPlace(VideoSize logo, InsetCorner corner, VideoSize canvas, Place caption, VideoSize ground);

} // namespace sluice
