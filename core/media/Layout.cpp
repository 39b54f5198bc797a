// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/Layout.h"

#include <algorithm>
#include <array>

namespace sluice {

namespace {

constexpr double kMargin = 0.03; // of the canvas' height, on both sides alike
constexpr double kTallest = 0.6; // of the canvas' height: a camera on its side must not cover it all

// In the order of the enums.
constexpr std::array<std::string_view, 4> kKinds{"camera", "screen", "both", "slate"};
constexpr std::array<std::string_view, 4> kCorners{"top-left", "top-right", "bottom-left", "bottom-right"};

template <typename Enum>
std::optional<Enum> fromWord(const std::array<std::string_view, 4>& words, std::string_view text)
{
    const auto found = std::ranges::find(words, text);
    return found == words.end() ? std::nullopt : std::optional(static_cast<Enum>(found - words.begin()));
}

} // namespace

Placement insetPlacement(const Layout& layout, VideoSize canvas, double shape)
{
    const double canvasShape = static_cast<double>(canvas.width) / std::max(1, canvas.height);
    Placement place;
    place.width = std::clamp(layout.insetPercent, Layout::kSmallestInset, Layout::kLargestInset) / 100.0;
    place.height = place.width * canvasShape / std::max(0.1, shape);
    if (place.height > kTallest) {
        place.width *= kTallest / place.height;
        place.height = kTallest;
    }
    const bool left = layout.corner == InsetCorner::TopLeft || layout.corner == InsetCorner::BottomLeft;
    const bool top = layout.corner == InsetCorner::TopLeft || layout.corner == InsetCorner::TopRight;
    const double side = kMargin / canvasShape;
    place.x = left ? side : 1 - side - place.width;
    place.y = top ? kMargin : 1 - kMargin - place.height;
    return place;
}

std::string_view token(LayoutKind kind)
{
    return kKinds[static_cast<std::size_t>(kind)];
}

std::string_view token(InsetCorner corner)
{
    return kCorners[static_cast<std::size_t>(corner)];
}

std::optional<LayoutKind> layoutKind(std::string_view text)
{
    return fromWord<LayoutKind>(kKinds, text);
}

std::optional<InsetCorner> insetCorner(std::string_view text)
{
    return fromWord<InsetCorner>(kCorners, text);
}

} // namespace sluice
