// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/NetworkAddresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <string_view>

namespace sluice {

namespace {

// Names as systemd and the kernel give them: en…, eth…, wl… are real network cards.
bool isCard(std::string_view interface)
{
    return interface.starts_with("en") || interface.starts_with("eth") || interface.starts_with("wl");
}

} // namespace

std::vector<std::string> networkAddresses()
{
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0)
        return {};
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(list, &::freeifaddrs);
    std::vector<std::string> addresses;
    std::vector<std::string> others;
    for (const ifaddrs* entry = list; entry; entry = entry->ifa_next) {
        if (!entry->ifa_addr || entry->ifa_addr->sa_family != AF_INET
            || (entry->ifa_flags & IFF_LOOPBACK) != 0 || (entry->ifa_flags & IFF_UP) == 0)
            continue;
        std::array<char, INET_ADDRSTRLEN> text{};
        const auto* address = reinterpret_cast<const sockaddr_in*>(entry->ifa_addr);
        if (::inet_ntop(AF_INET, &address->sin_addr, text.data(), text.size()))
            (isCard(entry->ifa_name) ? addresses : others).emplace_back(text.data());
    }
    std::ranges::move(others, std::back_inserter(addresses));
    return addresses;
}

} // namespace sluice
