// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/AvDiagnosis.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstring>
#include <optional>

#include <fmt/format.h>

extern "C" {
#include <libavutil/error.h>
}

#include "core/av/AvError.h"
#include "core/av/AvUrl.h"
#include "core/base/Redact.h"
#include "core/base/TextFile.h"

namespace sluice {

namespace {

using Phase = AvFailure::Phase;

std::string lower(std::string_view text)
{
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
    return out;
}

bool says(const AvFailure& f, std::string_view phrase)
{
    return lower(f.words).find(phrase) != std::string::npos;
}

// The rest of the last line that holds `mark`.
std::string after(const AvFailure& f, std::string_view mark)
{
    const auto at = f.words.rfind(mark);
    if (at == std::string::npos)
        return {};
    const std::string_view rest = std::string_view(f.words).substr(at + mark.size());
    return std::string(rest.substr(0, rest.find('\n')));
}

bool publishing(const AvFailure& f)
{
    return f.phase == Phase::Publishing || f.phase == Phase::Writing;
}

bool starting(const AvFailure& f)
{
    return f.phase == Phase::Opening || f.phase == Phase::Publishing;
}

bool isRtmp(const Url& url)
{
    return url.scheme == "rtmp" || url.scheme == "rtmps";
}

// What may be shown of the stream: a published name may be the key.
std::string streamName(const AvFailure& f)
{
    const auto target = RtmpTarget::of(f.url);
    if (!target)
        return redactUrl(f.url.path);
    if (publishing(f))
        return fmt::format("{}/{}", shownApp(*target), kRedacted);
    return target->stream.substr(0, target->stream.find('?'));
}

std::string appName(const AvFailure& f)
{
    const auto target = RtmpTarget::of(f.url);
    if (!target)
        return f.url.path;
    return publishing(f) ? std::string(shownApp(*target)) : target->app;
}

// A server's sentence, fit to be shown: no key, no endless text.
std::string shown(const AvFailure& f, std::string text)
{
    constexpr std::size_t kLongest = 200; // our choice: two lines in the window
    text = withoutSecrets(std::move(text), secretsOf(f.url, publishing(f)));
    text = redact(text);
    std::erase_if(text, [](unsigned char c) { return c < 0x20 || c == 0x7f; });
    if (text.size() > kLongest)
        text.resize(kLongest);
    while (!text.empty() && (text.back() == '.' || text.back() == ' '))
        text.pop_back();
    return text;
}

std::string detailOf(const AvFailure& f)
{
    return shown(
        f, fmt::format("{} ({}), connection {}: {}", avErrorText(f.code), f.code, f.ioError, f.words));
}

Error make(const AvFailure& f, ErrorCode code, std::vector<std::string> args)
{
    return Error(code, std::move(args), detailOf(f));
}

bool neverSecured(const AvFailure& f)
{
    return isTls(f.url) && f.connected && !f.talking;
}

// Seconds as people say them: what is left of a deadline is never a round number.
std::string waited(const AvFailure& f)
{
    const double seconds = toSeconds(f.deadline);
    return fmt::format(
        "{:g}", seconds < 1 ? std::max(0.1, std::round(seconds * 10) / 10) : std::round(seconds));
}

Error tooLate(const AvFailure& f)
{
    if (f.url.isFile())
        return make(
            f, ErrorCode::FileUnreadable, {f.url.path, QT_TRANSLATE_NOOP("core", "it does not answer")});
    if (f.phase == AvFailure::Phase::Writing)
        return make(f, ErrorCode::ServerTakesNothing, {f.url.host, waited(f)});
    if (neverSecured(f)) // a server without TLS waits for the rest of what it does not understand
        return make(f, ErrorCode::TlsFailed, {f.url.host});
    if (f.connected || !starting(f))
        return make(f, ErrorCode::ServerSilent, {f.url.host, waited(f)});
    return make(f, ErrorCode::ConnectionTimedOut, {f.url.hostPort()});
}

// --- by the code -----------------------------------------------------------------------------------------------

std::string_view statusText(int code)
{
    switch (code) {
    case AVERROR_HTTP_BAD_REQUEST:
        return "400 Bad Request";
    case AVERROR_HTTP_UNAUTHORIZED:
        return "401 Unauthorized";
    case AVERROR_HTTP_FORBIDDEN:
        return "403 Forbidden";
    case AVERROR_HTTP_NOT_FOUND:
        return "404 Not Found";
    case AVERROR_HTTP_OTHER_4XX:
        return "4xx";
    case AVERROR_HTTP_SERVER_ERROR:
        return "5xx";
    default:
        return {};
    }
}

// "404 Not Found": from the server's own line where there is one.
std::optional<Error> httpError(const AvFailure& f)
{
    const std::string_view status = statusText(f.code);
    if (status.empty())
        return std::nullopt;
    if (f.code == AVERROR_HTTP_NOT_FOUND && f.url.scheme.starts_with("rtsp"))
        return make(f, ErrorCode::NoSuchStream, {f.url.host, f.url.path});
    std::string words = after(f, "HTTP error ");
    if (words.empty())
        words = after(f, " failed: ");
    const bool usable = words.size() >= 3 && words[0] >= '4' && words[0] <= '5';
    return make(f, ErrorCode::HttpStatus, {f.url.host, usable ? shown(f, words) : std::string(status)});
}

std::optional<Error> fileError(const AvFailure& f)
{
    if (!f.url.isFile() || f.code > -1 || f.code < -4096) // not an errno
        return std::nullopt;
    const std::string why = errnoText(AVUNERROR(f.code));
    if (publishing(f))
        return make(f, ErrorCode::FileUnwritable, {f.url.path, why});
    if (f.code == AVERROR(ENOENT))
        return make(f, ErrorCode::FileNotFound, {f.url.path});
    if (f.code == AVERROR(EINVAL))
        return std::nullopt;
    return make(f, ErrorCode::FileUnreadable, {f.url.path, why});
}

std::optional<Error> socketError(const AvFailure& f, int code)
{
    switch (AVUNERROR(code)) {
    case ECONNREFUSED:
        return make(f, ErrorCode::ConnectionRefused, {f.url.hostPort()});
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ENETDOWN:
    case EADDRNOTAVAIL:
        return make(f, ErrorCode::NetworkUnreachable, {f.url.host});
    case ETIMEDOUT:
        return tooLate(f);
    default:
        return std::nullopt;
    }
}

std::optional<Error> contentError(const AvFailure& f)
{
    if (says(f, "blocked for security reasons")) // a local file named by a playlist
        return make(f, ErrorCode::ForbiddenProtocol, {"file"});
    if (says(f, "format not on whitelist"))
        return make(f, ErrorCode::NotMedia, {redactUrl(f.url.toString())});
    if (says(f, "not on whitelist")) {
        std::string scheme = after(f, "Protocol '");
        scheme.resize(std::min(scheme.find('\''), scheme.size()));
        return make(f, ErrorCode::ForbiddenProtocol, {shown(f, scheme)});
    }
    switch (f.code) {
    case AVERROR_PROTOCOL_NOT_FOUND:
        return make(f, ErrorCode::UnsupportedProtocol, {f.url.scheme});
    case AVERROR_INVALIDDATA:
    case AVERROR_DEMUXER_NOT_FOUND:
    case AVERROR_PATCHWELCOME:
        if (publishing(f) || isRtmp(f.url))
            return std::nullopt;
        return make(f, ErrorCode::NotMedia, {redactUrl(f.url.toString())});
    default:
        return std::nullopt;
    }
}

// --- by the server's words -------------------------------------------------------------------------------------

struct Phrase {
    std::string_view text; // lower case
    ErrorCode code;
};

// libavformat logs the description of an RTMP status and only without one its code, so both are here: the codes of
// the RTMP specification, and the words of nginx-rtmp, Adobe, Wowza, SRS and the big services.
constexpr auto kRtmpPhrases = std::to_array<Phrase>({
    {"netstream.play.streamnotfound", ErrorCode::NoSuchStream},
    {"no such stream", ErrorCode::NoSuchStream},
    {"stream not found", ErrorCode::NoSuchStream},
    {"netstream.play.failed", ErrorCode::NoSuchStream},
    {"netstream.publish.badname", ErrorCode::NameInUse},
    {"already publish", ErrorCode::NameInUse}, // …ing, …ed
    {"being published", ErrorCode::NameInUse},
    {"already streaming", ErrorCode::NameInUse},
    {"already live", ErrorCode::NameInUse},
    {"already taken", ErrorCode::NameInUse},
    {"already in use", ErrorCode::NameInUse},
    {"stream busy", ErrorCode::NameInUse},
    {"stream is busy", ErrorCode::NameInUse},
    {"already exists", ErrorCode::NameInUse},
    {"netstream.publish.denied", ErrorCode::KeyRefused},
    {"netstream.publish.rejected", ErrorCode::KeyRefused},
    {"netstream.authenticate", ErrorCode::KeyRefused},
    {"accessmanager.reject", ErrorCode::LoginNeeded},
    {"no credentials set", ErrorCode::LoginNeeded},
    {"need auth", ErrorCode::LoginNeeded},
    {"incorrect username", ErrorCode::KeyRefused},
    {"authentication failed", ErrorCode::KeyRefused},
    {"unauthorized", ErrorCode::KeyRefused},
    {"not authorized", ErrorCode::KeyRefused},
    {"publish denied", ErrorCode::KeyRefused},
    {"invalid stream key", ErrorCode::KeyRefused},
    {"invalid key", ErrorCode::KeyRefused},
    {"access denied", ErrorCode::KeyRefused},
    {"netconnection.connect.invalidapp", ErrorCode::PathRefused},
    {"application not found", ErrorCode::PathRefused},
    {"no such application", ErrorCode::PathRefused},
});

// Red5 says of a name that is in use nothing but the name.
bool saysOnlyTheName(const AvFailure& f)
{
    const auto target = RtmpTarget::of(f.url);
    const std::string said = after(f, "Server error: ");
    return publishing(f) && f.rtmpStage == RtmpStage::Asking && target && !said.empty()
        && (said == target->stream || said == target->stream.substr(0, target->stream.find('?')));
}

std::optional<Error> rtmpRefusal(const AvFailure& f)
{
    if (saysOnlyTheName(f))
        return make(f, ErrorCode::NameInUse, {streamName(f)});
    for (const Phrase& phrase : kRtmpPhrases) {
        if (!says(f, phrase.text))
            continue;
        // Once the stream was named, the login had been taken.
        const bool login = (phrase.code == ErrorCode::LoginNeeded || phrase.code == ErrorCode::KeyRefused)
            && f.rtmpStage != RtmpStage::Asking;
        if (login && !f.url.user.empty() && isTls(f.url)) // see avAddress()
            return make(f, ErrorCode::ServerRefused,
                {QT_TRANSLATE_NOOP("core",
                    "it wants a user name and a password, which Sluice can give over rtmp only, not over rtmps")});
        if (login && !f.url.user.empty())
            return make(f, ErrorCode::LoginRefused, {f.url.host});
        switch (phrase.code) {
        case ErrorCode::LoginNeeded:
            return make(f, phrase.code, {f.url.host});
        case ErrorCode::NoSuchStream:
            return make(f, phrase.code, {f.url.host, streamName(f)});
        case ErrorCode::NameInUse:
            return make(f, phrase.code, {streamName(f)});
        case ErrorCode::PathRefused:
            return make(f, phrase.code, {appName(f)});
        default:
            return make(f, phrase.code, {});
        }
    }
    if (!says(f, "server error:"))
        return std::nullopt;
    // What the server said is all there is; where it only gave RTMP's name for it, nobody is told.
    const std::string said = shown(f, after(f, "Server error: "));
    if (said.empty() || said.starts_with("NetStream.") || said.starts_with("NetConnection."))
        return make(f, ErrorCode::RefusedWithoutWords, {});
    return make(f, ErrorCode::ServerRefused, {said});
}

// Of GnuTLS and OpenSSL, lower case: the peer knows TLS, but not this one.
constexpr auto kTlsRefusals = std::to_array<std::string_view>({
    "fatal alert",
    "unsupported version packet",
    "no supported cipher suites",
    "alert handshake failure",
    "alert protocol version",
    "unsupported protocol",
});

std::optional<Error> tlsError(const AvFailure& f)
{
    if (says(f, "does not match hostname"))
        return make(f, ErrorCode::TlsWrongName, {f.url.host});
    if (says(f, "certificate failed verification") || says(f, "unable to verify peer certificate")
        || says(f, "certificate verify failed"))
        return make(f, ErrorCode::TlsUntrusted, {f.url.host});
    if (!neverSecured(f))
        return std::nullopt;
    for (const std::string_view refusal : kTlsRefusals)
        if (says(f, refusal))
            return make(f, ErrorCode::TlsRefused, {f.url.host});
    return make(f, ErrorCode::TlsFailed, {f.url.host});
}

// nginx-rtmp says nothing else to a path that it does not know, and nothing when it is told not to take a publisher.
Error closedWithoutAWord(const AvFailure& f)
{
    if (f.rtmpStage == RtmpStage::None)
        return make(f, ErrorCode::NotRtmp, {f.url.host});
    if (f.rtmpStage == RtmpStage::Connecting)
        return make(f, ErrorCode::PathProbablyRefused, {f.url.host, appName(f)});
    if (f.rtmpStage == RtmpStage::Asking && publishing(f))
        return make(f, ErrorCode::KeyProbablyRefused, {f.url.host});
    return make(f, ErrorCode::ServerClosed, {f.url.host});
}

Error connectionEnded(const AvFailure& f)
{
    if (f.url.isFile())
        return make(f, ErrorCode::NotMedia, {f.url.path});
    if (f.phase == Phase::Opening && f.code == AVERROR_EOF && !isRtmp(f.url))
        return make(f, ErrorCode::NotMedia, {redactUrl(f.url.toString())});
    // A reset may be faster than who asks whether the connection was made.
    if (isRtmp(f.url) && starting(f) && (f.connected || f.code == AVERROR(ECONNRESET)))
        return closedWithoutAWord(f);
    return make(f, starting(f) ? ErrorCode::ServerClosed : ErrorCode::ConnectionLost, {f.url.host});
}

} // namespace

AvFailure avFailure(AvFailure::Phase phase, int code, const AVIOContext* io, const AvInterrupt& interrupt,
    const AvLogCapture& log, const Url& url, Duration deadline)
{
    AvFailure failure;
    failure.phase = phase;
    failure.code = code;
    failure.ioError = io ? io->error : 0;
    failure.stopped = interrupt.stopRequested();
    failure.deadlinePassed = interrupt.fired() == AvInterrupt::Fired::Deadline;
    failure.connected = log.connected();
    failure.talking = log.talking();
    failure.rtmpStage = log.rtmpStage();
    failure.words = log.words();
    failure.url = url;
    failure.deadline = deadline;
    return failure;
}

Error diagnose(const AvFailure& f)
{
    if (f.stopped)
        return Error(ErrorCode::Cancelled);
    if (f.deadlinePassed)
        return tooLate(f);
    for (const int code : {f.ioError, f.code})
        if (code < 0)
            if (auto error = socketError(f, code))
                return *error;
    if (auto error = httpError(f))
        return *error;
    if (auto error = contentError(f))
        return *error;
    if (auto error = fileError(f))
        return *error;
    if (says(f, "failed to resolve hostname"))
        return make(f, ErrorCode::HostNotFound, {f.url.host});
    if (isRtmp(f.url))
        if (auto error = rtmpRefusal(f))
            return *error;
    if (auto error = tlsError(f))
        return *error;
    return connectionEnded(f);
}

} // namespace sluice
