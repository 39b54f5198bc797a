// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/WatchPage.h"

#include <fmt/format.h>

namespace sluice {

std::string watchPageFor(std::string_view html, std::string_view streamName)
{
    std::string page(html);
    const auto end = page.find("</head>");
    if (end != std::string::npos)
        page.insert(end,
            fmt::format("  <link rel=\"alternate\" type=\"application/vnd.apple.mpegurl\" "
                        "href=\"/hls/{}/index.m3u8\">\n",
                streamName));
    return page;
}

} // namespace sluice
