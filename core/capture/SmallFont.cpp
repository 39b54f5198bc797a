// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/SmallFont.h"

#include <array>
#include <cstring>

namespace sluice {

namespace {

using Glyph = std::array<std::uint8_t, SmallFont::kHeight>; // a row per byte, the leftmost dot is bit 4

constexpr std::array<Glyph, 10> kFigures{{
    {0b01110, 0b10001, 0b10001, 0b10001, 0b10001, 0b10001, 0b01110},
    {0b00100, 0b01100, 0b10100, 0b00100, 0b00100, 0b00100, 0b11111},
    {0b01110, 0b10001, 0b00001, 0b00110, 0b01000, 0b10000, 0b11111},
    {0b11110, 0b00001, 0b00001, 0b01110, 0b00001, 0b00001, 0b11110},
    {0b00010, 0b00110, 0b01010, 0b10010, 0b11111, 0b00010, 0b00010},
    {0b11111, 0b10000, 0b11110, 0b00001, 0b00001, 0b10001, 0b01110},
    {0b00110, 0b01000, 0b10000, 0b11110, 0b10001, 0b10001, 0b01110},
    {0b11111, 0b00001, 0b00010, 0b00010, 0b00100, 0b00100, 0b00100},
    {0b01110, 0b10001, 0b10001, 0b01110, 0b10001, 0b10001, 0b01110},
    {0b01110, 0b10001, 0b10001, 0b01111, 0b00001, 0b00010, 0b01100},
}};
constexpr Glyph kColon{0, 0b00100, 0b00100, 0, 0b00100, 0b00100, 0};
constexpr Glyph kFullStop{0, 0, 0, 0, 0, 0b00100, 0b00100};
constexpr Glyph kNumberSign{0b01010, 0b01010, 0b11111, 0b01010, 0b11111, 0b01010, 0b01010};
constexpr Glyph kGap{};

const Glyph& glyphOf(char c)
{
    if (c >= '0' && c <= '9')
        return kFigures[static_cast<std::size_t>(c - '0')];
    switch (c) {
    case ':':
        return kColon;
    case '.':
        return kFullStop;
    case '#':
        return kNumberSign;
    default:
        return kGap;
    }
}

} // namespace

void SmallFont::paint(
    MutableFrame& canvas, std::string_view text, int left, int top, int dot, std::uint8_t luma)
{
    const std::ptrdiff_t step = dot;
    for (int y = 0; y < kHeight * dot; ++y) {
        std::uint8_t* line = canvas.plane(0) + (top + y) * canvas.stride(0) + left;
        const auto row = static_cast<std::size_t>(y / dot);
        for (const char c : text) {
            const unsigned dots = glyphOf(c)[row];
            for (int x = 0; x < kWidth; ++x)
                if ((dots >> (kWidth - 1 - x) & 1U) != 0)
                    std::memset(line + x * step, luma, static_cast<std::size_t>(dot));
            line += kAdvance * step;
        }
    }
}

} // namespace sluice
