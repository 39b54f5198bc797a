// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/CaptionMeasures.h"

#include <algorithm>
#include <cmath>

namespace sluice {

namespace {

constexpr int kLogoMarginPerMille = 28; // of the canvas' height: the caption's

bool isLeft(InsetCorner corner)
{
    return corner == InsetCorner::TopLeft || corner == InsetCorner::BottomLeft;
}

bool isTop(InsetCorner corner)
{
    return corner == InsetCorner::TopLeft || corner == InsetCorner::TopRight;
}

} // namespace

CaptionMeasures::CaptionMeasures(VideoSize canvas)
{
    const double scale = canvas.height / kLines;
    const auto scaled = [scale](double length) { return static_cast<int>(std::lround(length * scale)); };
    letters = std::max(8, scaled(kLetters));
    padding = scaled(kPadding);
    margin = scaled(kMargin);
    radius = kRadius * scale;
    widestText = static_cast<int>(canvas.width * kWidest) - 2 * padding;
}

VideoSize CaptionMeasures::ground(int textWidth, int textHeight) const
{
    return {(textWidth + 2 * padding + 1) & ~1, (textHeight + padding * 4 / 3 + 1) & ~1};
}

CaptionSide captionSide(const Layout& layout)
{
    const bool cameraLeft = layout.kind == LayoutKind::Both && layout.corner == InsetCorner::BottomLeft;
    return cameraLeft ? CaptionSide::Right : CaptionSide::Left;
}

Place captionPlace(VideoSize ground, CaptionSide side, VideoSize canvas)
{
    const int margin = CaptionMeasures(canvas).margin;
    const int x = side == CaptionSide::Left ? margin : canvas.width - margin - ground.width;
    return {x & ~1, (canvas.height - margin - ground.height) & ~1};
}

InsetCorner logoCorner(InsetCorner wanted, const Layout& layout)
{
    if (layout.kind != LayoutKind::Both || wanted != layout.corner)
        return wanted;
    switch (wanted) {
    case InsetCorner::TopLeft:
        return InsetCorner::TopRight;
    case InsetCorner::TopRight:
        return InsetCorner::TopLeft;
    case InsetCorner::BottomLeft:
        return InsetCorner::BottomRight;
    case InsetCorner::BottomRight:
        break;
    }
    return InsetCorner::BottomLeft;
}

VideoSize logoRoom(int percent, VideoSize canvas)
{
    return {std::max(2, canvas.width * percent / 100), std::max(2, canvas.height / 3)};
}

Place logoPlace(VideoSize logo, InsetCorner corner, VideoSize canvas, Place caption, VideoSize ground)
{
    const int margin = canvas.height * kLogoMarginPerMille / 1000;
    const int x = isLeft(corner) ? margin : canvas.width - margin - logo.width;
    int y = isTop(corner) ? margin : canvas.height - margin - logo.height;
    const bool meets = ground.width > 0 && x < caption.x + ground.width && caption.x < x + logo.width
        && y < caption.y + ground.height && caption.y < y + logo.height;
    if (meets)
        y = std::max(0, caption.y - margin / 2 - logo.height);
    return {x & ~1, y & ~1};
}

} // namespace sluice
