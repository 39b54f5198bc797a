// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/StreamTitle.h"

#include <cstdint>

extern "C" {
#include <libavformat/avformat.h>
#include <libavutil/avstring.h>
#include <libavutil/dict.h>
}

namespace sluice {

namespace {

constexpr std::size_t kLongest = 200; // our choice: two lines in the window

bool isUtf8(std::string_view text)
{
    const auto* at = reinterpret_cast<const std::uint8_t*>(text.data());
    const std::uint8_t* end = at + text.size();
    std::int32_t point = 0;
    while (at < end)
        if (av_utf8_decode(&point, &at, end, 0) < 0)
            return false;
    return true;
}

std::string fromLatin1(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            out += c;
            continue;
        }
        out += static_cast<char>(0xC0U | (byte >> 6U));
        out += static_cast<char>(0x80U | (byte & 0x3FU));
    }
    return out;
}

std::string valueOf(const AVDictionary* metadata, const char* key)
{
    const AVDictionaryEntry* entry = av_dict_get(metadata, key, nullptr, 0);
    return entry ? shownTitle(entry->value) : std::string();
}

} // namespace

std::string shownTitle(std::string_view text)
{
    std::string out = isUtf8(text) ? std::string(text) : fromLatin1(text);
    std::erase_if(out, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (out.size() > kLongest) {
        out.resize(kLongest);
        while (!out.empty() && !isUtf8(out)) // cut inside a character
            out.pop_back();
    }
    const auto begin = out.find_first_not_of(' ');
    if (begin == std::string::npos)
        return {};
    return out.substr(begin, out.find_last_not_of(' ') + 1 - begin);
}

std::optional<std::string> titleIn(const AVDictionary* metadata)
{
    if (std::string icy = valueOf(metadata, "StreamTitle"); !icy.empty())
        return icy;
    std::string title = valueOf(metadata, "title");
    const std::string artist = valueOf(metadata, "artist");
    if (title.empty())
        return std::nullopt;
    return artist.empty() ? title : artist + " – " + title;
}

std::optional<std::string> newTitle(AVFormatContext& context, int audio)
{
    std::optional<std::string> title;
    if ((context.event_flags & AVFMT_EVENT_FLAG_METADATA_UPDATED) != 0) {
        context.event_flags &= ~AVFMT_EVENT_FLAG_METADATA_UPDATED;
        title = titleIn(context.metadata);
    }
    if (audio < 0)
        return title;
    AVStream& stream = *context.streams[audio];
    if ((stream.event_flags & AVSTREAM_EVENT_FLAG_METADATA_UPDATED) != 0) {
        stream.event_flags &= ~AVSTREAM_EVENT_FLAG_METADATA_UPDATED;
        if (auto ofSong = titleIn(stream.metadata))
            title = std::move(ofSong);
    }
    return title;
}

} // namespace sluice
