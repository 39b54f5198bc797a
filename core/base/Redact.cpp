// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Redact.h"

#include "core/base/Url.h"

namespace sluice {

namespace {

constexpr std::string_view kUrlEnd = " \t\r\n\"'<>,;)";

std::string redactQuery(std::string_view query)
{
    std::string out;
    while (!query.empty()) {
        const auto amp = query.find('&');
        const std::string_view pair = query.substr(0, amp);
        const auto equals = pair.find('=');
        if (!out.empty())
            out += '&';
        if (equals == std::string_view::npos)
            out += kRedacted;
        else
            out.append(pair.substr(0, equals + 1)).append(kRedacted);
        query = amp == std::string_view::npos ? std::string_view() : query.substr(amp + 1);
    }
    return out;
}

// What stands in for all that may be a key.
std::string redactedPath(const RtmpTarget& target)
{
    return "/" + std::string(shownApp(target)) + "/" + std::string(kRedacted);
}

} // namespace

std::string_view shownApp(const RtmpTarget& target)
{
    return std::string_view(target.app).substr(0, target.app.find('/'));
}

std::string redactUrl(std::string_view text, bool publishing)
{
    std::optional<Url> url = Url::parse(text);
    if (!url)
        return std::string(kRedacted);
    if (url->isFile())
        return url->path;
    url->user.clear();
    url->password.clear();
    if (publishing) {
        if (const auto target = RtmpTarget::of(*url)) {
            url->path = redactedPath(*target);
            url->query.clear();
        }
    }
    url->query = redactQuery(url->query);
    return url->toString();
}

std::string redact(std::string_view text)
{
    std::string out;
    while (!text.empty()) {
        const auto mark = text.find("://");
        if (mark == std::string_view::npos)
            break;
        auto start = mark;
        const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
        while (start > 0 && letter(text[start - 1]))
            --start;
        auto end = text.find_first_of(kUrlEnd, mark);
        if (end == std::string_view::npos)
            end = text.size();
        out += text.substr(0, start);
        if (end == mark + 3) // a scheme alone, as in a sentence about it
            out += text.substr(start, end - start);
        else // what has no scheme is no address that could be taken apart
            out += start < mark ? redactUrl(text.substr(start, end - start), true) : std::string(kRedacted);
        text.remove_prefix(end);
    }
    out += text;
    return out;
}

void replaceAll(std::string& text, std::string_view what, std::string_view with)
{
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size()))
        text.replace(at, what.size(), with);
}

} // namespace sluice
