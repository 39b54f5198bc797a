// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/VideoFrame.h"

#include <algorithm>
#include <iterator>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

namespace sluice {

namespace {

constexpr std::size_t kAlignment = 64; // a cache line, and what swscale's widest loops like
constexpr std::ptrdiff_t kRowPadding = 64; // SIMD loops may read past a row's end
// Takes after which a pool gives back what it never needed in the meantime, as after a moment in which whoever takes the
// frames was slow: ten seconds at 30 pictures a second.
constexpr int kReview = 300;

std::ptrdiff_t alignedStride(int bytes)
{
    const auto wide = static_cast<std::ptrdiff_t>(bytes) + kRowPadding;
    const auto unit = static_cast<std::ptrdiff_t>(kAlignment);
    return (wide + unit - 1) / unit * unit;
}

struct FreeBlock {
    void operator()(std::uint8_t* memory) const { ::operator delete(memory, std::align_val_t(kAlignment)); }
};
using Block = std::unique_ptr<std::uint8_t, FreeBlock>;

Block allocate(std::size_t bytes)
{
    return Block(static_cast<std::uint8_t*>(::operator new(bytes, std::align_val_t(kAlignment))));
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

struct FramePool::Shelf {
    explicit Shelf(std::size_t most) : keep(most) { }

    const std::size_t keep;
    mutable std::mutex mutex;
    std::size_t size = 0; // mutex: of each block that is kept
    std::vector<Block> blocks; // mutex
    int takes = 0; // mutex: since the last review
    std::size_t unneeded = 0; // mutex: the fewest that were left over by a take since then

    // With the lock, after a take. What has been of no use moves to `outgrown`.
    void review(std::vector<Block>& outgrown)
    {
        unneeded = std::min(unneeded, blocks.size());
        if (++takes < kReview)
            return;
        const auto useless = blocks.end() - static_cast<std::ptrdiff_t>(unneeded);
        std::move(useless, blocks.end(), std::back_inserter(outgrown));
        blocks.erase(useless, blocks.end());
        takes = 0;
        unneeded = blocks.size();
    }
};

FramePool::FramePool(std::size_t keep) : m_shelf(std::make_shared<Shelf>(keep)) { }
FramePool::~FramePool() = default;
FramePool::FramePool(FramePool&&) noexcept = default;
FramePool& FramePool::operator=(FramePool&&) noexcept = default;

std::shared_ptr<std::uint8_t> FramePool::take(std::size_t bytes)
{
    Block block;
    std::vector<Block> outgrown; // freed without the lock
    {
        const std::lock_guard lock(m_shelf->mutex);
        if (m_shelf->size != bytes) {
            outgrown.swap(m_shelf->blocks);
            m_shelf->size = bytes;
        } else if (!m_shelf->blocks.empty()) {
            block = std::move(m_shelf->blocks.back());
            m_shelf->blocks.pop_back();
        }
        m_shelf->review(outgrown);
    }
    if (!block)
        block = allocate(bytes);
    const auto giveBack = [shelf = std::weak_ptr(m_shelf), bytes](std::uint8_t* memory) {
        Block freed(memory);
        const auto alive = shelf.lock();
        if (!alive)
            return;
        const std::lock_guard lock(alive->mutex);
        if (alive->size == bytes && alive->blocks.size() < alive->keep)
            alive->blocks.push_back(std::move(freed));
    };
    return {block.release(), giveBack};
}

std::size_t FramePool::idle() const
{
    const std::lock_guard lock(m_shelf->mutex);
    return m_shelf->blocks.size();
}

MutableFrame::MutableFrame(PixelFormat format, VideoSize size) : MutableFrame(nullptr, format, size) { }

MutableFrame::MutableFrame(FramePool& pool, PixelFormat format, VideoSize size)
    : MutableFrame(&pool, format, size)
{ }

MutableFrame::MutableFrame(FramePool* pool, PixelFormat format, VideoSize size)
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
    const std::shared_ptr<std::uint8_t> memory
        = pool ? pool->take(total) : std::shared_ptr<std::uint8_t>(allocate(total));
    m_frame.owner = memory;
    for (std::size_t i = 0; i < count; ++i) {
        m_planes[i] = memory.get() + offsets[i];
        m_frame.planes[i] = m_planes[i];
    }
}

VideoFrame MutableFrame::finish()
{
    m_planes = {};
    return std::exchange(m_frame, VideoFrame());
}

} // namespace sluice
