// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

#include "core/base/Time.h"

namespace sluice {

// The layouts that pass between stages; core/av converts anything else at the border.
enum class PixelFormat { I420, Nv12, Yuyv422, Bgra };
enum class ColorRange { Limited, Full };
enum class ColorMatrix { Bt601, Bt709 };

struct VideoSize {
    int width = 0;
    int height = 0;
    bool operator==(const VideoSize&) const = default;
};

// A rational frame rate: 30/1, 30000/1001.
struct FrameRate {
    int numerator = 30;
    int denominator = 1;
    double value() const { return static_cast<double>(numerator) / denominator; }
    Duration frameDuration() const { return timeOf(1); }
    // Start of frame `index`, exact to the microsecond: no error adds up over hours.
    Duration timeOf(std::int64_t index) const
    {
        const std::int64_t scaled = index * 1'000'000 * denominator;
        return Duration((scaled + (scaled < 0 ? -numerator / 2 : numerator / 2)) / numerator);
    }
    bool operator==(const FrameRate&) const = default;
};

// What the sender's test picture or SEI stamp says of a frame.
struct FrameStamp {
    std::uint32_t sequence = 0;
    WallTime captured;
    bool operator==(const FrameStamp&) const = default;
};

// One picture. A cheap value: copies share the pixels, which nobody changes once the frame has left its maker.
// Planes point into memory that `owner` keeps alive. Width and height are even for I420 and NV12.
struct VideoFrame {
    PixelFormat format = PixelFormat::I420;
    ColorRange range = ColorRange::Limited;
    ColorMatrix matrix = ColorMatrix::Bt709;
    VideoSize size;
    std::array<const std::uint8_t*, 3> planes{};
    std::array<std::ptrdiff_t, 3> strides{}; // bytes
    std::shared_ptr<const void> owner;

    MediaTime pts;
    Duration duration{}; // zero: unknown
    TimePoint captured; // when the light fell in, by our monotonic clock; zero where not known
    std::optional<FrameStamp> stamp; // read from the stream (H.264 SEI)
    double aspect = 1.0; // sample aspect ratio, width/height of one pixel
    std::uint64_t generation = 0; // of the flush or seek that it belongs to

    explicit operator bool() const { return planes[0] != nullptr; }
};

class FramePool;

// A frame that is still being painted. Memory is one block with 64-byte aligned rows.
class MutableFrame {
public:
    MutableFrame(PixelFormat format, VideoSize size);
    // With memory of a frame that nobody looks at any more, where the pool has such.
    MutableFrame(FramePool& pool, PixelFormat format, VideoSize size);

    std::uint8_t* plane(std::size_t index) { return m_planes[index]; }
    std::ptrdiff_t stride(std::size_t index) const { return m_frame.strides[index]; }
    VideoSize size() const { return m_frame.size; }
    VideoFrame& meta() { return m_frame; }
    // Ends painting. The object is empty afterwards.
    VideoFrame finish();

private:
    MutableFrame(FramePool* pool, PixelFormat format, VideoSize size);

    VideoFrame m_frame;
    std::array<std::uint8_t*, 3> m_planes{};
};

// Memory of frames, used again: a maker of thirty pictures a second that asks the system for each gets 3.7 MB of fresh
// pages at a time, and touching those costs as much as painting (seen at 720p: a fifth of what showing a picture
// takes). Belongs to one maker; its frames may end on any thread, and after the pool.
class FramePool {
public:
    // Keeps up to `keep` free frames of the size asked for last, while they are needed within some 600 takes.
    explicit FramePool(std::size_t keep = 4);
    ~FramePool();
    FramePool(FramePool&&) noexcept;
    FramePool& operator=(FramePool&&) noexcept;

    std::shared_ptr<std::uint8_t> take(std::size_t bytes);
    std::size_t idle() const; // blocks that wait for use

private:
    struct Shelf;
    std::shared_ptr<Shelf> m_shelf;
};

// Height in rows and width in bytes of a plane; plane counts are 3, 2, 1, 1.
std::size_t planeCount(PixelFormat format);
int planeRows(PixelFormat format, std::size_t plane, int height);
int planeBytesPerRow(PixelFormat format, std::size_t plane, int width);

} // namespace sluice
