// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/base/Runner.h"
#include "core/link/ArrivalTrace.h"
#include "core/link/LinkEmulator.h"
#include "core/output/SinkFactory.h"
#include "core/playback/AudioOutput.h"
#include "core/playback/AudioPlayer.h"
#include "core/playback/Delivery.h"
#include "core/playback/PlaybackBuffer.h"
#include "core/playback/Presenter.h"
#include "core/playback/Recorder.h"
#include "core/playback/StreamReader.h"
#include "core/playback/VideoPlayer.h"

namespace sluice {

// The stages of watching, wired, each on its thread:
//
//   [reader] → link emulator → [delivery] → PlaybackBuffer
//        ├ audio → [decode, stretch] → ring → the sink's callback → the master clock
//        └ video → [decode] → ≤4 frames → [present] → sinks
//
// It decides nothing: WatchControl does. One thread (the control's) calls everything; callbacks come on any thread.
class WatchEngine {
public:
    struct Services {
        Clock& clock;
        Resolver& resolver;
        const Log& log;
        SinkFactory& sinks;
        TlsReason tlsReason;
    };
    struct Config {
        std::string url;
        LinkPlan link;
        std::string audioOut; // as SinkFactory understands it
        std::vector<std::unique_ptr<VideoSink>> videoSinks;
        std::string recordFile; // empty: none
        std::shared_ptr<ArrivalTrace> arrivals; // outlives the engine, for who looks at it afterwards
        // Told of each packet before it is decoded, on the decoder's thread, which it may hold up. May be empty.
        std::function<void(const CodedPacket&)> decoding;
    };
    struct Callbacks {
        std::function<void()> changed; // look again
        std::function<void(const Presenter::Shown&)> shown; // on the presenter's thread
    };

    WatchEngine(Config config, Services services, Callbacks callbacks);
    ~WatchEngine(); // stops and joins everything; about 0.2 s at worst
    WatchEngine(const WatchEngine&) = delete;
    WatchEngine& operator=(const WatchEngine&) = delete;

    // Opens the sinks and starts the threads. A speaker that cannot be had is replaced by silence, and the error is
    // returned beside it; only a file that cannot be written is a failure.
    Result<std::optional<Error>> start();

    void connect();
    void disconnect();
    void setStreams(const MediaInfo& media);
    void hold(bool hold);
    void setGate(bool open, TimePoint from);
    void setFreewheel(bool on) { m_output->setFreewheel(on); }
    void setRate(double rate);
    void setVolume(double volume) { m_output->setVolume(static_cast<float>(volume)); }
    void skip(Duration ahead) { m_output->skip(ahead); }
    // Playing goes on at `position` with packets of `generation`.
    void playFrom(MediaTime position, std::uint64_t generation);
    void seekSource(MediaTime to, std::uint64_t generation);
    // What is wrong with the sound device since the last look; it has been replaced by silence then.
    std::optional<Error> checkSpeaker(TimePoint now);
    // True once everything that was read has been seen and heard.
    bool allPlayed(TimePoint now) const;

    StreamReader& reader() { return *m_reader; }
    Delivery& delivery() { return *m_delivery; }
    PlaybackBuffer& buffer() { return m_buffer; }
    LinkEmulator& link() { return m_link; }
    ArrivalTrace& arrivals() { return *m_config.arrivals; }
    AudioOutput& output() { return *m_output; }
    AudioPlayer& audio() { return *m_audio; }
    VideoPlayer& video() { return *m_video; }
    Presenter& presenter() { return *m_presenter; }
    FrameQueue& frames() { return m_frames; }
    Duration deviceLatency() const { return m_speaker ? m_speaker->latency() : Duration::zero(); }
    Duration deviceMakesUpFor() const { return m_speaker ? m_speaker->makesUpFor() : Duration::zero(); }
    std::uint32_t deviceUnderruns() const { return m_speaker ? m_speaker->underruns() : 0; }
    // Ends everything; what is asked below is final then. The destructor does it otherwise.
    void close();
    std::string recordPath() const { return m_recorder ? m_recorder->path() : std::string(); }
    std::optional<Error> recordError() const { return m_recorder ? m_recorder->error() : std::nullopt; }
    void wakeAll();

private:
    Result<std::optional<Error>> openSpeaker(const std::string& id);
    void makeNodes();

    Config m_config;
    Services m_services;
    Callbacks m_callbacks;

    LinkEmulator m_link;
    PlaybackBuffer m_buffer;
    FrameQueue m_frames;
    std::unique_ptr<AudioOutput> m_output;
    std::unique_ptr<AudioSink> m_speaker;
    std::unique_ptr<Recorder> m_recorder;
    std::unique_ptr<StreamReader> m_reader;
    std::unique_ptr<Delivery> m_delivery;
    std::unique_ptr<AudioPlayer> m_audio;
    std::unique_ptr<VideoPlayer> m_video;
    std::unique_ptr<Presenter> m_presenter;
    std::optional<MediaInfo> m_media;
    std::atomic<bool> m_placed = false;
    bool m_closed = false;

    // Declared last: threads end before what they use.
    std::unique_ptr<Runner> m_readerRunner;
    std::unique_ptr<Runner> m_deliveryRunner;
    std::unique_ptr<Runner> m_audioRunner;
    std::unique_ptr<Runner> m_videoRunner;
    std::unique_ptr<Runner> m_presentRunner;
    std::unique_ptr<Runner> m_recordRunner;
};

} // namespace sluice
