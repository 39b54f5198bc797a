// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/AvUrl.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include <fmt/format.h>

#include "core/base/Redact.h"

namespace sluice {

namespace {

bool isHttp(const Url& url)
{
    return url.scheme == "http" || url.scheme == "https" || url.scheme == "icy" || url.scheme == "mmsh";
}

void setRtmpOptions(const Url& url, AvOptions& options)
{
    const auto target = RtmpTarget::of(url);
    if (!target)
        return;
    options.set("rtmp_app", target->app);
    options.set("rtmp_playpath", target->stream);
    options.set("rtmp_tcurl", target->tcUrl);
}

} // namespace

std::vector<std::string> secretsOf(const Url& url, bool publishing)
{
    constexpr std::size_t kShortest = 4;
    std::vector<std::string> all;
    const auto add = [&all](std::string_view text) {
        if (text.size() >= kShortest)
            all.emplace_back(text);
    };
    if (const auto target = RtmpTarget::of(url); target && publishing) {
        add(target->stream);
        add(std::string_view(target->stream).substr(0, target->stream.find('?')));
        if (const auto first = shownApp(*target).size(); first < target->app.size())
            add(std::string_view(target->app).substr(first + 1));
    }
    add(url.password);
    for (std::string_view query = url.query; !query.empty();) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        const auto equals = pair.find('=');
        add(equals == std::string_view::npos ? pair : pair.substr(equals + 1));
    }
    return all;
}

std::string withoutSecrets(std::string text, const std::vector<std::string>& secrets)
{
    for (const std::string& secret : secrets)
        replaceAll(text, secret, kRedacted);
    return text;
}

bool isTls(const Url& url)
{
    return url.scheme == "rtmps" || url.scheme == "https" || url.scheme == "rtsps";
}

std::string systemCaFile()
{
    // As with OpenSSL, curl and many others: who runs a server of their own names its certificate here.
    if (const char* named = std::getenv("SSL_CERT_FILE"); named != nullptr && *named != '\0')
        return named;
    // Debian, Ubuntu, Arch; Fedora; openSUSE; Alpine.
    for (const char* path : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
             "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"}) {
        std::error_code ignored;
        if (std::filesystem::exists(path, ignored))
            return path;
    }
    return {};
}

AvAddress avAddress(const Url& url, std::string_view numeric, std::string_view caFile)
{
    AvAddress address;
    if (url.isFile()) {
        address.url = "file:" + url.path;
        return address;
    }
    setRtmpOptions(url, address.options);
    Url dialled = url;
    if (isTls(url)) {
        address.options.set("tls_verify", 1);
        address.options.set("ca_file", caFile.empty() ? systemCaFile() : std::string(caFile));
        if (url.scheme == "rtmps") {
            dialled.user.clear();
            dialled.password.clear();
        }
    } else {
        dialled.host = numeric;
        if (isHttp(url)) {
            const bool usual = url.port == 0 || url.port == 80;
            const std::string bare
                = url.host.find(':') == std::string::npos ? url.host : "[" + url.host + "]";
            address.options.set("headers", fmt::format("Host: {}\r\n", usual ? bare : url.hostPort()));
        }
    }
    if (dialled.scheme == "icy")
        dialled.scheme = "http";
    address.url = dialled.toString();
    return address;
}

Result<std::vector<AvAddress>> avAddresses(
    const Url& url, Resolver& resolver, Duration patience, StopToken stop, std::string_view caFile)
{
    std::vector<AvAddress> addresses;
    if (url.isFile()) {
        addresses.push_back(avAddress(url, {}, caFile));
        return addresses;
    }
    auto numeric = resolver.resolve(url.host, patience, std::move(stop));
    if (!numeric)
        return numeric.error();
    if (isTls(url))
        numeric->resize(1); // libavformat goes through them by itself
    for (const std::string& host : *numeric)
        addresses.push_back(avAddress(url, host, caFile));
    return addresses;
}

TimePoint attemptDeadline(TimePoint now, TimePoint end, std::size_t index, std::size_t count)
{
    const auto left = static_cast<Duration::rep>(count - index);
    return left <= 1 ? end : now + (end - now) / left;
}

} // namespace sluice
