// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/AvLog.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdarg>
#include <cstdio>
#include <mutex>
#include <utility>

extern "C" {
#include <libavutil/log.h>
}

#include "core/av/AvUrl.h"

namespace sluice {

namespace {

constexpr std::string_view kHeaderLine = "header='";
// What HTTP and RTMP say when they begin to talk over a connection that is made and, with TLS, secured.
constexpr std::string_view kHttpBegins = "request: ";
// Segments over a connection that is kept open are asked for without SourceIo; only this line tells.
constexpr std::string_view kSegmentLine = "HLS request for url '";
constexpr std::string_view kRtmpBegins = "Handshaking...";
// What RTMP says right after the handshake, when the path was taken, and when it asks for the stream.
constexpr std::array<std::pair<std::string_view, RtmpStage>, 4> kRtmpStages{{
    {"Proto = ", RtmpStage::Connecting},
    {"Creating stream", RtmpStage::Creating},
    {"Sending publish command", RtmpStage::Asking},
    {"Sending play command", RtmpStage::Asking},
}};

// What the server's own announcement becomes; libavformat tells nowhere else in what size it sends.
constexpr std::string_view kChunkSizeLine = "New incoming chunk size = ";

thread_local AvLogCapture* t_capture = nullptr;

void onLine(void*, int level, const char* format, va_list arguments) noexcept
{
    // Below VERBOSE, where tcp.c says that a connection was made, only how far RTMP came, its chunks' size and HTTP's
    // header lines are of use: libavformat tells nowhere else where a redirect leads.
    const std::string_view pattern = format;
    const bool header = level == AV_LOG_TRACE && pattern.starts_with(kHeaderLine);
    const bool chunkSize = level == AV_LOG_DEBUG && pattern.starts_with(kChunkSizeLine);
    if (t_capture && (pattern.starts_with(kHttpBegins) || pattern.starts_with(kRtmpBegins)))
        t_capture->noteTalking();
    if (t_capture && level == AV_LOG_DEBUG)
        for (const auto& [begins, stage] : kRtmpStages)
            if (pattern.starts_with(begins))
                t_capture->noteRtmpStage(stage);
    if (!t_capture || (level > AV_LOG_VERBOSE && !header && !chunkSize))
        return;
    std::array<char, 4096> text{};
    const int length = std::vsnprintf(text.data(), text.size(), format, arguments);
    if (length <= 0)
        return;
    const std::string_view line(text.data(), std::min(static_cast<std::size_t>(length), text.size() - 1));
    try {
        if (header)
            t_capture->addHttpHeader(line);
        else if (chunkSize)
            t_capture->addRtmpChunkSize(line);
        else if (line.starts_with(kSegmentLine))
            t_capture->addSegmentRequest(line);
        else
            t_capture->add(level, line);
    } catch (...) { // NOLINT(bugprone-empty-catch): out of memory, the words are lost, the program goes on
    }
}

} // namespace

void installAvLog() noexcept
{
    static std::once_flag once;
    std::call_once(once, [] { av_log_set_callback(onLine); });
}

AvLogCapture::AvLogCapture(const Log* log) : m_log(log)
{
    installAvLog();
}

AvLogCapture::Scope::Scope(AvLogCapture& capture) noexcept : m_previous(t_capture)
{
    t_capture = &capture;
}

AvLogCapture::Scope::~Scope()
{
    t_capture = m_previous;
}

void AvLogCapture::add(int level, std::string_view line)
{
    if (line.starts_with("Successfully connected to "))
        m_connected = true;
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r' || line.back() == ' '))
        line.remove_suffix(1);
    constexpr std::string_view kFont = "Using \"";
    if (line.starts_with(kFont) && line.ends_with('"') && line.size() > kFont.size())
        m_font = line.substr(kFont.size(), line.size() - kFont.size() - 1);
    if (level > AV_LOG_WARNING || line.empty())
        return;
    if (m_log)
        m_log->debug("libav", "{}", withoutSecrets(std::string(line), m_secrets));
    m_lines.emplace_back(line);
    m_bytes += line.size() + 1;
    for (; m_bytes > kMaxBytes && !m_lines.empty(); m_lines.pop_front())
        m_bytes -= m_lines.front().size() + 1;
}

void AvLogCapture::addHttpHeader(std::string_view line)
{
    constexpr std::string_view kLocation = "location:";
    line.remove_prefix(std::min(kHeaderLine.size(), line.size()));
    if (m_onAnswer && line.starts_with("HTTP/") && line.find(" 2") == line.find(' '))
        m_onAnswer();
    const auto same = [](char a, char b) { return (a >= 'A' && a <= 'Z' ? a + 32 : a) == b; };
    if (line.size() < kLocation.size()
        || !std::equal(kLocation.begin(), kLocation.end(), line.begin(),
            [&](char name, char c) { return same(c, name); }))
        return;
    line.remove_prefix(kLocation.size());
    line = line.substr(0, line.rfind('\''));
    while (!line.empty() && line.front() == ' ')
        line.remove_prefix(1);
    m_redirect = line;
}

void AvLogCapture::addRtmpChunkSize(std::string_view line)
{
    line.remove_prefix(std::min(kChunkSizeLine.size(), line.size()));
    std::from_chars(line.data(), line.data() + line.size(), m_rtmpChunkSize);
}

void AvLogCapture::addSegmentRequest(std::string_view line)
{
    if (!m_onSegment)
        return;
    line.remove_prefix(kSegmentLine.size());
    m_onSegment(std::string(line.substr(0, line.rfind("', offset"))));
}

std::string AvLogCapture::words() const
{
    std::string all;
    for (const std::string& line : m_lines) {
        if (!all.empty())
            all += '\n';
        all += line;
    }
    return all;
}

void AvLogCapture::clear()
{
    m_lines.clear();
    m_bytes = 0;
    beginConnection();
}

void AvLogCapture::beginConnection()
{
    m_connected = false;
    m_talking = false;
    m_rtmpStage = RtmpStage::None;
    m_rtmpChunkSize = 0;
    m_redirect.clear();
}

} // namespace sluice
