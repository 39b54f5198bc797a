// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/ViewerTally.h"

#include "core/server/StreamName.h"

namespace sluice {

namespace {

constexpr std::string_view kTag = "sluice: ";
constexpr std::size_t kLongestAddress = 45; // an IPv6 address that holds an IPv4 one

} // namespace

void ViewerTally::seen(std::string_view datagram, TimePoint now)
{
    const std::size_t tag = datagram.find(kTag);
    if (tag == std::string_view::npos)
        return;
    const std::string_view line = datagram.substr(tag + kTag.size());
    const std::size_t space = line.find(' ');
    if (space == 0 || space == std::string_view::npos || space > kLongestAddress)
        return;
    const std::string_view number = line.substr(space + 1);
    const std::string_view who = isStreamName(number) && number != "-" ? number : line.substr(0, space);
    if (const auto known = m_lastSeen.find(who); known != m_lastSeen.end()) {
        known->second = now;
        return;
    }
    if (m_lastSeen.size() >= kMaxViewers)
        forget(now);
    if (m_lastSeen.size() < kMaxViewers)
        m_lastSeen.emplace(who, now);
}

int ViewerTally::count(TimePoint now)
{
    forget(now);
    return static_cast<int>(m_lastSeen.size());
}

void ViewerTally::forget(TimePoint now)
{
    std::erase_if(m_lastSeen, [&](const auto& entry) { return now - entry.second > kForgetAfter; });
}

} // namespace sluice
