// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/Scaler.h"

#include <array>
#include <cstring>
#include <optional>

#include "core/av/AvFrameBorder.h"
#include "core/av/AvHandles.h"

namespace sluice {

namespace {

using Planes = std::array<std::uint8_t*, 4>;
using Strides = std::array<int, 4>;

// The colour that a layout of ours has when we make it.
ColorMatrix madeMatrix()
{
    return ColorMatrix::Bt709;
}

bool isYuv(PixelFormat format)
{
    return format != PixelFormat::Bgra;
}

void copyMeta(const VideoFrame& from, VideoFrame& to)
{
    to.pts = from.pts;
    to.duration = from.duration;
    to.captured = from.captured;
    to.stamp = from.stamp;
    to.generation = from.generation;
    to.matrix = madeMatrix();
    to.range = isYuv(to.format) ? ColorRange::Limited : ColorRange::Full;
    // The picture keeps its shape on the screen: what the new pixels do not stretch, their shape does.
    const double shown = from.aspect * from.size.width / from.size.height;
    to.aspect = from.size == to.size ? from.aspect : shown * to.size.height / to.size.width;
}

} // namespace

struct Scaler::State {
    int flags = SWS_BILINEAR;
    AvScalePtr context;
    FramePool pool;
    std::optional<MutableFrame> scratch; // of the last paint()
    // What the context was made for.
    PixelFormat fromFormat{};
    PixelFormat toFormat{};
    VideoSize fromSize;
    VideoSize toSize;
    ColorMatrix matrix{};
    ColorRange range{};

    bool prepare(const VideoFrame& frame, PixelFormat format, VideoSize size);
    bool run(const VideoFrame& frame, const Planes& planes, const Strides& strides);
};

bool Scaler::State::prepare(const VideoFrame& frame, PixelFormat format, VideoSize size)
{
    const bool same = context && fromFormat == frame.format && toFormat == format && fromSize == frame.size
        && toSize == size && matrix == frame.matrix && range == frame.range;
    if (same)
        return true;
    AvScaling scaling;
    scaling.from = avPixelFormat(frame.format);
    scaling.fromSize = frame.size;
    scaling.to = avPixelFormat(format);
    scaling.toSize = size;
    scaling.flags = flags;
    scaling.fromMatrix = frame.matrix;
    scaling.toMatrix = madeMatrix();
    scaling.fromFull = frame.range == ColorRange::Full || !isYuv(frame.format);
    scaling.toFull = !isYuv(format);
    context = makeScale(scaling);
    if (!context)
        return false;
    fromFormat = frame.format;
    toFormat = format;
    fromSize = frame.size;
    toSize = size;
    matrix = frame.matrix;
    range = frame.range;
    return true;
}

bool Scaler::State::run(const VideoFrame& frame, const Planes& planes, const Strides& strides)
{
    std::array<const std::uint8_t*, 4> source{};
    Strides sourceStrides{};
    for (std::size_t i = 0; i < planeCount(frame.format); ++i) {
        source[i] = frame.planes[i];
        sourceStrides[i] = static_cast<int>(frame.strides[i]);
    }
    return sws_scale(context.get(), source.data(), sourceStrides.data(), 0, frame.size.height, planes.data(),
               strides.data())
        > 0;
}

Scaler::Scaler(Quality quality) : m_state(std::make_unique<State>())
{
    m_state->flags = quality == Quality::Smooth ? SWS_BICUBIC : SWS_BILINEAR;
    if (quality != Quality::Screen)
        m_state->flags |= SWS_ACCURATE_RND;
}
Scaler::~Scaler() = default;
Scaler::Scaler(Scaler&&) noexcept = default;
Scaler& Scaler::operator=(Scaler&&) noexcept = default;

Result<VideoFrame> Scaler::convert(const VideoFrame& frame, PixelFormat format, VideoSize size)
{
    const bool rightColour
        = !isYuv(format) || (frame.matrix == madeMatrix() && frame.range == ColorRange::Limited);
    if (frame && frame.format == format && frame.size == size && rightColour)
        return frame;
    if (!frame || size.width <= 0 || size.height <= 0 || !m_state->prepare(frame, format, size))
        return Error(ErrorCode::Internal, {"a picture could not be converted"});
    MutableFrame canvas(m_state->pool, format, size);
    Planes planes{};
    Strides strides{};
    for (std::size_t i = 0; i < planeCount(format); ++i) {
        planes[i] = canvas.plane(i);
        strides[i] = static_cast<int>(canvas.stride(i));
    }
    if (!m_state->run(frame, planes, strides))
        return Error(ErrorCode::Internal, {"a picture could not be converted"});
    copyMeta(frame, canvas.meta());
    return canvas.finish();
}

namespace {

// Into the rectangle of `size` whose corner is (x, y), row by row. `plane` and `stride` give the source.
template <typename Plane, typename Stride>
void copyInto(MutableFrame& canvas, int x, int y, VideoSize size, Plane plane, Stride stride)
{
    const PixelFormat format = canvas.meta().format;
    for (std::size_t i = 0; i < planeCount(format); ++i) {
        // Rows and bytes before the corner are those of a picture that ends there.
        std::uint8_t* to
            = canvas.plane(i) + planeRows(format, i, y) * canvas.stride(i) + planeBytesPerRow(format, i, x);
        const auto width = static_cast<std::size_t>(planeBytesPerRow(format, i, size.width));
        for (int row = 0; row < planeRows(format, i, size.height); ++row)
            std::memcpy(to + row * canvas.stride(i), plane(i) + row * stride(i), width);
    }
}

} // namespace

Result<void> Scaler::paint(const VideoFrame& frame, MutableFrame& canvas, int x, int y, VideoSize size)
{
    const PixelFormat format = canvas.meta().format;
    const bool inside = x >= 0 && y >= 0 && x % 2 == 0 && y % 2 == 0 && size.width > 0 && size.height > 0
        && x + size.width <= canvas.size().width && y + size.height <= canvas.size().height;
    const bool ours = frame && inside && frame.format == format && frame.size == size
        && (!isYuv(format) || (frame.matrix == madeMatrix() && frame.range == ColorRange::Limited));
    if (ours) {
        copyInto(
            canvas, x, y, size, [&](std::size_t i) { return frame.planes[i]; },
            [&](std::size_t i) { return frame.strides[i]; });
        return {};
    }
    if (!frame || !inside || !m_state->prepare(frame, format, size))
        return Error(ErrorCode::Internal, {"a picture could not be painted"});
    // swscale writes whole vectors, past the right edge of what it is asked for: not into the canvas, therefore.
    std::optional<MutableFrame>& scratch = m_state->scratch;
    if (!scratch || scratch->size() != size || scratch->meta().format != format)
        scratch.emplace(format, size);
    Planes planes{};
    Strides strides{};
    for (std::size_t i = 0; i < planeCount(format); ++i) {
        planes[i] = scratch->plane(i);
        strides[i] = static_cast<int>(scratch->stride(i));
    }
    if (!m_state->run(frame, planes, strides))
        return Error(ErrorCode::Internal, {"a picture could not be painted"});
    copyInto(
        canvas, x, y, size, [&](std::size_t i) { return scratch->plane(i); },
        [&](std::size_t i) { return scratch->stride(i); });
    return {};
}

} // namespace sluice
