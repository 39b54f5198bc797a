// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "core/media/VideoFrame.h"

namespace sluice {

// A picture with transparency that lies over what is sent, such as a name. Taken apart once, so that painting it costs
// little more than the pixels that it covers. Unchangeable; any thread.
class Overlay {
public:
    // `picture`: BGRA with its colours multiplied by alpha already. (x, y): its corner on the canvas, made even.
    Overlay(const VideoFrame& picture, int x, int y);

    // Over an I420 canvas, as far as it lies on it.
    void paint(MutableFrame& canvas) const;

private:
    // One of the canvas' planes: what is added, and how much of what is there stays (255: all of it).
    struct Plane {
        int width = 0;
        int height = 0;
        std::vector<std::uint8_t> colour;
        std::vector<std::uint8_t> through;
        std::vector<std::pair<int, int>> covered; // of each row: from, to; beside them all is transparent
    };
    Plane m_planes[3];
    int m_x = 0;
    int m_y = 0;
};

} // namespace sluice
