// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/SourceIo.h"

#include <array>

namespace sluice {

namespace {

constexpr int kMaxRedirects = 8; // libavformat's own limit

bool isHttpScheme(const Url& url)
{
    return url.scheme == "http" || url.scheme == "https";
}

// "crypto+https://…" (encrypted HLS) is split into its wrapper and the address inside.
std::string takePrefix(std::string& text)
{
    for (const std::string_view wrapper : {"crypto+", "crypto:"}) {
        if (!text.starts_with(wrapper))
            continue;
        text.erase(0, wrapper.size());
        return std::string(wrapper);
    }
    return {};
}

// The Host header of `headers` gives way to that of `address`; HLS hands the playlist's headers on to its segments.
void setHost(AvOptions& options, const AvAddress& address)
{
    std::string headers = options.get("headers");
    for (auto at = headers.find("Host: "); at != std::string::npos; at = headers.find("Host: ")) {
        const auto end = headers.find("\r\n", at);
        headers.erase(at, end == std::string::npos ? std::string::npos : end + 2 - at);
    }
    headers = address.options.get("headers") + headers;
    if (!headers.empty())
        options.set("headers", headers);
}

// What `base` asks for and how `address` is reached.
AvOptions merged(const AVDictionary* base, const AvAddress& address)
{
    AvOptions options;
    av_dict_copy(options.out(), base, 0);
    const AVDictionaryEntry* entry = nullptr;
    while ((entry = av_dict_get(address.options.dict(), "", entry, AV_DICT_IGNORE_SUFFIX)))
        if (std::string_view(entry->key) != "headers")
            options.set(entry->key, std::string(entry->value));
    if (address.url.find("http") == 0) {
        setHost(options, address);
        // Followed by us: libavformat would send the first server's name to the second, and look that up itself.
        options.set("max_redirects", 0);
    }
    return options;
}

} // namespace

std::string absoluteUrl(const Url& from, const std::string& location)
{
    if (location.find("://") != std::string::npos)
        return location;
    if (location.starts_with("//"))
        return from.scheme + ":" + location;
    Url to = from;
    to.query.clear();
    if (location.starts_with('/'))
        to.path = location;
    else
        to.path = from.path.substr(0, from.path.rfind('/') + 1) + location;
    if (!to.path.starts_with('/'))
        to.path = std::string(1, '/').append(to.path);
    return to.toString();
}

SourceIo::SourceIo(
    Settings settings, Resolver& resolver, Clock& clock, AvInterrupt& interrupt, AvLogCapture& log)
    : m_settings(std::move(settings))
    , m_resolver(resolver)
    , m_clock(clock)
    , m_interrupt(interrupt)
    , m_log(log)
{
    m_log.setAnswerListener([this] { m_lastAnswer = m_clock.now().time_since_epoch().count(); });
    if (!m_settings.loaded)
        return;
    m_passedOver = *m_settings.loaded;
    m_log.setSegmentListener([this](std::string url) {
        m_segment = std::move(url);
        if (!m_passedOver.has(m_segment))
            m_settings.loaded->add(m_segment);
    });
}

std::optional<TimePoint> SourceIo::lastAnswerAt() const
{
    const Duration::rep at = m_lastAnswer.load();
    return at == 0 ? std::nullopt : std::optional(TimePoint(Duration(at)));
}

void SourceIo::attach(AVFormatContext& context)
{
    context.interrupt_callback = m_interrupt.callback();
    m_openDefault = context.io_open;
    context.io_open = &SourceIo::onOpen;
    context.opaque = this;
}

int SourceIo::onOpen(
    AVFormatContext* context, AVIOContext** io, const char* url, int flags, AVDictionary** options) noexcept
{
    try {
        return static_cast<SourceIo*>(context->opaque)->open(*context, io, url, flags, options);
    } catch (...) {
        return AVERROR(ENOMEM);
    }
}

bool SourceIo::allowed(const Url& url)
{
    if (m_settings.source.isFile() || url.scheme == m_settings.source.scheme || isHttpScheme(url)
        || url.scheme == "data")
        return true;
    const std::string& from = m_settings.source.scheme;
    return from == "icy" || from.starts_with("mms") ? isHttpScheme(url) || url.scheme.starts_with("mms")
                                                    : false;
}

Url SourceIo::named(Url url) const
{
    // A playlist's relative addresses are made from the numeric one that libavformat dialled.
    if (const auto known = m_names.find(url.host); known != m_names.end())
        url.host = known->second;
    return url;
}

Result<AvAddress> SourceIo::dial(const Url& url, Duration patience)
{
    auto addresses = avAddresses(url, m_resolver, patience, m_stop, m_settings.caFile);
    if (!addresses)
        return addresses.error();
    return std::move(addresses->front());
}

int SourceIo::open(
    AVFormatContext& context, AVIOContext** io, const std::string& text, int flags, AVDictionary** options)
{
    constexpr Duration kAgain = milliseconds(500); // our choice: seldom enough for a server in trouble
    std::string address = text;
    takePrefix(address);
    const bool segment = !m_segment.empty() && address == m_segment;
    if (segment && m_passedOver.has(address))
        return AVERROR(ENOENT); // libavformat goes on to the next one
    for (;;) {
        const int code = reach(context, io, text, flags, options);
        if (segment && code >= 0)
            m_passedOver.clear();
        if (code >= 0 || !m_patient || !passing(code, segment)
            || m_clock.now() + kAgain >= m_interrupt.deadline()) {
            if (segment && code < 0 && m_settings.loaded)
                m_settings.loaded->remove(address);
            return code;
        }
        m_refusal.reset();
        m_clock.sleepFor(kAgain, m_stop);
    }
}

// Whether a failure may pass by itself.
bool SourceIo::passing(int code, bool segment) const
{
    if (m_stop.stop_requested() || (m_refusal && m_refusal->code() != ErrorCode::HostNotFound))
        return false;
    const bool gone = code == AVERROR_HTTP_NOT_FOUND || code == AVERROR_HTTP_OTHER_4XX;
    return !(segment && gone) && code != AVERROR(EINVAL);
}

int SourceIo::reach(
    AVFormatContext& context, AVIOContext** io, std::string text, int flags, AVDictionary** options)
{
    const std::string whole = text;
    if (text.starts_with("data:"))
        return m_openDefault(&context, io, text.c_str(), flags, options);
    const std::string prefix = takePrefix(text);
    const TimePoint end = m_interrupt.deadline();
    for (int hop = 0; hop <= kMaxRedirects; ++hop) {
        const auto parsed = Url::parse(text);
        if (!parsed)
            return AVERROR(EINVAL);
        if (!allowed(*parsed)) {
            m_refusal = Error(ErrorCode::ForbiddenProtocol, {parsed->scheme});
            m_interrupt.abort();
            return AVERROR(EPERM);
        }
        if (parsed->isFile())
            return m_openDefault(&context, io, hop == 0 ? whole.c_str() : text.c_str(), flags, options);
        const Url url = named(*parsed);
        auto addresses = avAddresses(url, m_resolver, end - m_clock.now(), m_stop, m_settings.caFile);
        if (!addresses) {
            m_refusal = addresses.error();
            return AVERROR(EIO);
        }
        for (const AvAddress& address : *addresses)
            if (const auto dialled = Url::parse(address.url); dialled && dialled->host != url.host)
                m_names[dialled->host] = url.host;
        const int code = tryAll(context, io, prefix, *addresses, flags, options);
        m_interrupt.setDeadline(end);
        m_reached = url;
        if (code >= 0 || m_log.redirect().empty())
            return code;
        text = absoluteUrl(url, m_log.redirect());
    }
    return AVERROR(EIO);
}

int SourceIo::tryAll(AVFormatContext& context, AVIOContext** io, const std::string& prefix,
    const std::vector<AvAddress>& addresses, int flags, AVDictionary** options)
{
    const TimePoint end = m_interrupt.deadline();
    int code = AVERROR(EIO);
    for (std::size_t i = 0; i < addresses.size(); ++i) {
        AvOptions attempt = merged(options ? *options : nullptr, addresses[i]);
        m_log.beginConnection();
        m_interrupt.arm(m_stop, attemptDeadline(m_clock.now(), end, i, addresses.size()));
        code = m_openDefault(&context, io, (prefix + addresses[i].url).c_str(), flags, attempt.out());
        if (code >= 0) {
            if (options) {
                av_dict_free(options);
                std::swap(*options, *attempt.out());
            }
            return code;
        }
        // A host that answered is the right one, whatever it said.
        if (m_log.connected() || m_stop.stop_requested())
            return code;
    }
    return code;
}

} // namespace sluice
