// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/link/TextInput.h"

namespace sluice {

namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::size_t kShownBytes = 40;

} // namespace

bool LineReader::next(std::string_view& line)
{
    if (m_rest.empty())
        return false;
    const auto end = m_rest.find('\n');
    line = m_rest.substr(0, end);
    m_rest.remove_prefix(end == std::string_view::npos ? m_rest.size() : end + 1);
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    ++m_number;
    return true;
}

bool LineReader::nextRecord(std::string_view& line)
{
    while (next(line)) {
        line = trimmed(line);
        if (!line.empty() && !line.starts_with('#'))
            return true;
    }
    return false;
}

std::string_view trimmed(std::string_view text)
{
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::size_t splitColumns(std::string_view line, std::span<std::string_view> columns)
{
    std::size_t count = 0;
    while (true) {
        const auto begin = line.find_first_not_of(kBlanks);
        if (begin == std::string_view::npos)
            return count;
        line.remove_prefix(begin);
        const auto end = line.find_first_of(kBlanks);
        if (count < columns.size())
            columns[count] = line.substr(0, end);
        ++count;
        if (end == std::string_view::npos)
            return count;
        line.remove_prefix(end);
    }
}

std::string shown(std::string_view text)
{
    std::string out;
    for (const char c : text.substr(0, kShownBytes))
        out += c >= ' ' && c <= '~' ? c : '?';
    if (text.size() > kShownBytes)
        out += "...";
    return out;
}

} // namespace sluice
