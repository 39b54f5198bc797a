// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/Time.h"

namespace sluice {

// The little of an HLS playlist that libavformat keeps to itself (RFC 8216, 4.3).
struct HlsFacts {
    bool master = false;
    std::string firstVariant; // of a master playlist: the first address in it, as it stands there
    std::optional<Duration> targetDuration;
    bool ended = false; // EXT-X-ENDLIST
};

HlsFacts readHlsPlaylist(std::string_view text);

} // namespace sluice
