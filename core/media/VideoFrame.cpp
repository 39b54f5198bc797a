// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/VideoFrame.h"

#include <new>
#include <utility>

namespace sluice {

namespace {

constexpr std::size_t kAlignment = 64; // a cache line, and what swscale's widest loops like
constexpr std::ptrdiff_t kRowPadding = 64; // SIMD loops may read past a row's end

std::ptrdiff_t alignedStride(int bytes)
{
    const auto wide = static_cast<std::ptrdiff_t>(bytes) + kRowPadding;
    const auto unit = static_cast<std::ptrdiff_t>(kAlignment);
    return (wide + unit - 1) / unit * unit;
}

} // namespace

std::size_t planeCount(PixelFormat format)
{
    switch (format) {
    case PixelFormat::I420:
        return 3;
    case PixelFormat::Nv12:
        return 2;
    case PixelFormat::Yuyv422:
    case PixelFormat::Bgra:
        break;
    }
    return 1;
}

int planeRows(PixelFormat format, std::size_t plane, int height)
{
    const bool subsampled = plane > 0 && (format == PixelFormat::I420 || format == PixelFormat::Nv12);
    return subsampled ? (height + 1) / 2 : height;
}

int planeBytesPerRow(PixelFormat format, std::size_t plane, int width)
{
    switch (format) {
    case PixelFormat::I420:
        return plane == 0 ? width : (width + 1) / 2;
    case PixelFormat::Nv12:
        return plane == 0 ? width : (width + 1) / 2 * 2;
    case PixelFormat::Yuyv422:
        return (width + 1) / 2 * 4;
    case PixelFormat::Bgra:
        break;
    }
    return width * 4;
}

MutableFrame::MutableFrame(PixelFormat format, VideoSize size)
{
    m_frame.format = format;
    m_frame.size = size;
    const std::size_t count = planeCount(format);
    std::array<std::size_t, 3> offsets{};
    std::size_t total = 0;
    for (std::size_t i = 0; i < count; ++i) {
        m_frame.strides[i] = alignedStride(planeBytesPerRow(format, i, size.width));
        offsets[i] = total;
        total += static_cast<std::size_t>(m_frame.strides[i])
            * static_cast<std::size_t>(planeRows(format, i, size.height));
    }
    auto* memory = static_cast<std::uint8_t*>(::operator new(total, std::align_val_t(kAlignment)));
    m_frame.owner = std::shared_ptr<const void>(
        memory, [](const void* p) { ::operator delete(const_cast<void*>(p), std::align_val_t(kAlignment)); });
    for (std::size_t i = 0; i < count; ++i) {
        m_planes[i] = memory + offsets[i];
        m_frame.planes[i] = m_planes[i];
    }
}

VideoFrame MutableFrame::finish()
{
    m_planes = {};
    return std::exchange(m_frame, VideoFrame());
}

} // namespace sluice
