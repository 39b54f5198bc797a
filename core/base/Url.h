// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace sluice {

// An address taken apart, without decoding: scheme://user:password@host:port/path?query. IPv6 hosts stand without
// their brackets. A plain path or file: gives scheme "file".
struct Url {
    std::string scheme; // lower case
    std::string user;
    std::string password;
    std::string host;
    int port = 0; // 0: not given
    std::string path; // with the leading slash; for files the path itself
    std::string query; // without the question mark

    // Nothing when the text has no scheme Sluice could mean, no host where one is needed, a port out of range, or
    // control characters.
    static std::optional<Url> parse(std::string_view text);

    std::string toString() const;
    // The port that is meant when none is given: 1935, 443, 554, 80 …; 0 when the scheme has none.
    int effectivePort() const;
    // host:port, IPv6 in brackets.
    std::string hostPort() const;
    bool isFile() const { return scheme == "file"; }

    bool operator==(const Url&) const = default;
};

// An RTMP address as RTMP means it: rtmp://host/app[/instance]/name?args. Where the application ends cannot be seen in
// general. "//" in the path marks it; without that, the application is the first part of two, and the first two of more
// (as libavformat and librtmp have it, but for a second part such as "mp4:film", which is a stream's name already).
struct RtmpTarget {
    std::string app;
    std::string stream; // with ?arguments; secret when publishing to a service
    std::string tcUrl; // scheme://host:port/app

    static std::optional<RtmpTarget> of(const Url& url);
};

// An address without the slashes at its end, which mean nothing to a server.
std::string_view withoutEndSlashes(std::string_view text);

// Whether it can be a server's address, the stream key apart: rtmp or rtmps, an application, no arguments.
bool isRtmpServer(const Url& url);

// The address to publish `key` at: the whole path of `server` is the application, whatever the key looks like.
// "rtmp://h/app" → "rtmp://h/app/key"; where the application has several parts, or the key would not be read as it is,
// "//" stands in between: "rtmp://h/app/instance//key".
std::string withStreamKey(std::string_view server, std::string_view key);

} // namespace sluice
