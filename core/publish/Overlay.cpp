// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/Overlay.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace sluice {

namespace {

// BT.709, limited range: what red, green, blue and full opacity add to Y, Cb and Cr.
struct Weights {
    double red, green, blue, opaque;
};
constexpr std::array<Weights, 3> kWeights{{
    {0.182586, 0.614231, 0.062007, 16.0},
    {-0.100644, -0.338572, 0.439216, 128.0},
    {0.439216, -0.398942, -0.040274, 128.0},
}};

struct Sum {
    double red = 0, green = 0, blue = 0, alpha = 0;
};

// The mean of a square of pixels; those beyond the edge are transparent.
Sum meanOf(const VideoFrame& picture, int x, int y, int side)
{
    Sum sum;
    for (int row = y; row < std::min(y + side, picture.size.height); ++row)
        for (int column = x; column < std::min(x + side, picture.size.width); ++column) {
            const std::uint8_t* pixel
                = picture.planes[0] + row * picture.strides[0] + static_cast<std::ptrdiff_t>(column) * 4;
            sum.blue += pixel[0];
            sum.green += pixel[1];
            sum.red += pixel[2];
            sum.alpha += pixel[3];
        }
    const double pixels = side * side;
    return {sum.red / pixels, sum.green / pixels, sum.blue / pixels, sum.alpha / pixels};
}

// The squares from the first to behind the last that is not transparent, in the rows from `y`.
std::pair<int, int> coveredOf(const VideoFrame& picture, int y, int side)
{
    int from = picture.size.width, to = 0;
    for (int row = y; row < std::min(y + side, picture.size.height); ++row) {
        const std::uint8_t* alpha = picture.planes[0] + row * picture.strides[0] + 3;
        for (int x = 0; x < picture.size.width; ++x)
            if (alpha[static_cast<std::ptrdiff_t>(x) * 4] != 0) {
                from = std::min(from, x);
                to = std::max(to, x + 1);
            }
    }
    return {from / side, (to + side - 1) / side};
}

std::uint8_t byte(double value)
{
    return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

} // namespace

Overlay::Overlay(const VideoFrame& picture, int x, int y) : m_x(x & ~1), m_y(y & ~1)
{
    for (std::size_t i = 0; i < 3; ++i) {
        const int side = i == 0 ? 1 : 2;
        Plane& plane = m_planes[i];
        plane.width = (picture.size.width + side - 1) / side;
        plane.height = (picture.size.height + side - 1) / side;
        const Weights& w = kWeights[i];
        const auto pixels = static_cast<std::size_t>(plane.width) * static_cast<std::size_t>(plane.height);
        plane.colour.resize(pixels, 0);
        plane.through.resize(pixels, 255);
        for (int row = 0; row < plane.height; ++row) {
            // Most of a picture with something in two corners is empty.
            const auto [from, to] = coveredOf(picture, row * side, side);
            plane.covered.emplace_back(from, to);
            const std::size_t begin = static_cast<std::size_t>(row) * static_cast<std::size_t>(plane.width);
            for (int column = from; column < to; ++column) {
                const Sum s = meanOf(picture, column * side, row * side, side);
                const std::size_t at = begin + static_cast<std::size_t>(column);
                plane.colour[at]
                    = byte(w.red * s.red + w.green * s.green + w.blue * s.blue + w.opaque * s.alpha / 255);
                plane.through[at] = byte(255 - s.alpha);
            }
        }
    }
}

void Overlay::paint(MutableFrame& canvas) const
{
    for (std::size_t i = 0; i < 3; ++i) {
        const Plane& plane = m_planes[i];
        const int side = i == 0 ? 1 : 2;
        const int left = m_x / side;
        const int top = m_y / side;
        const int width = std::min(plane.width, canvas.size().width / side - left);
        const int height = std::min(plane.height, canvas.size().height / side - top);
        if (left < 0 || top < 0)
            return;
        for (int row = 0; row < height; ++row) {
            std::uint8_t* to = canvas.plane(i) + (top + row) * canvas.stride(i) + left;
            const auto from = static_cast<std::size_t>(row) * static_cast<std::size_t>(plane.width);
            const std::uint8_t* colour = plane.colour.data() + from;
            const std::uint8_t* through = plane.through.data() + from;
            const auto [begin, end] = plane.covered[static_cast<std::size_t>(row)];
            for (int k = begin; k < std::min(width, end); ++k) {
                // x / 255 as (x + 128) * 257 / 65536, exact for bytes
                const unsigned kept = (static_cast<unsigned>(to[k]) * through[k] + 128) * 257 >> 16;
                to[k] = static_cast<std::uint8_t>(std::min(255U, kept + colour[k]));
            }
        }
    }
}

} // namespace sluice
