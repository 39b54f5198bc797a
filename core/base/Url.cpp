// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/Url.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace sluice {

namespace {

struct Scheme {
    std::string_view name;
    int port;
};
constexpr auto kSchemes = std::to_array<Scheme>({
    {"rtmp", 1935},
    {"rtmps", 443},
    {"rtsp", 554},
    {"rtsps", 322},
    {"http", 80},
    {"https", 443},
    {"mms", 1755},
    {"mmsh", 80},
    {"mmst", 1755},
    {"icy", 80},
    {"srt", 0},
    {"udp", 0},
    {"rtp", 0},
    {"pnm", 7070},
});

char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool schemeCharacter(char c)
{
    return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
}

bool parsePort(std::string_view text, int& port)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    return error == std::errc() && end == text.data() + text.size() && port > 0 && port <= 65535;
}

bool parseAuthority(std::string_view text, Url& url)
{
    if (const auto at = text.rfind('@'); at != std::string_view::npos) {
        const std::string_view login = text.substr(0, at);
        const auto colon = login.find(':');
        url.user = login.substr(0, colon);
        if (colon != std::string_view::npos)
            url.password = login.substr(colon + 1);
        text.remove_prefix(at + 1);
    }
    std::string_view rest;
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos)
            return false;
        url.host = text.substr(1, close - 1);
        rest = text.substr(close + 1);
    } else {
        const auto colon = text.find(':');
        url.host = text.substr(0, colon);
        rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
    }
    if (url.host.empty() || url.host.find_first_of(" []") != std::string::npos)
        return false;
    return rest.empty() || (rest.starts_with(':') && parsePort(rest.substr(1), url.port));
}

bool isRtmp(const Url& url)
{
    return url.scheme == "rtmp" || url.scheme == "rtmps";
}

std::string_view withoutSlashesBefore(std::string_view path)
{
    while (path.starts_with('/'))
        path.remove_prefix(1);
    return path;
}

// Of a path without a mark; its size where there is nothing behind.
std::size_t endOfApp(std::string_view path)
{
    const std::size_t first = std::min(path.find('/'), path.size());
    const std::size_t second = path.find('/', first + 1);
    if (second == std::string_view::npos || second + 1 == path.size() || path.substr(0, first) == "ondemand"
        || path.substr(first + 1, second - first - 1).find(':') != std::string_view::npos)
        return first;
    return second;
}

} // namespace

std::optional<Url> Url::parse(std::string_view text)
{
    while (!text.empty() && text.front() == ' ')
        text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ')
        text.remove_suffix(1);
    const bool control = std::ranges::any_of(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (text.empty() || control)
        return std::nullopt;

    Url url;
    const auto colon = text.find(':');
    const bool hasScheme = colon != std::string_view::npos && colon > 0
        && std::ranges::all_of(text.substr(0, colon), schemeCharacter);
    if (!hasScheme) {
        url.scheme = "file";
        url.path = text;
        return url;
    }
    std::ranges::transform(text.substr(0, colon), std::back_inserter(url.scheme), lower);
    std::string_view rest = text.substr(colon + 1);
    if (url.scheme == "file") {
        if (rest.starts_with("//"))
            rest.remove_prefix(2);
        url.path = rest;
        return url.path.empty() ? std::nullopt : std::optional(url);
    }
    if (!rest.starts_with("//"))
        return std::nullopt;
    rest.remove_prefix(2);
    const auto slash = rest.find_first_of("/?");
    if (!parseAuthority(rest.substr(0, slash), url))
        return std::nullopt;
    if (slash != std::string_view::npos) {
        rest.remove_prefix(slash);
        const auto question = rest.find('?');
        url.path = rest.substr(0, question);
        if (question != std::string_view::npos)
            url.query = rest.substr(question + 1);
    }
    return url;
}

std::string Url::toString() const
{
    if (isFile())
        return path;
    std::string login = user;
    if (!password.empty())
        login += ":" + password;
    if (!login.empty())
        login += "@";
    const std::string shown = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return fmt::format("{}://{}{}{}{}{}", scheme, login, shown, port ? fmt::format(":{}", port) : "", path,
        query.empty() ? "" : "?" + query);
}

int Url::effectivePort() const
{
    if (port)
        return port;
    for (const Scheme& known : kSchemes)
        if (known.name == scheme)
            return known.port;
    return 0;
}

std::string Url::hostPort() const
{
    const std::string shown = host.find(':') == std::string::npos ? host : "[" + host + "]";
    const int p = effectivePort();
    return p ? fmt::format("{}:{}", shown, p) : shown;
}

std::optional<RtmpTarget> RtmpTarget::of(const Url& url)
{
    if (!isRtmp(url))
        return std::nullopt;
    const std::string_view path = withoutSlashesBefore(url.path);
    RtmpTarget target;
    const auto mark = path.find("//");
    const bool marked = mark != std::string_view::npos;
    const std::size_t end = marked ? mark : endOfApp(path);
    target.app = path.substr(0, end);
    if (end < path.size())
        target.stream = path.substr(end + (marked ? 2 : 1));
    if (target.app.empty() || target.stream.empty())
        return std::nullopt;
    if (!url.query.empty())
        target.stream += "?" + url.query;
    target.tcUrl = fmt::format("{}://{}/{}", url.scheme, url.hostPort(), target.app);
    return target;
}

std::string_view withoutEndSlashes(std::string_view text)
{
    while (text.ends_with('/'))
        text.remove_suffix(1);
    return text;
}

bool isRtmpServer(const Url& url)
{
    const std::string_view app = withoutEndSlashes(withoutSlashesBefore(url.path));
    return isRtmp(url) && url.query.empty() && !app.empty() && app.find("//") == std::string_view::npos;
}

std::string withStreamKey(std::string_view server, std::string_view key)
{
    while (server.starts_with(' '))
        server.remove_prefix(1);
    while (server.ends_with(' ') || server.ends_with('/'))
        server.remove_suffix(1);
    std::string plain = fmt::format("{}/{}", server, key);
    const auto url = Url::parse(server);
    if (!url || !isRtmpServer(*url))
        return plain;
    const auto whole = Url::parse(plain);
    const auto target = whole ? RtmpTarget::of(*whole) : std::nullopt;
    const std::string_view app = withoutSlashesBefore(url->path);
    const bool understood
        = target && target->app == app && target->stream == key && app.find('/') == std::string_view::npos;
    return understood ? plain : fmt::format("{}//{}", server, key);
}

} // namespace sluice
