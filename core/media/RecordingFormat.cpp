// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/RecordingFormat.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string>

namespace sluice {

namespace {

struct Format {
    std::string_view ending;
    const char* name;
};
constexpr std::array kFormats{Format{".mkv", "matroska"}, Format{".mp4", "mp4"}, Format{".mov", "mov"},
    Format{".flv", "flv"}, Format{".ts", "mpegts"}};

} // namespace

const char* recordingFormat(std::string_view path)
{
    std::string lower(path.substr(std::min(path.size(), path.rfind('.'))));
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto* const found = std::ranges::find(kFormats, lower, &Format::ending);
    return found == kFormats.end() ? nullptr : found->name;
}

} // namespace sluice
