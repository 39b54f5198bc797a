// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/HlsFacts.h"

#include <charconv>

namespace sluice {

HlsFacts readHlsPlaylist(std::string_view text)
{
    constexpr std::string_view kTarget = "#EXT-X-TARGETDURATION:";
    constexpr int kLongestTarget = 3600; // seconds; beyond it the playlist is nonsense
    HlsFacts facts;
    while (!text.empty()) {
        const auto end = text.find('\n');
        std::string_view line = text.substr(0, end);
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        while (!line.empty() && (line.back() == '\r' || line.back() == ' '))
            line.remove_suffix(1);
        if (line.starts_with("#EXT-X-STREAM-INF:")) {
            facts.master = true;
        } else if (line.starts_with("#EXT-X-ENDLIST")) {
            facts.ended = true;
        } else if (line.starts_with(kTarget)) {
            int value = 0;
            line.remove_prefix(kTarget.size());
            const auto [rest, error] = std::from_chars(line.data(), line.data() + line.size(), value);
            if (error == std::errc() && value > 0 && value <= kLongestTarget)
                facts.targetDuration = seconds(value);
        } else if (!line.empty() && !line.starts_with('#') && facts.master && facts.firstVariant.empty()) {
            facts.firstVariant = line;
        }
    }
    return facts;
}

} // namespace sluice
