// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "core/media/VideoFrame.h"

namespace sluice {

// What viewers see: one source, the camera in a corner of the screen, or the slate.
enum class LayoutKind { Camera, Screen, Both, Slate };
enum class InsetCorner { TopLeft, TopRight, BottomLeft, BottomRight };

struct Layout {
    static constexpr int kSmallestInset = 10; // percent
    static constexpr int kLargestInset = 50;
    static constexpr int kLargestBorder = 16;

    LayoutKind kind = LayoutKind::Camera;
    InsetCorner corner = InsetCorner::BottomRight;
    int insetPercent = 25; // of the canvas' width
    int border = 4; // pixels of a canvas of 720 lines; 0: none

    bool usesCamera() const { return kind == LayoutKind::Camera || kind == LayoutKind::Both; }
    bool usesScreen() const { return kind == LayoutKind::Screen || kind == LayoutKind::Both; }
    bool operator==(const Layout&) const = default;
};

// A rectangle on a canvas, in shares of its size, 0…1.
struct Placement {
    double x = 0;
    double y = 0;
    double width = 1;
    double height = 1;
    bool operator==(const Placement&) const = default;
};

// Where a camera of that shape (width by height) stands in its corner, a margin away from the edges.
Placement insetPlacement(const Layout& layout, VideoSize canvas, double shape);

// The words of settings, reports and the command line: "camera", "both" …; "bottom-right" …
std::string_view token(LayoutKind kind);
std::string_view token(InsetCorner corner);
std::optional<LayoutKind> layoutKind(std::string_view token);
std::optional<InsetCorner> insetCorner(std::string_view token);

} // namespace sluice
