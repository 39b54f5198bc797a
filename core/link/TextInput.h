// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <charconv>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <type_traits>

namespace sluice {

// Small tools for the text formats of this folder. None of them trusts its input.

// Takes one line after the other; knows LF and CRLF.
class LineReader {
public:
    explicit LineReader(std::string_view text) : m_rest(text) { }
    bool next(std::string_view& line);
    // The next line that holds something and is no comment (#).
    bool nextRecord(std::string_view& line);
    std::size_t number() const { return m_number; } // of the last line, from 1

private:
    std::string_view m_rest;
    std::size_t m_number = 0;
};

std::string_view trimmed(std::string_view text);

// Cuts a line at blanks and tabs. Fills as many of `columns` as there are and returns the true count, which may be
// larger.
std::size_t splitColumns(std::string_view line, std::span<std::string_view> columns);

// The whole of `text` as a number: no sign +, no blanks, no hexadecimal, and finite.
template <typename T>
bool readNumber(std::string_view text, T& value)
{
    T read{};
    const char* end = text.data() + text.size();
    // NOLINTNEXTLINE(bugprone-suspicious-stringview-data-usage): the end is given
    const auto [stopped, error] = std::from_chars(text.data(), end, read);
    if (text.empty() || error != std::errc() || stopped != end)
        return false;
    if constexpr (std::is_floating_point_v<T>) {
        if (!std::isfinite(read))
            return false;
    }
    value = read;
    return true;
}

// Foreign text as it may stand in a sentence: short, printable ASCII.
std::string shown(std::string_view text);

} // namespace sluice
