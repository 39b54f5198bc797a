// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/av/AvHandles.h"
#include "core/av/AvInterrupt.h"
#include "core/av/AvLog.h"
#include "core/av/AvUrl.h"
#include "core/av/LoadedSegments.h"
#include "core/base/Resolver.h"
#include "core/base/Result.h"
#include "core/base/Url.h"

namespace sluice {

// Makes every connection that a demuxer asks for (its own, and those to what a playlist names): names are looked up
// on a thread that can be abandoned, the addresses are tried in turn, redirects are followed one by one, and a
// network source may only lead to http and https. Belongs to the thread that reads; must outlive the context that
// it is attached to.
class SourceIo {
public:
    struct Settings {
        Url source;
        std::string caFile; // empty: the system's
        std::shared_ptr<LoadedSegments> loaded; // may be null
    };
    SourceIo(Settings settings, Resolver& resolver, Clock& clock, AvInterrupt& interrupt, AvLogCapture& log);
    SourceIo(const SourceIo&) = delete;
    SourceIo& operator=(const SourceIo&) = delete;

    // To be called before avformat_open_input(). Takes AVFormatContext::opaque.
    void attach(AVFormatContext& context);
    // The token for look-ups; to be set with each AvInterrupt::arm().
    void setStop(StopToken stop) { m_stop = std::move(stop); }

    // The address for a demuxer that connects without asking (RTSP): the first one of the host.
    Result<AvAddress> dial(const Url& url, Duration patience);

    // HLS that plays: a server that is down, busy or without the playlist for a while is asked again until the
    // deadline, which keeps the place in the stream. A segment that is gone is left out at once.
    void setPatient(bool patient) { m_patient = patient; }
    // Any thread.
    std::optional<TimePoint> lastAnswerAt() const;
    // Where the last connection that was made ended up, redirects followed.
    const Url& reached() const { return m_reached; }

    // Why a connection was refused before libavformat tried it: no such host, a forbidden protocol.
    const std::optional<Error>& refusal() const { return m_refusal; }

private:
    static int onOpen(AVFormatContext* context, AVIOContext** io, const char* url, int flags,
        AVDictionary** options) noexcept;
    int open(AVFormatContext& context, AVIOContext** io, const std::string& text, int flags,
        AVDictionary** options);
    int reach(
        AVFormatContext& context, AVIOContext** io, std::string text, int flags, AVDictionary** options);
    bool passing(int code, bool segment) const;
    int tryAll(AVFormatContext& context, AVIOContext** io, const std::string& prefix,
        const std::vector<AvAddress>& addresses, int flags, AVDictionary** options);
    bool allowed(const Url& url);
    Url named(Url url) const;

    Settings m_settings;
    Resolver& m_resolver;
    Clock& m_clock;
    AvInterrupt& m_interrupt;
    AvLogCapture& m_log;
    StopToken m_stop;
    int (*m_openDefault)(AVFormatContext*, AVIOContext**, const char*, int, AVDictionary**) = nullptr;
    std::optional<Error> m_refusal;
    Url m_reached;
    bool m_patient = false;
    std::string m_segment; // the one that HLS asked for last
    LoadedSegments m_passedOver; // loaded by earlier connections; until this one finds something new
    std::atomic<Duration::rep> m_lastAnswer = 0;
    std::map<std::string, std::string> m_names; // numeric host → the name it was dialled for
};

// `location` of a redirect from `from`, made absolute.
std::string absoluteUrl(const Url& from, const std::string& location);

} // namespace sluice
