// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/NginxConfig.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/server/StreamName.h"

namespace sluice {

namespace {

constexpr auto kShortestFragment = milliseconds(500);
constexpr auto kLongestFragment = seconds(10);
// A fragment is cut at the first keyframe after hls_fragment; without one, nginx cuts here in the middle of a GOP.
constexpr int kMaxFragmentFactor = 3;

using Values = std::vector<std::pair<std::string_view, std::string>>;

std::optional<Error> check(const NginxParameters& p)
{
    const auto bad = [](std::string key, std::string value, std::string rule) {
        return Error(ErrorCode::BadSetting, {std::move(key), std::move(value), std::move(rule)});
    };
    for (const std::string* path : {&p.modulePath, &p.runDirectory, &p.webRoot})
        if (!isPlainPath(*path))
            return bad(QT_TRANSLATE_NOOP("core", "A folder of the built-in server"), *path,
                QT_TRANSLATE_NOOP("core", "its path must be plain and absolute"));
    for (const int port : {p.rtmpPort, p.httpPort})
        if (port < 1 || port > 65535)
            return bad(QT_TRANSLATE_NOOP("core", "A port of the built-in server"), fmt::to_string(port),
                QT_TRANSLATE_NOOP("core", "ports go from 1 to 65535"));
    if (p.rtmpPort == p.httpPort)
        return bad(QT_TRANSLATE_NOOP("core", "The HTTP port"), fmt::to_string(p.httpPort),
            QT_TRANSLATE_NOOP("core", "RTMP uses it already"));
    if (!isStreamName(p.streamName))
        return bad(QT_TRANSLATE_NOOP("core", "The name of the stream"), p.streamName,
            QT_TRANSLATE_NOOP("core", "use 1 to 64 letters, digits, - and _"));
    if (p.hlsFragment < kShortestFragment || p.hlsFragment > kLongestFragment)
        return bad(QT_TRANSLATE_NOOP("core", "The length of a piece"),
            fmt::format("{} ms", toMs(p.hlsFragment)), QT_TRANSLATE_NOOP("core", "use 0.5 to 10 s"));
    return std::nullopt;
}

Values valuesOf(const NginxParameters& p)
{
    const auto fragment = toMs(p.hlsFragment);
    return {
        {"MODULE", p.modulePath},
        {"USER", p.asRoot ? "user root;" : ""},
        {"RUN", p.runDirectory},
        {"WEB", p.webRoot},
        {"ADDRESS", p.shared ? "0.0.0.0" : "127.0.0.1"},
        {"FOREIGN_HOST", p.shared ? "0" : "1"},
        {"RTMP_PORT", fmt::to_string(p.rtmpPort)},
        {"HTTP_PORT", fmt::to_string(p.httpPort)},
        {"NAME", p.streamName},
        {"HLS_FRAGMENT_MS", fmt::to_string(fragment)},
        {"HLS_MAX_FRAGMENT_MS", fmt::to_string(fragment * kMaxFragmentFactor)},
    };
}

} // namespace

bool isPlainPath(std::string_view path)
{
    constexpr std::string_view kForbidden = "\"'\\$%;{}#";
    return path.starts_with('/') && std::all_of(path.begin(), path.end(), [&](char c) {
        return static_cast<unsigned char>(c) >= 0x20 && c != 0x7f
            && kForbidden.find(c) == std::string_view::npos;
    });
}

Result<std::string> fillNginxConfig(std::string_view configTemplate, const NginxParameters& parameters)
{
    if (const auto error = check(parameters))
        return *error;
    const Values values = valuesOf(parameters);
    std::string out;
    out.reserve(configTemplate.size() * 2);
    while (!configTemplate.empty()) {
        const std::size_t begin = configTemplate.find('%');
        out += configTemplate.substr(0, begin);
        if (begin == std::string_view::npos)
            break;
        const std::size_t end = configTemplate.find('%', begin + 1);
        const std::string_view word
            = end == std::string_view::npos ? "" : configTemplate.substr(begin + 1, end - begin - 1);
        const auto value = std::find_if(
            values.begin(), values.end(), [&](const auto& entry) { return entry.first == word; });
        if (value == values.end())
            return Error(
                ErrorCode::Internal, {fmt::format("the server template has an unknown word “{}”", word)});
        out += value->second;
        configTemplate.remove_prefix(end + 1);
    }
    return out;
}

} // namespace sluice
