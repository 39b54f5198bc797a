// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/NginxWords.h"

#include <algorithm>

#include <fmt/format.h>

namespace sluice {

std::string nginxReason(const std::string& words, const std::string& howItEnded)
{
    constexpr std::string_view kMark = "[emerg] ";
    const std::size_t begin = words.find(kMark);
    if (begin == std::string::npos)
        return fmt::format("nginx ended with {}", howItEnded);
    std::string reason = words.substr(begin + kMark.size());
    reason.erase(std::min(reason.find('\n'), reason.size()));
    if (const std::size_t number = reason.find("#0: "); number < 12) // "PID#0: " at a start without -t
        reason.erase(0, number + 4);
    return reason;
}

bool nginxFoundPortTaken(const std::string& words)
{
    return words.find("Address already in use") != std::string::npos;
}

bool nginxLacksRtmp(const std::string& words)
{
    return words.find("unknown directive \"rtmp") != std::string::npos;
}

} // namespace sluice
