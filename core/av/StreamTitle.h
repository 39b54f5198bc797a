// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

struct AVDictionary;
struct AVFormatContext;

namespace sluice {

// The title that a radio gives in its metadata, with the artist where that stands apart; nothing where there is
// none. Fit to be shown: see shownTitle().
std::optional<std::string> titleIn(const AVDictionary* metadata);

// The title, if it was told since the last call: Icecast tells it between the bytes (StreamTitle), Ogg in the headers
// of each song. `audio`: index of the stream that is heard, below zero for none.
std::optional<std::string> newTitle(AVFormatContext& context, int audio);

// `text` as UTF-8 (what is no UTF-8 is taken for Latin-1, which most old stations send), without control characters
// and spaces at its ends, at most 200 bytes.
std::string shownTitle(std::string_view text);

} // namespace sluice
