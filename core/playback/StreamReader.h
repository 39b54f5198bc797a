// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "core/av/Demuxer.h"
#include "core/base/Runner.h"
#include "core/base/TlsReason.h"
#include "core/link/LinkEmulator.h"
#include "core/media/StreamInfo.h"

namespace sluice {

// Opens the source when told to and reads it into the link emulator, as fast as that takes it. The sole owner of the
// Demuxer. A new connection to what has a past (a file) goes on where the lost one ended; the time stamps of any other
// are moved so that they do. step() blocks, within the
// demuxer's deadlines, on the runner's thread; everything else may be called from any thread.
class StreamReader final : public Node {
public:
    // Less than the whole patience with a source that never played, so that its own error is known by then.
    static constexpr Duration kOpenDeadline = seconds(8);

    enum class Link { Down, Connecting, Up };
    struct Status {
        Link link = Link::Down;
        std::optional<Error> error; // why it is down, after an attempt or a connection failed
        MediaInfo media; // of the present or last connection
        bool known = false; // `media` is filled
        bool ended = false; // no more will come; everything is in the link emulator
        std::int64_t bytes = 0; // over all connections
        std::optional<TimePoint> lastByteAt; // of this connection
        std::optional<TimePoint> lastAnswerAt; // likewise: see Demuxer
        std::optional<TimePoint> connectedAt;
        std::uint32_t seeksDone = 0;
        std::uint64_t generation = 0; // that packets are stamped with
    };
    struct Services {
        Clock& clock;
        Resolver& resolver;
        const Log& log;
        TlsReason tlsReason;
    };

    StreamReader(std::string url, Services services, LinkEmulator& emulator, std::function<void()> changed,
        std::function<void()> submitted);

    // Wake the runner after these.
    void connect(); // a new attempt; ends what is under way
    void disconnect();
    void hold(bool hold); // reads no further: the source feels it
    // Then everything read is stamped with `generation`, from the keyframe before `to` on. Ends in seeksDone.
    void seek(MediaTime to, std::uint64_t generation);
    // Where the media of the next connection goes on.
    struct Continuation {
        std::optional<MediaTime> end; // of what is buffered
        std::optional<MediaTime> videoDts; // of the last packet that arrived
        std::optional<MediaTime> audioDts;
    };
    void setContinuation(const Continuation& continuation);

    Step step(const StopToken& stop) override;
    Status status() const;

private:
    Step open(const StopToken& stop);
    Step read(const StopToken& stop);
    bool submitPending();
    void stampPending();
    void lose(std::optional<Error> error, bool ended);
    void setEnded(bool ended);
    void seekNow(const StopToken& stop);
    StopToken armConnection(const StopToken& stop);
    void resume(const StopToken& stop);
    bool alreadyThere(const CodedPacket& packet) const;

    const std::string m_url;
    Services m_services;
    LinkEmulator& m_emulator;
    const std::function<void()> m_changed;
    const std::function<void()> m_submitted;

    // Of the runner's thread
    std::unique_ptr<Demuxer> m_demuxer;
    std::optional<CodedPacket> m_pending; // the emulator was full
    Duration m_offset{}; // added to the time stamps of this connection
    bool m_offsetKnown = false;
    bool m_discontinuityVideo = false; // the first packet after a reconnect
    bool m_discontinuityAudio = false;
    std::int64_t m_bytesBefore = 0;
    bool m_everConnected = false;
    bool m_atEnd = false; // of a source that can be sought in
    bool m_overlaps = false; // this connection began again before the end of what is buffered
    std::shared_ptr<LoadedSegments> m_loaded; // live HLS, over all connections

    mutable std::mutex m_mutex;
    Status m_status; // m_mutex, as everything below
    bool m_connectWanted = false;
    bool m_disconnectWanted = false;
    bool m_hold = false;
    std::optional<MediaTime> m_seekTo;
    std::uint32_t m_seeksAsked = 0;
    std::uint64_t m_seekGeneration = 0;
    Continuation m_continuation;
    StopSource m_connectionStop; // ends the blocking call that is under way
};

} // namespace sluice
