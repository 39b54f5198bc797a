// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/CaptionPainter.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <vector>

#include "core/av/PictureFile.h"
#include "core/av/TextPicture.h"

namespace sluice {

namespace {

// A piece of the picture, BGRA and premultiplied.
struct Layer {
    MutableFrame pixels;
    Place at;
    VideoSize size() const { return pixels.size(); }
};

std::uint8_t byte(double value)
{
    return static_cast<std::uint8_t>(std::clamp(std::lround(value), 0L, 255L));
}

std::string trimmed(const std::string& text)
{
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string::npos)
        return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") + 1 - first);
}

MutableFrame blank(VideoSize size)
{
    MutableFrame frame(PixelFormat::Bgra, size);
    frame.meta().range = ColorRange::Full;
    for (int y = 0; y < size.height; ++y)
        std::fill_n(frame.plane(0) + y * frame.stride(0), static_cast<std::ptrdiff_t>(size.width) * 4,
            std::uint8_t(0));
    return frame;
}

std::uint8_t* pixelOf(MutableFrame& frame, int x, int y)
{
    return frame.plane(0) + y * frame.stride(0) + static_cast<std::ptrdiff_t>(x) * 4;
}

// How much of a pixel lies within a rectangle with round corners, 0…1.
double withinGround(int x, int y, VideoSize size, double radius)
{
    const double dx = std::max({radius - (x + 0.5), x + 0.5 - (size.width - radius), 0.0});
    const double dy = std::max({radius - (y + 0.5), y + 0.5 - (size.height - radius), 0.0});
    return std::clamp(radius + 0.5 - std::hypot(dx, dy), 0.0, 1.0);
}

void paintGround(MutableFrame& frame, double radius)
{
    for (int y = 0; y < frame.size().height; ++y)
        for (int x = 0; x < frame.size().width; ++x)
            pixelOf(frame, x, y)[3]
                = byte(CaptionMeasures::kGroundAlpha * withinGround(x, y, frame.size(), radius));
}

// White, over what is there.
void paintLine(MutableFrame& frame, const TextPicture& line, int left, int top)
{
    for (int y = 0; y < std::min(line.height, frame.size().height - top); ++y)
        for (int x = 0; x < std::min(line.width, frame.size().width - left); ++x) {
            const auto at = static_cast<std::size_t>(y) * static_cast<std::size_t>(line.stride)
                + static_cast<std::size_t>(x);
            const double cover = line.cover[at] / 255.0;
            std::uint8_t* pixel = pixelOf(frame, left + x, top + y);
            for (int c = 0; c < 4; ++c)
                pixel[c] = byte(pixel[c] * (1 - cover) + 255 * cover);
        }
}

Result<std::optional<Layer>> caption(const Trimmings& what, CaptionSide side, VideoSize canvas)
{
    const CaptionMeasures measures(canvas);
    std::vector<TextPicture> lines;
    int width = 0;
    int height = 0;
    for (const bool isName : {true, false}) {
        const std::string text = trimmed(isName ? what.name : what.title);
        if (text.empty())
            continue;
        auto line = drawTextLine(text, isName, measures.letters, measures.widestText);
        if (!line)
            return line.error();
        width = std::max(width, line->width);
        height += line->height;
        lines.push_back(std::move(*line));
    }
    if (lines.empty())
        return std::optional<Layer>();
    const VideoSize ground = measures.ground(width, height);
    Layer layer{blank(ground), captionPlace(ground, side, canvas)};
    paintGround(layer.pixels, measures.radius);
    int y = (ground.height - height) / 2;
    for (const TextPicture& line : lines) {
        paintLine(layer.pixels, line, measures.padding, y);
        y += line.height;
    }
    return std::optional<Layer>(std::move(layer));
}

// The mean of what lies below a pixel of the smaller picture, by the share that each has in it; a larger one takes the
// nearest.
void shrinkInto(MutableFrame& to, const VideoFrame& from)
{
    const double stepX = static_cast<double>(from.size.width) / to.size().width;
    const double stepY = static_cast<double>(from.size.height) / to.size().height;
    for (int y = 0; y < to.size().height; ++y)
        for (int x = 0; x < to.size().width; ++x) {
            const double top = y * stepY, bottom = top + stepY, left = x * stepX, right = left + stepX;
            double sum[4] = {};
            for (int row = static_cast<int>(top);
                row < std::min(from.size.height, static_cast<int>(std::ceil(bottom))); ++row) {
                const double high = std::min<double>(row + 1, bottom) - std::max<double>(row, top);
                for (int column = static_cast<int>(left);
                    column < std::min(from.size.width, static_cast<int>(std::ceil(right))); ++column) {
                    const double share
                        = high * (std::min<double>(column + 1, right) - std::max<double>(column, left));
                    const std::uint8_t* pixel
                        = from.planes[0] + row * from.strides[0] + static_cast<std::ptrdiff_t>(column) * 4;
                    for (int c = 0; c < 3; ++c)
                        sum[c] += share * pixel[c] * pixel[3] / 255;
                    sum[3] += share * pixel[3];
                }
            }
            for (int c = 0; c < 4; ++c)
                pixelOf(to, x, y)[c] = byte(sum[c] / (stepX * stepY));
        }
}

Result<Layer> logo(const Trimmings& what, int percent, VideoSize canvas, const StopToken& stop)
{
    const auto file = readPictureWithAlpha(what.logo, stop);
    if (!file)
        return file.error();
    const VideoSize room = logoRoom(percent, canvas);
    const double scale = std::min(static_cast<double>(room.width) / file->size.width,
        static_cast<double>(room.height) / file->size.height);
    const auto scaled
        = [scale](int length) { return std::max(1, static_cast<int>(std::lround(length * scale))); };
    Layer layer{blank({scaled(file->size.width), scaled(file->size.height)}), {}};
    shrinkInto(layer.pixels, *file);
    return layer;
}

// Over what is there.
void lay(MutableFrame& onto, Layer& layer, Place origin)
{
    for (int y = 0; y < layer.size().height; ++y)
        for (int x = 0; x < layer.size().width; ++x) {
            const std::uint8_t* from = pixelOf(layer.pixels, x, y);
            std::uint8_t* to = pixelOf(onto, layer.at.x - origin.x + x, layer.at.y - origin.y + y);
            for (int c = 0; c < 4; ++c)
                to[c] = byte(from[c] + to[c] * (255 - from[3]) / 255.0);
        }
}

} // namespace

Result<TrimmingsPicture> paintTrimmings(
    const Trimmings& what, const Layout& layout, VideoSize canvas, const StopToken& stop)
{
    std::vector<Layer> layers;
    auto text = caption(what, captionSide(layout), canvas);
    if (!text)
        return text.error();
    if (*text)
        layers.push_back(std::move(**text));
    if (!what.logo.empty()) {
        auto picture = logo(what, what.logoPercent, canvas, stop);
        if (!picture)
            return picture.error();
        const Place there = layers.empty() ? Place() : layers[0].at;
        const VideoSize ground = layers.empty() ? VideoSize() : layers[0].size();
        picture->at = logoPlace(picture->size(), logoCorner(what.logoCorner, layout), canvas, there, ground);
        layers.push_back(std::move(*picture));
    }
    if (layers.empty())
        return TrimmingsPicture();
    Place from{canvas.width, canvas.height};
    Place to;
    for (const Layer& layer : layers) {
        from = {std::min(from.x, layer.at.x), std::min(from.y, layer.at.y)};
        to = {std::max(to.x, layer.at.x + layer.size().width),
            std::max(to.y, layer.at.y + layer.size().height)};
    }
    MutableFrame all = blank({to.x - from.x, to.y - from.y});
    for (Layer& layer : layers)
        lay(all, layer, from);
    return TrimmingsPicture{all.finish(), from};
}

} // namespace sluice
