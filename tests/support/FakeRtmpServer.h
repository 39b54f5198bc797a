// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/Loopback.h"
#include "tests/support/RecordedMessage.h"

namespace sluice::test {

// What a FakeRtmpServer does with one connection. The default is a good server: it takes every publisher, writes
// down what it sends, and plays what `play` holds to every player.
struct RtmpScript {
    // Steps of a connection, in their order.
    enum class Step { Accept, Handshake, Connect, CreateStream, Publish, Play, Never };

    // At this step the server falls silent: it goes on reading and says no word more.
    Step silentAt = Step::Never;
    // At this step it resets the connection instead of answering.
    Step resetAt = Step::Never;

    // The answers. Codes other than these three are sent as errors ("_error" to connect, level "error" else), as
    // servers do with NetConnection.Connect.InvalidApp, NetStream.Publish.BadName, NetStream.Publish.Denied,
    // NetStream.Play.StreamNotFound …
    std::string connectCode = "NetConnection.Connect.Success";
    std::string publishCode = "NetStream.Publish.Start";
    std::string playCode = "NetStream.Play.Start";
    std::string description = "scripted"; // goes with each of them
    bool closeAfterError = true;

    // The connection ends this long after NetStream.Publish.Start (or Play.Start) went out: what a service does with
    // a key that it does not know.
    std::optional<std::chrono::milliseconds> endAfterStart;
    bool endByReset = false;

    // Announced to the client; 0: not at all, which leaves both sides at 128 bytes.
    std::uint32_t chunkSize = 4096;
    bool chunkSizeLate = false; // after NetStream.Publish.Start instead of with the answer to connect

    // What a player gets: an FLV file. Time stamps pace it, or it goes out as fast as the client takes it.
    std::vector<std::uint8_t> playFlv;
    bool playPaced = true;
    enum class AfterPlay { Hold, Unpublish, Close }; // keep quiet; say that the stream ended; hang up
    AfterPlay afterPlay = AfterPlay::Hold;
};

// One connection, as far as it has come. Times are empty until it has.
struct RtmpConnection {
    int number = 0; // from 0, in the order of arrival
    std::string app;
    std::string tcUrl;
    std::string streamName; // of publish or play, query included
    bool publishing = false;
    bool playing = false;
    std::optional<TimePoint> accepted;
    std::optional<TimePoint> handshakeDone;
    std::optional<TimePoint> started; // Publish.Start or Play.Start sent
    std::optional<TimePoint> ended; // by either side
    bool endedByClient = false;
    bool unpublished = false; // FCUnpublish, deleteStream or closeStream came
    std::uint64_t bytesRead = 0;
    std::vector<RecordedMessage> messages;
    struct Pong {
        TimePoint arrived;
        std::uint32_t value = 0; // of the ping that it answers
    };
    std::vector<Pong> pongs;
};

// An RTMP server on a free loopback port that follows scripts and remembers everything: to see what our publisher
// really sends and when, and to answer our publisher and player as real servers do on bad days. One thread a
// connection, at most kMaxConnections of them; all are joined by the destructor. Every method may be called from any
// thread.
class FakeRtmpServer {
public:
    static constexpr std::size_t kMaxConnections = 64; // in all; later ones are reset
    static constexpr std::size_t kMaxKept = std::size_t(128) << 20; // bytes of payloads

    // `receiveBuffer` bounds what the kernel takes in ahead of a throttled server (0: its own choice), so that the
    // sender soon feels that it is slow; segments are then of Ethernet's size.
    explicit FakeRtmpServer(RtmpScript script = {}, int receiveBuffer = 0);
    // On a socket that listens already, at an address that others know it by.
    FakeRtmpServer(UniqueFd listener, std::string host);
    ~FakeRtmpServer();
    FakeRtmpServer(const FakeRtmpServer&) = delete;
    FakeRtmpServer& operator=(const FakeRtmpServer&) = delete;

    std::uint16_t port() const { return m_port; }
    std::string url(const std::string& appAndName = "live/test") const;

    // For connections that come from now on. A queue of scripts is used up one a connection; the last one stays.
    void setScript(RtmpScript script);
    void setScripts(std::vector<RtmpScript> scripts);

    // How fast every connection is read from now on, each for itself: a narrow uplink. Kept in pieces of 10 ms, so
    // that bytes flow evenly. 0: nothing is read. Nothing: as fast as it comes.
    void setReadRate(std::optional<double> bytesPerSecond);

    // Asks every client that publishes or plays for a sign of life; the answers are in RtmpConnection::pongs.
    void ping(std::uint32_t value);

    std::vector<RtmpConnection> connections() const;
    // Copies of what the given connection has sent; of all publishers, one after the other, with number -1.
    std::vector<RecordedMessage> messages(int number = -1) const;

    bool waitConnections(std::size_t count, std::chrono::milliseconds deadline) const;
    bool waitPublishing(std::chrono::milliseconds deadline) const; // any connection has got Publish.Start
    bool waitMessages(
        std::size_t count, std::chrono::milliseconds deadline) const; // audio, video and data, all in all

    // Ends every open connection now.
    void closeAll() { end(false); }
    void resetAll() { end(true); }

    // What was recorded, as an FLV file for ffprobe or our own demuxer.
    std::vector<std::uint8_t> recordingAsFlv(int number = -1) const;

private:
    class Session;
    void run();
    void end(bool byReset);

    UniqueFd m_listener;
    std::uint16_t m_port = 0;
    const std::string m_host = "127.0.0.1";
    WakePipe m_quit;

    mutable std::mutex m_mutex; // guards all below
    std::vector<RtmpScript> m_scripts;
    std::list<Session> m_sessions;
    std::atomic<std::size_t> m_kept = 0; // bytes of payloads, all connections
    std::atomic<double> m_readRate = -1; // bytes per second; below 0: no limit

    std::thread m_thread;
};

} // namespace sluice::test
