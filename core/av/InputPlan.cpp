// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/InputPlan.h"

#include <algorithm>
#include <limits>

#include "core/base/Redact.h"

namespace sluice {

namespace {

constexpr const char* kHttpProtocols = "http,https,tcp,tls,crypto,data";
constexpr const char* kFileProtocols = "file,http,https,tcp,tls,crypto,data";
constexpr const char* kRtmpProtocols = "rtmp,rtmps,tcp,tls";
constexpr const char* kRtspProtocols = "rtsp,rtp,udp,srtp,tcp,tls";
constexpr const char* kMmsProtocols = "mmst,mmsh,http,tcp";

// libavformat also knows formats that are no media: text art, lists of files, devices. A server or a file must not
// be able to choose those.
constexpr const char* kFormats
    = "flv,live_flv,hls,mpegts,mpeg,mov,matroska,mp3,aac,ac3,eac3,ogg,wav,w64,flac,aiff,au,"
      "asf,avi,rtsp,h264,hevc,m4v,mjpeg,ivf,rm,caf,amr,ape,wv,tta,dv,mxf,nut,webvtt,"
      "mpegvideo,yuv4mpegpipe,dts,loas,mpc,mpc8";

// Sound announced and none sent must not hold the start up for libavformat's 5 s.
constexpr std::int64_t kAnalyzeMicroseconds = 2'000'000;

Result<InputPlan> planFor(Url url)
{
    InputPlan plan;
    const std::string& scheme = url.scheme;
    if (scheme == "rtmp" || scheme == "rtmps") {
        if (!RtmpTarget::of(url))
            return Error(ErrorCode::BadUrl, {redactUrl(url.toString())});
        plan.forcedFormat = "flv";
        plan.protocols = kRtmpProtocols;
        plan.pushed = true;
    } else if (scheme == "rtsp" || scheme == "rtsps") {
        plan.forcedFormat = "rtsp";
        plan.protocols = kRtspProtocols;
        plan.dialsItself = true;
        plan.pushed = true;
    } else if (scheme == "http" || scheme == "https" || scheme == "icy") {
        plan.protocols = kHttpProtocols;
    } else if (scheme == "mmsh" || scheme == "mmst") {
        plan.protocols = kMmsProtocols;
    } else if (scheme == "file") {
        plan.protocols = kFileProtocols;
    } else {
        return Error(ErrorCode::UnsupportedProtocol, {scheme});
    }
    plan.url = std::move(url);
    return plan;
}

Url withScheme(Url url, std::string scheme)
{
    url.scheme = std::move(scheme);
    return url;
}

} // namespace

Result<std::vector<InputPlan>> inputPlans(const std::string& address)
{
    const auto url = Url::parse(address);
    if (!url)
        return Error(ErrorCode::BadUrl, {redactUrl(address)});
    std::vector<Url> ways{*url};
    if (url->scheme == "mms") {
        constexpr int kMmsPort = 1755;
        ways = {withScheme(*url, "mmst"), withScheme(*url, "mmsh")};
        if (url->port != 0 && url->port != kMmsPort) // a port of the web, most likely
            std::ranges::reverse(ways);
    } else if (url->scheme == "pnm" || url->scheme == "pna") {
        ways = {withScheme(*url, "rtsp")}; // RealServer's own successor
    }
    std::vector<InputPlan> plans;
    for (const Url& way : ways) {
        auto plan = planFor(way);
        if (!plan)
            return plan.error();
        plans.push_back(std::move(*plan));
    }
    return plans;
}

AvOptions inputOptions(const InputPlan& plan, Duration readDeadline)
{
    AvOptions options;
    options.set("protocol_whitelist", plan.protocols);
    options.set("format_whitelist", kFormats);
    if (plan.forcedFormat == "flv") {
        options.set("fflags", "nobuffer");
        options.set("correct_ts_overflow", 0); // ours counts more than one wrap
        options.set("tcp_nodelay", 1);
    } else {
        options.set("analyzeduration", kAnalyzeMicroseconds);
    }
    if (plan.dialsItself) {
        options.set(
            "timeout", readDeadline.count()); // of RTSP's sockets; on rtmp the same word makes it listen
        options.set("rtsp_flags", "prefer_tcp"); // falls back to UDP by itself
        options.set("fpsprobesize", 2); // frames; a paced sender takes 0.8 s for libavformat's 20
    } else if (!plan.url.isFile()) {
        options.set("rw_timeout", readDeadline.count());
    }
    if (plan.protocols == kHttpProtocols) {
        // Segments may be called anything: what may be opened is decided by protocol, each time, in SourceIo.
        options.set("allowed_extensions", "ALL");
        options.set("allowed_segment_extensions", "ALL");
        options.set("extension_picky", 0);
    }
    if (plan.protocols == kHttpProtocols || plan.url.isFile()) {
        options.set(
            "live_start_index", -3); // RFC 8216, 6.3.3: not nearer to the end than three target durations
        // A stale playlist ends by our deadline or its end mark, not by a count of reloads.
        options.set("max_reload", std::numeric_limits<int>::max());
        options.set("m3u8_hold_counters", std::numeric_limits<int>::max());
    }
    return options;
}

} // namespace sluice
