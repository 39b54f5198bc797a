// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/media/ScreenRegion.h"

#include <charconv>

namespace sluice {

namespace {

constexpr int kSmallest = 16; // what encoders take
constexpr int kLargest = 32767; // of X

// Reads a number and what follows it; false: they do not stand there.
bool take(std::string_view& text, char after, int& out)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || out < 0 || out > kLargest)
        return false;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (after == '\0')
        return text.empty();
    if (!text.starts_with(after))
        return false;
    text.remove_prefix(1);
    return true;
}

} // namespace

std::optional<ScreenRegion> ScreenRegion::parse(std::string_view text)
{
    ScreenRegion r;
    const bool read = take(text, 'x', r.size.width) && take(text, '+', r.size.height) && take(text, '+', r.x)
        && take(text, '\0', r.y);
    if (!read || r.size.width < kSmallest || r.size.height < kSmallest)
        return std::nullopt;
    return r;
}

} // namespace sluice
