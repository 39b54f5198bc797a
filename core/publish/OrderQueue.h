// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <mutex>
#include <optional>
#include <utility>

namespace sluice {

// What an owner asked another thread to do, in that order. Nothing is ever refused; so that it stays short, an order
// of which only the latest counts takes the place of the one of its kind that still waits, unless one that counts
// each time came in between. `Order` has a `kind`.
template <typename Order>
class OrderQueue {
public:
    enum class Counts { Latest, Each };

    void push(Order order, Counts counts)
    {
        const std::lock_guard lock(m_mutex);
        if (counts == Counts::Latest)
            for (auto waiting = m_waiting.rbegin(); waiting != m_waiting.rend(); ++waiting) {
                if (waiting->second == Counts::Each)
                    break;
                if (waiting->first.kind == order.kind) {
                    waiting->first = std::move(order);
                    return;
                }
            }
        m_waiting.emplace_back(std::move(order), counts);
    }

    std::optional<Order> tryPop()
    {
        const std::lock_guard lock(m_mutex);
        if (m_waiting.empty())
            return std::nullopt;
        std::optional<Order> order(std::move(m_waiting.front().first));
        m_waiting.pop_front();
        return order;
    }

private:
    std::mutex m_mutex;
    std::deque<std::pair<Order, Counts>> m_waiting; // m_mutex
};

} // namespace sluice
