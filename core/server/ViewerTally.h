// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "core/base/Time.h"

namespace sluice {

// Counts the browsers that watch by HLS: who has asked for the playlist within the last kForgetAfter is watching.
// Told apart by the number that our page adds to the address, else by the client's address. Pure.
class ViewerTally {
public:
    // A player asks once per piece (1 s, at most 3 s long); three missed ones mean that it left.
    static constexpr auto kForgetAfter = seconds(10);
    // nginx takes 500 connections; more can only be somebody making up numbers.
    static constexpr std::size_t kMaxViewers = 1000;

    // One syslog datagram of nginx: "<190>… sluice: ADDRESS NUMBER". Anything else is ignored.
    void seen(std::string_view datagram, TimePoint now);
    int count(TimePoint now);
    void clear() { m_lastSeen.clear(); }

private:
    void forget(TimePoint now);

    std::map<std::string, TimePoint, std::less<>> m_lastSeen;
};

} // namespace sluice
