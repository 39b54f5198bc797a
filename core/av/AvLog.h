// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/Log.h"

namespace sluice {

// Replaces libav's log (one per process), which would write to stderr, whole addresses with their keys included.
// From then on a line goes to the capture that is open on the thread which logs it, or nowhere. Any thread, any
// number of times.
void installAvLog() noexcept;

// How far an RTMP connection has come. A server that ends it without a word tells by that what it does not like.
enum class RtmpStage {
    None,
    Connecting, // the handshake went through, the path (“app”) was named
    Creating, // that was answered
    Asking, // the stream was named: publish or play
};

// What libav says of one connection: a server's own words for a refusal appear nowhere else. Used by one thread.
class AvLogCapture {
public:
    static constexpr std::size_t kMaxBytes = 8192; // our choice: the last dozens of lines say why

    // Warnings and errors are also given to `log` at its debug level, redacted there. `log` may be null.
    explicit AvLogCapture(const Log* log = nullptr);
    AvLogCapture(const AvLogCapture&) = delete;
    AvLogCapture& operator=(const AvLogCapture&) = delete;

    // While it lives, what libav says on this thread goes into the capture. Scopes nest.
    class Scope {
    public:
        explicit Scope(AvLogCapture& capture) noexcept;
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

    private:
        AvLogCapture* m_previous;
    };

    // Warnings and errors, newest last, one per line, as libav wrote them: secrets may be inside. Never show or
    // log them without redact().
    std::string words() const;
    // A TCP connection was made since beginConnection(): tells a peer that is not there from one that says nothing.
    bool connected() const { return m_connected; }
    // HTTP or RTMP began to talk over it: TLS, where there is any, has succeeded.
    bool talking() const { return m_talking; }
    RtmpStage rtmpStage() const { return m_rtmpStage; }
    // The size of RTMP's chunks that the server announced, in bytes: libavformat sends in it from then on, too. 0: none
    // so far.
    int rtmpChunkSize() const { return m_rtmpChunkSize; }
    // Where the last HTTP answer sent us (its Location header, as it stood there); empty when nowhere.
    const std::string& redirect() const { return m_redirect; }
    // The file of the font that fontconfig chose last; empty: none so far.
    const std::string& font() const { return m_font; }
    // What must not stand in the log, wherever a server repeats it. words() keeps it.
    void hide(std::vector<std::string> secrets) { m_secrets = std::move(secrets); }
    void clear();
    // Another connection is about to be made: connected() and redirect() start anew, the words stay.
    void beginConnection();

    void add(int level, std::string_view line); // called by the log callback
    void addHttpHeader(std::string_view line); // likewise
    void addRtmpChunkSize(std::string_view line); // likewise
    void noteTalking() noexcept { m_talking = true; } // likewise
    void noteRtmpStage(RtmpStage stage) noexcept { m_rtmpStage = stage; } // likewise
    // Called on the thread that libav works on.
    void setAnswerListener(std::function<void()> listener) { m_onAnswer = std::move(listener); }
    void setSegmentListener(std::function<void(std::string)> listener) { m_onSegment = std::move(listener); }
    void addSegmentRequest(std::string_view line); // called by the log callback

private:
    const Log* m_log;
    std::vector<std::string> m_secrets;
    std::deque<std::string> m_lines;
    std::size_t m_bytes = 0;
    bool m_connected = false;
    bool m_talking = false;
    RtmpStage m_rtmpStage = RtmpStage::None;
    int m_rtmpChunkSize = 0;
    std::string m_redirect;
    std::string m_font;
    std::function<void()> m_onAnswer; // HTTP said 2xx
    std::function<void(std::string)> m_onSegment; // HLS asks for a segment
};

} // namespace sluice
