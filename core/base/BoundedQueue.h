// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>

#include "core/base/StopToken.h"
#include "core/base/Time.h"

namespace sluice {

// A queue of at most `capacity` items between threads. Its user states the overflow policy by the call: push()
// waits, tryPush() refuses, pushDropOldest() makes room. After close() nothing goes in and what is inside still
// comes out. clear() and close() wake everyone who waits.
template <typename T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t capacity) : m_capacity(capacity) { }

    // Waits for room. False when closed or stopped: the item was not taken.
    bool push(T item, StopToken stop)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, stop, [&] { return m_closed || m_items.size() < m_capacity; });
        if (m_closed || stop.stop_requested())
            return false;
        m_items.push_back(std::move(item));
        lock.unlock();
        m_changed.notify_all();
        return true;
    }

    bool tryPush(T item)
    {
        {
            const std::lock_guard lock(m_mutex);
            if (m_closed || m_items.size() >= m_capacity)
                return false;
            m_items.push_back(std::move(item));
        }
        m_changed.notify_all();
        return true;
    }

    // Returns how many old items had to go.
    std::size_t pushDropOldest(T item)
    {
        std::size_t dropped = 0;
        {
            const std::lock_guard lock(m_mutex);
            if (m_closed)
                return 0;
            for (; m_items.size() >= m_capacity; ++dropped)
                m_items.pop_front();
            m_items.push_back(std::move(item));
        }
        m_changed.notify_all();
        return dropped;
    }

    std::optional<T> tryPop()
    {
        std::unique_lock lock(m_mutex);
        return takeFront(lock);
    }

    // Waits at most `patience` for an item. Nothing when it passed, or stopped, or closed and empty.
    std::optional<T> pop(StopToken stop, Duration patience)
    {
        std::unique_lock lock(m_mutex);
        m_changed.wait_for(lock, stop, patience, [&] { return m_closed || !m_items.empty(); });
        return takeFront(lock);
    }

    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_closed = true;
        }
        m_changed.notify_all();
    }

    void clear()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_items.clear();
        }
        m_changed.notify_all();
    }

    std::size_t size() const
    {
        const std::lock_guard lock(m_mutex);
        return m_items.size();
    }
    bool closed() const
    {
        const std::lock_guard lock(m_mutex);
        return m_closed;
    }
    std::size_t capacity() const { return m_capacity; }

private:
    std::optional<T> takeFront(std::unique_lock<std::mutex>& lock)
    {
        if (m_items.empty())
            return std::nullopt;
        std::optional<T> item(std::move(m_items.front()));
        m_items.pop_front();
        lock.unlock();
        m_changed.notify_all();
        return item;
    }

    const std::size_t m_capacity;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<T> m_items; // m_mutex
    bool m_closed = false; // m_mutex
};

} // namespace sluice
