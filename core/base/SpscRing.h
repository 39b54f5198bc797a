// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <span>
#include <vector>

namespace sluice {

// A lock-free ring for exactly one writing and one reading thread, made for audio callbacks: no lock, no
// allocation after construction. Capacity is rounded up to a power of two. T must be trivially copyable.
template <typename T>
class SpscRing { // NOLINT(clang-analyzer-optin.performance.Padding): writer and reader on a cache line each
public:
    explicit SpscRing(std::size_t minCapacity)
        : m_items(std::bit_ceil(minCapacity))
        , m_mask(m_items.size() - 1)
    { }

    std::size_t capacity() const { return m_items.size(); }
    std::size_t readable() const
    {
        return m_written.load(std::memory_order_acquire) - m_read.load(std::memory_order_acquire);
    }
    std::size_t writable() const { return capacity() - readable(); }

    // Writer's side: takes as many as fit, returns how many.
    std::size_t write(std::span<const T> items)
    {
        const std::size_t at = m_written.load(std::memory_order_relaxed);
        const std::size_t room = capacity() - (at - m_read.load(std::memory_order_acquire));
        const std::size_t count = std::min(room, items.size());
        for (std::size_t i = 0; i < count; ++i)
            m_items[(at + i) & m_mask] = items[i];
        m_written.store(at + count, std::memory_order_release);
        return count;
    }

    // Reader's side: fills as much of `out` as there is, returns how many.
    std::size_t read(std::span<T> out)
    {
        const std::size_t at = m_read.load(std::memory_order_relaxed);
        const std::size_t there = m_written.load(std::memory_order_acquire) - at;
        const std::size_t count = std::min(there, out.size());
        for (std::size_t i = 0; i < count; ++i)
            out[i] = m_items[(at + i) & m_mask];
        m_read.store(at + count, std::memory_order_release);
        return count;
    }

    // Reader's side: forgets up to `count` items, returns how many.
    std::size_t skip(std::size_t count)
    {
        const std::size_t at = m_read.load(std::memory_order_relaxed);
        const std::size_t there = m_written.load(std::memory_order_acquire) - at;
        count = std::min(count, there);
        m_read.store(at + count, std::memory_order_release);
        return count;
    }

private:
    std::vector<T> m_items;
    std::size_t m_mask;
    // Free-running counters: their difference is the fill level, also after wrapping.
    alignas(64) std::atomic<std::size_t> m_written = 0;
    alignas(64) std::atomic<std::size_t> m_read = 0;
};

} // namespace sluice
