// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <string>

namespace sluice {

// Which segments of a live HLS stream were loaded last, over all connections: a new one begins three segments before
// the end, and would play again what was played. Of the thread that reads.
class LoadedSegments {
public:
    // No more than a new connection may begin before the end, and one. A publisher who starts over with the same
    // names loses these at most.
    static constexpr std::size_t kKept = 4;

    void add(const std::string& url)
    {
        remove(url);
        m_urls.push_back(url);
        if (m_urls.size() > kKept)
            m_urls.pop_front();
    }
    void remove(const std::string& url) { std::erase(m_urls, url); }
    bool has(const std::string& url) const { return std::ranges::find(m_urls, url) != m_urls.end(); }
    bool empty() const { return m_urls.empty(); }
    void clear() { m_urls.clear(); }

private:
    std::deque<std::string> m_urls;
};

} // namespace sluice
