// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/capture/SourceFactory.h"
#include "core/link/ArrivalTrace.h"
#include "core/output/SinkFactory.h"
#include "core/playback/WatchPipeline.h"
#include "core/publish/PublishPipeline.h"
#include "core/server/MediaServer.h"

namespace sluice::test {

// One test picture as a watcher saw it.
struct SeenFrame {
    WallTime shown;
    WallTime captured; // by the picture
    WallTime stamped; // the same by the sender's stamp in the stream; zero without one
    std::uint32_t sequence = 0;
    bool flash = false;
};

// The whole path in one process: sources, encoders, the real server, a watcher with a file for its sound and a
// reader of the test picture for its eyes.
class LivePath {
public:
    explicit LivePath(std::string directory);
    ~LivePath();

    // Starts the server and goes live; false with `why` filled when that fails.
    bool goLive(const std::string& camera, const std::string& microphone, const VideoEncoderConfig& video);
    // What is mixed in beside the microphone, as --desktop-audio says it. Before goLive().
    void setDesktopSound(const std::string& id) { m_desktop = id; }
    // `url` empty: our own server's.
    void watch(BufferSettings settings, const std::string& url = {});
    // Another watcher, over a link of its own, without eyes and ears. `arrivals`: where its trace is kept; `url` as
    // above.
    std::unique_ptr<WatchPipeline> makeWatcher(
        BufferSettings settings, LinkPlan link, const std::string& arrivals, const std::string& url = {});
    void stopWatching();
    // What came to the watcher, where it was asked for before watch(). After stopWatching(); empty where it was not.
    void keepArrivals() { m_keepsArrivals = true; }
    ArrivalData arrivals() const;
    // Whether the publisher hears of viewers who join, as the program's does; at first not.
    void tellJoins(bool tell);
    bool live() const;

    MediaServer& server() { return m_server; }
    PublishPipeline& publish() { return *m_publish; }
    WatchPipeline& watcher() { return *m_watch; }
    Clock& clock() { return m_clock; }
    std::string why() const { return m_why; }

    std::vector<SeenFrame> seen() const;
    std::size_t unreadable() const; // frames that were shown and carry no readable picture
    // When the beeps were heard. After stopWatching().
    std::vector<WallTime> beeps() const;
    // All that was heard: 48 kHz, interleaved stereo. After stopWatching().
    std::vector<float> heard() const;

    static BufferSettings lowLatency();
    static BufferSettings balanced();

private:
    struct Eyes;
    class EyesSink;

    std::string m_directory;
    std::string m_desktop; // empty: none
    bool m_keepsArrivals = false;
    SystemClock m_clock;
    Resolver m_resolver;
    Log m_log;
    std::shared_ptr<PortAudioLibrary> m_sound;
    SourceFactory m_sources;
    SinkFactory m_sinks;
    std::mutex m_joinMutex;
    PublishPipeline* m_hearsJoins = nullptr; // m_joinMutex
    MediaServer m_server;
    std::unique_ptr<PublishPipeline> m_publish;
    std::shared_ptr<Eyes> m_eyes;
    std::unique_ptr<WatchPipeline> m_watch;
    std::string m_why;
};

} // namespace sluice::test
