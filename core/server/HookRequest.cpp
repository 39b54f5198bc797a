// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/HookRequest.h"

#include <algorithm>
#include <charconv>

namespace sluice {

namespace {

int hexValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

std::string lowered(std::string_view text)
{
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(),
        [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; });
    return out;
}

std::string_view trimmed(std::string_view text)
{
    const std::size_t begin = text.find_first_not_of(" \t");
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// "POST /path HTTP/1.x" → "/path"
std::optional<std::string> pathOf(std::string_view line)
{
    constexpr std::string_view kMethod = "POST ";
    const std::size_t end = line.rfind(" HTTP/1.");
    if (!line.starts_with(kMethod) || end == std::string_view::npos || end < kMethod.size())
        return std::nullopt;
    const std::string_view path = line.substr(kMethod.size(), end - kMethod.size());
    if (!path.starts_with('/') || path.find_first_of(" \t?") != std::string_view::npos)
        return std::nullopt;
    return std::string(path);
}

// The one Content-Length of the header lines; nothing when it is missing, twice, not a number, or when the body
// would come in another way.
std::optional<std::size_t> lengthOf(std::string_view headers)
{
    std::optional<std::size_t> length;
    while (!headers.empty()) {
        const std::size_t end = headers.find("\r\n");
        const std::string_view line = headers.substr(0, end);
        headers.remove_prefix(end == std::string_view::npos ? headers.size() : end + 2);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos)
            return std::nullopt;
        const std::string name = lowered(line.substr(0, colon));
        if (name == "transfer-encoding")
            return std::nullopt;
        if (name != "content-length")
            continue;
        const std::string_view value = trimmed(line.substr(colon + 1));
        std::size_t number = 0;
        const auto [rest, problem] = std::from_chars(value.data(), value.data() + value.size(), number);
        if (length || problem != std::errc() || rest != value.data() + value.size())
            return std::nullopt;
        length = number;
    }
    return length;
}

} // namespace

std::string percentDecoded(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int high = text[i] == '%' && i + 2 < text.size() ? hexValue(text[i + 1]) : -1;
        const int low = high >= 0 ? hexValue(text[i + 2]) : -1;
        if (low >= 0) {
            out += static_cast<char>(high * 16 + low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

HookRequest::Status HookRequest::parse(std::string_view received, HookRequest& request)
{
    const std::size_t headEnd = received.substr(0, kMaxHead).find("\r\n\r\n");
    if (headEnd == std::string_view::npos)
        return received.size() >= kMaxHead ? Status::Bad : Status::Incomplete;
    const std::string_view head = received.substr(0, headEnd);
    if (head.find('\0') != std::string_view::npos)
        return Status::Bad;
    const std::size_t lineEnd = std::min(head.find("\r\n"), head.size());
    const auto path = pathOf(head.substr(0, lineEnd));
    const auto length = lengthOf(lineEnd == head.size() ? "" : head.substr(lineEnd + 2));
    if (!path || !length || *length > kMaxBody)
        return Status::Bad;
    std::string_view body = received.substr(headEnd + 4);
    if (body.size() < *length)
        return Status::Incomplete;
    if (body.size() > *length)
        return Status::Bad;

    request.m_path = *path;
    request.m_fields.clear();
    while (!body.empty() && request.m_fields.size() < kMaxFields) {
        const std::size_t end = std::min(body.find('&'), body.size());
        const std::string_view pair = body.substr(0, end);
        const std::size_t equals = std::min(pair.find('='), pair.size());
        request.m_fields.emplace_back(percentDecoded(pair.substr(0, equals)),
            percentDecoded(equals < pair.size() ? pair.substr(equals + 1) : ""));
        body.remove_prefix(std::min(end + 1, body.size()));
    }
    return Status::Complete;
}

std::string_view HookRequest::field(std::string_view name) const
{
    const auto found = std::find_if(
        m_fields.begin(), m_fields.end(), [&](const auto& entry) { return entry.first == name; });
    return found == m_fields.end() ? std::string_view() : std::string_view(found->second);
}

} // namespace sluice
