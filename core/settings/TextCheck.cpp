// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/settings/TextCheck.h"

#include <cstddef>

#include "core/base/Redact.h"

namespace sluice {

namespace {

constexpr std::size_t kQuotedBytes = 80;

// The bytes of the valid character that `text` begins with, and its code point; 0 bytes when it is not valid.
struct Character {
    std::size_t bytes = 0;
    char32_t point = 0;
};

Character firstCharacter(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80)
        return {1, lead};
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes)
        return {};
    char32_t point = lead & (0xFFU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0U) != 0x80)
            return {};
        point = (point << 6) | (byte(i) & 0x3FU);
    }
    const bool overlong = (bytes == 3 && point < 0x800) || (bytes == 4 && point < 0x10000);
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (overlong || surrogate || point > 0x10FFFF)
        return {};
    return {bytes, point};
}

bool isForbidden(char32_t point)
{
    const bool control = point < 0x20 || (point >= 0x7F && point <= 0x9F);
    const bool lineBreak = point == 0x2028 || point == 0x2029;
    const bool turnsDirection = point == 0x061C || point == 0x200E || point == 0x200F
        || (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
    return control || lineBreak || turnsDirection;
}

} // namespace

bool isPlainText(std::string_view text)
{
    while (!text.empty()) {
        const Character character = firstCharacter(text);
        if (character.bytes == 0 || isForbidden(character.point))
            return false;
        text.remove_prefix(character.bytes);
    }
    return true;
}

std::string quotable(std::string_view text)
{
    // Redacted before it is cut, so that a cut address cannot escape; bounded, because nobody reads more.
    const std::string safe = redact(text.substr(0, 16 * kQuotedBytes));
    std::string_view rest = safe;
    std::string out;
    while (!rest.empty()) {
        const Character character = firstCharacter(rest);
        const bool fine = character.bytes != 0 && !isForbidden(character.point);
        const std::size_t bytes = fine ? character.bytes : 1;
        if (out.size() + bytes > kQuotedBytes)
            return out + "…";
        if (fine)
            out += rest.substr(0, bytes);
        else
            out += '?';
        rest.remove_prefix(bytes);
    }
    return out;
}

} // namespace sluice
