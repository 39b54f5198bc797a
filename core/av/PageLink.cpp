// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/PageLink.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "core/base/Redact.h"

namespace sluice {

namespace {

constexpr std::string_view kBlanks = " \t\r\n\f";
constexpr std::size_t kMaxAttributes = 32; // our choice: a link has half a dozen

std::string lower(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return out;
}

bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// As much of HTML's rules (13.2.5, tokenization) as tells tags from what only looks like some.
class Tags {
public:
    explicit Tags(std::string_view html) : m_rest(html) { }

    struct Tag {
        std::string name; // lower case; "/…" for an end tag
        std::map<std::string, std::string> attributes; // names in lower case; of two, the first
    };
    std::optional<Tag> next()
    {
        for (;;) {
            m_rest.remove_prefix(std::min(m_rest.find('<'), m_rest.size()));
            if (m_rest.size() < 2)
                return std::nullopt;
            if (m_rest.starts_with("<!--")) {
                m_rest.remove_prefix(2); // "<!-->" is one already
                skipBehind("-->");
            } else if (isLetter(m_rest[1])
                || (m_rest[1] == '/' && m_rest.size() > 2 && isLetter(m_rest[2]))) {
                return readTag();
            } else {
                m_rest.remove_prefix(1);
            }
        }
    }
    void skipBehind(std::string_view mark) // in lower case
    {
        const auto same = [](char a, char b) { return (isLetter(a) ? char(a | 32) : a) == b; };
        const auto found = std::search(m_rest.begin(), m_rest.end(), mark.begin(), mark.end(), same);
        take(static_cast<std::size_t>(found - m_rest.begin()) + mark.size());
    }

private:
    std::string_view take(std::size_t length)
    {
        const std::string_view taken = m_rest.substr(0, length);
        m_rest.remove_prefix(taken.size());
        return taken;
    }
    void skipBlanks() { take(std::min(m_rest.find_first_not_of(kBlanks), m_rest.size())); }

    std::optional<Tag> readTag()
    {
        take(1);
        Tag tag;
        const bool end = m_rest.front() == '/';
        if (end)
            take(1);
        tag.name = (end ? "/" : "") + lower(take(m_rest.find_first_of(" \t\r\n\f/>")));
        for (;;) {
            take(std::min(m_rest.find_first_not_of(" \t\r\n\f/"), m_rest.size()));
            if (m_rest.empty())
                return std::nullopt; // cut off
            if (m_rest.front() == '>') {
                take(1);
                return tag;
            }
            const std::string name = lower(take(m_rest.find_first_of(" \t\r\n\f/>=", 1)));
            const std::string value = readValue();
            if (tag.attributes.size() < kMaxAttributes)
                tag.attributes.emplace(name, value);
        }
    }
    std::string readValue()
    {
        skipBlanks();
        if (!m_rest.starts_with('='))
            return {};
        take(1);
        skipBlanks();
        if (!m_rest.starts_with('"') && !m_rest.starts_with('\''))
            return std::string(take(m_rest.find_first_of(" \t\r\n\f>")));
        const char quote = m_rest.front();
        take(1);
        const std::string value(take(m_rest.find(quote)));
        take(1);
        return value;
    }

    std::string_view m_rest;
};

bool isPlaylist(std::string type)
{
    type = lower(type.substr(0, type.find(';')));
    while (type.ends_with(' '))
        type.pop_back();
    constexpr auto kTypes = std::to_array<std::string_view>(
        {"application/vnd.apple.mpegurl", "application/x-mpegurl", "audio/mpegurl", "audio/x-mpegurl"});
    return std::ranges::find(kTypes, type) != kTypes.end();
}

bool isAlternate(const std::string& rel)
{
    return (" " + lower(rel) + " ").find(" alternate ") != std::string::npos;
}

std::string valueOf(const Tags::Tag& tag, const std::string& name)
{
    const auto found = tag.attributes.find(name);
    return found == tag.attributes.end() ? std::string() : found->second;
}

std::string trimmed(const std::string& text)
{
    const auto begin = text.find_first_not_of(kBlanks);
    return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(kBlanks) - begin + 1);
}

} // namespace

std::string declaredStream(std::string_view html)
{
    constexpr std::string_view kByteOrder = "\xEF\xBB\xBF";
    if (html.starts_with(kByteOrder))
        html.remove_prefix(kByteOrder.size());
    const auto begin = html.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos || html[begin] != '<') // no page
        return {};
    Tags tags(html);
    while (const auto tag = tags.next()) {
        if (tag->name == "body" || tag->name == "/head")
            return {};
        if (tag->name == "script" || tag->name == "style" || tag->name == "title" || tag->name == "noscript")
            tags.skipBehind("</" + tag->name);
        if (tag->name != "link" || !isAlternate(valueOf(*tag, "rel")) || !isPlaylist(valueOf(*tag, "type")))
            continue;
        std::string href = trimmed(valueOf(*tag, "href"));
        replaceAll(href, "&amp;", "&");
        if (!href.empty())
            return href;
    }
    return {};
}

} // namespace sluice
