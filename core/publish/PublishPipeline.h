// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/av/Encoder.h"
#include "core/base/BoundedQueue.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/base/Runner.h"
#include "core/metrics/AudioMeter.h"
#include "core/metrics/Events.h"
#include "core/metrics/LiveReport.h"
#include "core/metrics/RateMeter.h"
#include "core/publish/AudioNode.h"
#include "core/publish/CaptureNode.h"
#include "core/publish/PacketHub.h"
#include "core/publish/Sender.h"
#include "core/publish/VideoNode.h"

namespace sluice {

// The broadcast pipeline: who runs on which thread, and how it begins and ends.
//
//   [capture] → mailbox (3, drops the oldest) → [compose, encode video] ─┐
//   [audio input: read, resample]… → [audio: mix, encode] ───────────────┴→ hub → queue per destination → [sender]
//
// Threads: capture, video, audio, one per audio input, one per sender, and `control`, which carries out what the owner asked for, in that
// order, so that no call of the owner ever waits. Sources run from setSources() on; going live adds the rest.
class PublishPipeline {
public:
    struct Services {
        Clock& clock;
        Resolver& resolver;
        const Log& log;
    };
    // The inputs of the sound's mix.
    enum Input : std::size_t { kMicrophone, kDesktop };
    static constexpr std::size_t kInputs = 2;
    struct Sources {
        CaptureNode::Factory camera;
        AudioInput::Factory microphone;
        std::optional<AudioInput::Factory> desktop; // nothing: no desktop sound in the mix
        VideoRequest request;
        bool soundExpected = true; // from the microphone: false for one that is silent on purpose
        // What stays as it is, whatever stands above: no device is reopened because another was chosen.
        bool keepCamera = false;
        std::array<bool, kInputs> keepSound = {};
    };
    // Can be changed while live.
    struct Sound {
        std::array<float, kInputs> gain = {1, 1}; // linear
        bool noiseSuppression = false; // of the microphone
        bool limiter = false;
        Duration offset{}; // added to the time stamps of it all
    };
    struct Destination {
        std::string url; // secret
        std::string shownUrl; // for reports; redacted again when printed
        bool builtInServer = false;
        std::function<void()> dropStale; // Sender::Config's
    };
    struct LiveConfig {
        VideoEncoderConfig video;
        AudioEncoderConfig audio;
        std::vector<Destination> destinations;
        std::string recordFile; // empty: none
    };
    enum class State { Idle, Connecting, Live, Reconnecting, Stopping, Failed };

    struct Status {
        State state = State::Idle;
        std::optional<Error> error;
        std::vector<SenderStatus> senders;
        std::vector<Duration> queued; // per sender
        CaptureNode::Status capture;
        VideoNode::Status video;
        AudioNode::Status audio;
        double sentKbps = 0;
        int targetKbps = 0;
        FrameRate rate;
        VideoSize size;
        std::int64_t droppedNetwork = 0;
        std::optional<TimePoint> liveSince;
    };

    // `changed`: something changed, look again; `previewChanged`: preview() is new. Called on any thread; must not
    // call back into the pipeline.
    PublishPipeline(Services services, std::function<void()> changed, std::function<void()> previewChanged);
    ~PublishPipeline(); // ends and joins, bounded by kStopDeadline
    PublishPipeline(const PublishPipeline&) = delete;
    PublishPipeline& operator=(const PublishPipeline&) = delete;

    static constexpr Duration kDrainDeadline = seconds(1); // what was captured still leaves
    static constexpr Duration kStopDeadline = seconds(3);

    // None of these waits.
    void setSources(std::optional<Sources> sources);
    void setCanvas(VideoSize size, FrameRate rate);
    void setMuted(Input input, bool muted);
    void setSound(const Sound& sound);
    void start(LiveConfig config);
    void stop();
    void retryNow();
    void viewerJoined(); // a keyframe soon, within what JoinKeyframes allows

    Status status() const;
    VideoFrame preview() const { return m_video.preview(); }
    const EventLog& events() const { return m_events; }
    LiveReport report() const; // of the running or last broadcast; settings are the caller's to add

private:
    class Control;
    struct Send {
        Destination destination;
        std::shared_ptr<PacketQueue> queue;
        std::unique_ptr<Sender> sender;
        std::unique_ptr<Runner> runner; // destroyed first: it steps the sender
        bool recording = false; // a file beside the stream: its failure never ends the stream
        SenderState seen = SenderState::Connecting; // control thread: what was last told as an event
    };
    struct Command {
        enum class Kind { Sources, Start, Stop } kind;
        std::optional<Sources> sources;
        std::optional<LiveConfig> config;
    };

    Step control();
    void apply(Command command);
    void applySources(std::optional<Sources> sources);
    void begin(const LiveConfig& config);
    Result<void> openEncoders(const LiveConfig& config);
    std::shared_ptr<Send> makeSend(const LiveConfig& config, const Destination& destination);
    void attachEncoders(const LiveConfig& config);
    void end();
    void watchSenders();
    void watchSources();
    void noteSender(Send& send, const SenderStatus& now);
    void noteDevice(bool& lost, const std::optional<Error>& error, EventKind gone, EventKind back);
    void noteSilence(bool silent);
    void measure(TimePoint now);
    void setState(State state, std::optional<Error> error = std::nullopt);
    LiveReport::Destination reportOf(const Send& send) const;
    std::vector<std::shared_ptr<Send>> sends() const;

    Services m_services;
    const std::function<void()> m_changed;
    EventLog m_events;
    RateMeter m_sentRate{seconds(2)};
    CaptureNode m_capture;
    VideoNode m_video;
    AudioNode m_audio;
    std::unique_ptr<Control> m_control;
    Runner m_captureRunner;
    Runner m_videoRunner;
    Runner m_audioRunner;
    std::vector<std::unique_ptr<Runner>> m_inputRunners;
    std::unique_ptr<Runner> m_controlRunner;
    BoundedQueue<Command> m_commands{32}; // more than a person can ask for before the first is carried out

    // Of the control thread
    std::shared_ptr<PacketHub> m_hub;
    std::unique_ptr<VideoEncoder> m_videoEncoder;
    std::unique_ptr<AudioEncoder> m_audioEncoder;
    bool m_cameraLost = false;
    bool m_microphoneLost = false;
    bool m_desktopLost = false;
    bool m_microphoneSilent = false;
    bool m_soundExpected = true;
    std::int64_t m_bytesSeen = 0;

    mutable std::mutex m_mutex;
    State m_state = State::Idle; // m_mutex, as everything below
    std::optional<Error> m_error;
    std::vector<std::shared_ptr<Send>> m_sends;
    LiveConfig m_config;
    TimePoint m_startedAt;
    WallTime m_startedWall;
    std::optional<TimePoint> m_endedAt;
    std::int64_t m_capturedBefore = 0;
    std::int64_t m_droppedBefore = 0;
};

} // namespace sluice
