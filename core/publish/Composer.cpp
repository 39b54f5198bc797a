// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/Composer.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace sluice {

namespace {

int even(double value)
{
    return static_cast<int>(std::lround(value / 2.0)) * 2;
}

struct Box {
    int x, y;
    VideoSize size;
};

constexpr int kBlack = 16; // luma, limited range
constexpr int kBorder = 210;

// Grey; the box is even and within the canvas.
void fill(MutableFrame& canvas, const Box& box, int luma)
{
    constexpr auto kFormat = PixelFormat::I420;
    for (std::size_t plane = 0; plane < planeCount(kFormat); ++plane) {
        std::uint8_t* corner = canvas.plane(plane) + planeRows(kFormat, plane, box.y) * canvas.stride(plane)
            + planeBytesPerRow(kFormat, plane, box.x);
        for (int row = 0; row < planeRows(kFormat, plane, box.size.height); ++row)
            std::memset(corner + row * canvas.stride(plane), plane == 0 ? luma : 128,
                static_cast<std::size_t>(planeBytesPerRow(kFormat, plane, box.size.width)));
    }
}

// What lies around a picture, as far as the canvas goes.
Box around(const Box& box, int border, VideoSize canvas)
{
    const int wide = (border + 1) / 2 * 2;
    const int left = std::max(0, box.x - wide);
    const int top = std::max(0, box.y - wide);
    const int right = std::min(canvas.width, box.x + box.size.width + wide);
    const int bottom = std::min(canvas.height, box.y + box.size.height + wide);
    return {left, top, {right - left, bottom - top}};
}

// The largest rectangle of the picture's shape in the middle of the layer's place.
Box placeOf(const Composer::Layer& layer, VideoSize canvas)
{
    const double width = layer.width * canvas.width;
    const double height = layer.height * canvas.height;
    const double shape = layer.frame.aspect * layer.frame.size.width / std::max(1, layer.frame.size.height);
    const double fitWidth = std::min(width, height * shape);
    const double fitHeight = std::min(height, width / shape);
    const VideoSize size{std::max(2, even(fitWidth)), std::max(2, even(fitHeight))};
    return {std::clamp(even(layer.x * canvas.width + (width - size.width) / 2), 0, canvas.width - size.width),
        std::clamp(
            even(layer.y * canvas.height + (height - size.height) / 2), 0, canvas.height - size.height),
        size};
}

} // namespace

Result<VideoFrame> Composer::compose(std::span<const Layer> layers, const Overlay* overlay)
{
    m_scalers.resize(std::max(m_scalers.size(), layers.size()));
    if (layers.size() == 1 && !overlay) {
        const Box box = placeOf(layers[0], m_canvas);
        if (box.size == m_canvas)
            return m_scalers[0].convert(layers[0].frame, PixelFormat::I420, m_canvas);
    }
    MutableFrame canvas(m_pool, PixelFormat::I420, m_canvas);
    // What the first picture covers altogether needs no ground.
    if (layers.empty() || placeOf(layers[0], m_canvas).size != m_canvas)
        fill(canvas, {0, 0, m_canvas}, kBlack);
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const Box box = placeOf(layers[i], m_canvas);
        if (layers[i].border > 0)
            fill(canvas, around(box, layers[i].border, m_canvas), kBorder);
        if (auto done = m_scalers[i].paint(layers[i].frame, canvas, box.x, box.y, box.size); !done)
            return done.error();
    }
    if (overlay)
        overlay->paint(canvas);
    VideoFrame out = canvas.finish();
    if (!layers.empty()) {
        const VideoFrame& first = layers[0].frame;
        out.pts = first.pts;
        out.duration = first.duration;
        out.captured = first.captured;
        out.stamp = first.stamp;
    }
    return out;
}

} // namespace sluice
