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
#include "core/base/Aside.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/base/Runner.h"
#include "core/metrics/AudioMeter.h"
#include "core/metrics/Events.h"
#include "core/metrics/LiveReport.h"
#include "core/metrics/RateMeter.h"
#include "core/publish/AudioNode.h"
#include "core/publish/BitrateController.h"
#include "core/publish/CaptureNode.h"
#include "core/publish/DropBursts.h"
#include "core/publish/OrderQueue.h"
#include "core/publish/PacketHub.h"
#include "core/publish/Recordings.h"
#include "core/publish/Sender.h"
#include "core/publish/SlateNode.h"
#include "core/publish/SpareEncoder.h"
#include "core/publish/StandingDelay.h"
#include "core/publish/VideoNode.h"

namespace sluice {

// The broadcast pipeline: who runs on which thread, and how it begins and ends.
//
//   [capture camera, screen] → mailbox each (3, drops the oldest) → [compose, encode video] ─┐
//   [slate: decode, fit] → reel (8), for when a source gives nothing ─┘                      │
//   [audio input: read, resample]… → [audio: mix, encode] ───────────────────────────────────┴→ hub
//                                                                          → queue per destination → [sender]
//                                                                          → queue per file → [recorder]
//
// Threads: capture, screen, video, slate, audio, one per audio input, one per sender and per file, and `control`, which
// carries out what the owner asked for, in that order, so that no call of the owner ever waits: of sources and layouts
// that come faster than that only the latest. Sources run from setSources() on; going live adds the rest. The screen
// runs only while the layout shows it, the camera from the first layout on that does. The video encoder opens aside, as
// nothing can interrupt it: a cancel, and the end of it all, leave that behind.
class PublishPipeline {
public:
    struct Services {
        Clock& clock;
        Resolver& resolver;
        const Log& log;
        TlsReason tlsReason;
    };
    // The inputs of the sound's mix.
    enum Input : std::size_t { kMicrophone, kDesktop };
    static constexpr std::size_t kInputs = 2;
    struct Sources {
        CaptureNode::Factory camera;
        CaptureNode::Factory screen; // may be empty: layouts with it show the slate
        AudioInput::Factory microphone;
        std::optional<AudioInput::Factory> desktop; // nothing: no desktop sound in the mix
        // What they are called: one that has the same name as before runs on. Empty: never the same.
        std::string cameraName;
        std::string screenName;
        std::string microphoneName;
        std::string desktopName;
        VideoRequest request;
        bool soundExpected = true; // from the microphone: false for one that is silent on purpose
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
        std::function<void()> dropStale; // Sender::Config's, as the next
        std::function<std::optional<Error>()> givenUp;
    };
    struct LiveConfig {
        VideoEncoderConfig video;
        AudioEncoderConfig audio;
        std::vector<Destination> destinations;
        std::string recordFile; // empty: none, unless recordings() was told before
        bool adaptive = true; // the video bitrate follows what the network carries
        // Empty: VideoEncoder::open. Called on a thread that may be left behind: it owns what it touches.
        OpenVideoEncoder openVideo;
        // For the encoder to open; then it is given up, for x264 if it is another.
        Duration openingPatience = seconds(10); // our choice: a graphics card takes a second or two
    };
    enum class State { Idle, Connecting, Live, Reconnecting, Stopping, Failed };

    struct Status {
        State state = State::Idle;
        std::optional<Error> error;
        std::vector<SenderStatus> senders;
        std::vector<Duration> queued; // per sender
        std::vector<double> sent; // per sender, kb/s
        std::vector<std::int64_t> dropped; // per sender, frames
        std::vector<std::string> shownUrls; // per sender, redacted
        CaptureNode::Status capture; // the camera; counts of both
        CaptureNode::Status screen;
        std::optional<Error> slateError;
        bool slateReady = true; // the file is known by now, be it to be of no use
        std::optional<Error> logoError; // as it was set
        VideoNode::Status video;
        AudioNode::Status audio;
        double sentKbps = 0;
        int targetKbps = 0; // as chosen
        int videoKbps = 0; // what the encoder is set to now; the chosen bitrate unless adapted
        std::optional<Sentence> networkNotice; // what the network makes us do, in words
        bool overloaded
            = false; // pictures were left out a moment ago, because composing and encoding took too long
        FrameRate rate;
        VideoSize size;
        std::optional<double>
            carriedKbps; // by the slowest way that is live; see BitrateController::carriedKbps()
        std::int64_t droppedNetwork = 0;
        std::optional<TimePoint> liveSince;
        bool paused = false;
        Recordings::Status recordings;
    };

    // `changed`: something changed, look again; `previewChanged`: preview() is new. Called on any thread; must not
    // call back into the pipeline.
    PublishPipeline(Services services, std::function<void()> changed, std::function<void()> previewChanged);
    ~PublishPipeline(); // ends and joins, bounded by kStopDeadline
    PublishPipeline(const PublishPipeline&) = delete;
    PublishPipeline& operator=(const PublishPipeline&) = delete;

    static constexpr Duration kDrainDeadline = seconds(1); // what was captured still leaves
    static constexpr Duration kFileGrace = seconds(1); // for a file to be whole, beyond that
    static constexpr Duration kSlowDisk = seconds(5); // beyond that, where its disk still takes something
    static constexpr Duration kStopDeadline = seconds(3) + VideoNode::kEncoderPatience + kSlowDisk;

    // None of these waits.
    void setSources(std::optional<Sources> sources);
    void setCanvas(VideoSize size, FrameRate rate);
    void setLayout(const Layout& layout); // at once, live too
    void setOverlay(std::shared_ptr<const Overlay> overlay) { m_video.setOverlay(std::move(overlay)); }
    // Why the logo is not in the overlay; told as an event, in the next broadcast again. Nothing: all is there.
    void setLogoError(const std::optional<Error>& error);
    // A picture or video file, see SlateNode; empty: our own drawing. Status::slateError says what was wrong with it.
    void setSlate(const std::string& path);
    void setMuted(Input input, bool muted);
    void setSound(const Sound& sound);
    void start(LiveConfig config);
    void stop();
    // Slate and silence; connections, time stamps and recordings go on. Does nothing unless live.
    void setPaused(bool paused);
    void retryNow(); // those that wait for their time
    void retryNow(std::size_t destination); // also one that has failed, as long as another goes on
    Recordings& recordings() { return m_recordings; }
    void viewerJoined(); // a keyframe soon, within what JoinKeyframes allows

    Status status() const;
    VideoFrame preview() const { return m_video.preview(); }
    const EventLog& events() const { return m_events; }
    LiveReport report() const; // of the running or last broadcast; settings are the caller's to add

private:
    class Control;
    static constexpr Duration kSentWindow = seconds(2);
    // What a destination's network does; of the control thread but for the last three, which m_mutex guards.
    struct NetworkSide {
        std::optional<BitrateController> controller;
        bool live = false;
        bool wasLive = false;
        DropBursts drops;
        StandingDelay standing;
        TimePoint liveAt; // on this connection
        bool congested = false;
        bool dropping = false;
        std::optional<double> carriedKbps;
    };
    struct Send {
        Destination destination;
        std::shared_ptr<PacketQueue> queue;
        std::unique_ptr<Sender> sender;
        std::unique_ptr<Runner> runner; // destroyed first: it steps the sender
        std::string host; // for people
        NetworkSide network;
        SenderState seen = SenderState::Connecting; // control thread: what was last told as an event
        int timesLive = 0; // control thread
        std::int64_t bytesSeen = 0; // control thread
        RateMeter rate{kSentWindow};
    };
    struct Command {
        enum class Kind { Sources, Layout, Start, Stop } kind;
        std::optional<Sources> sources;
        std::optional<LiveConfig> config;
        Layout layout{};
        StopToken giveUp; // of a start: it was cancelled
    };

    Step control();
    void apply(Command command);
    void applySources(std::optional<Sources> sources);
    void applyLayout(const Layout& layout);
    void runSources(bool newCamera, bool newScreen);
    void keepScreenAt(FrameRate rate);
    void noteLayout();
    void begin(const LiveConfig& config, const StopToken& giveUp);
    Result<void> openEncoders(LiveConfig& config, const StopToken& giveUp);
    Result<std::unique_ptr<VideoEncoder>> openVideo(
        LiveConfig& config, const StopToken& giveUp, std::optional<Error>& why);
    Result<VideoNode::Live::Replacement> replaceEncoder(
        const LiveConfig& config, const Error& cause, int kbps);
    void noteNotAnew(const Error& cause);
    std::shared_ptr<Send> makeSend(const LiveConfig& config, const Destination& destination);
    void attachEncoders(const LiveConfig& config);
    void giveUp();
    bool adopt(std::vector<std::shared_ptr<Send>> made);
    void end();
    void noteEnd();
    void noteLogo();
    bool everLive() const;
    void endPause();
    void watchSenders();
    void watchSources();
    void noteSender(Send& send, const SenderStatus& now);
    void noteDevice(bool& lost, const std::optional<Error>& error, EventKind gone, EventKind back,
        std::string_view isBack);
    void noteSilence(bool silent);
    void noteEncoder(const std::optional<Error>& error);
    void measure(TimePoint now);
    void beginAdapting(TimePoint now);
    void adapt(TimePoint now);
    std::optional<BitrateController::Change> look(Send& send, TimePoint now);
    void setVideoBitrate(int kbps, const std::optional<BitrateController::Change>& cause, TimePoint now);
    void noteDrops(Send& send, TimePoint now, bool last = false);
    void noteOverload(TimePoint now, bool last = false);
    void noteUplink(TimePoint now);
    bool severalDestinations() const;
    Sentence uplinkSentence(int live) const;
    Sentence droppedSentence(const Send& send, const std::string& left) const;
    Sentence droppingSentence(const Send& send) const;
    std::optional<Sentence> networkNotice() const;
    std::optional<double> carriedKbps() const;
    std::int64_t leftWaiting() const;
    void setState(State state, std::optional<Error> error = std::nullopt);
    LiveReport::Destination reportOf(const Send& send) const;
    std::vector<std::shared_ptr<Send>> sends() const;

    void noteLost(const CaptureNode& source);

    Services m_services;
    const std::function<void()> m_changed;
    EventLog m_events;
    Recordings m_recordings;
    RateMeter m_sentRate{kSentWindow};
    CaptureNode m_capture;
    CaptureNode m_screen;
    SlateReel m_slateReel;
    VideoNode m_video;
    SlateNode m_slate;
    AudioNode m_audio;
    std::unique_ptr<Control> m_control;
    Runner m_captureRunner;
    Runner m_screenRunner;
    Runner m_videoRunner;
    Runner m_slateRunner;
    Runner m_audioRunner;
    std::vector<std::unique_ptr<Runner>> m_inputRunners;
    std::unique_ptr<Runner> m_controlRunner;
    using Counts = OrderQueue<Command>::Counts;
    OrderQueue<Command> m_commands;

    // Of the control thread
    std::shared_ptr<PacketHub> m_hub;
    AsideByPlace m_opening; // by the encoder: one that hangs holds no other up
    std::unique_ptr<VideoEncoder> m_videoEncoder;
    std::unique_ptr<AudioEncoder> m_audioEncoder;
    std::optional<Sources> m_sources; // as they were set
    Layout m_layout;
    bool m_cameraRuns = false; // was asked to
    bool m_screenRuns = false;
    std::optional<FrameRate> m_screenRate; // of the stream, where that is not what was asked for
    bool m_cameraLost = false;
    bool m_screenLost = false;
    bool m_microphoneLost = false;
    bool m_desktopLost = false;
    bool m_microphoneSilent = false;
    bool m_encoderFails = false;
    bool m_soundExpected = true;
    std::int64_t m_bytesSeen = 0;
    TimePoint m_tooMuchAt; // every destination was congested at once

    mutable std::mutex m_mutex;
    State m_state = State::Idle; // m_mutex, as everything below
    StopSource m_giveUp; // of the last start
    std::optional<Error> m_error;
    std::optional<Error> m_logoError;
    std::vector<std::shared_ptr<Send>> m_sends;
    LiveConfig m_config;
    std::vector<std::pair<TimePoint, LayoutKind>> m_layouts; // of this broadcast
    struct Pause {
        TimePoint from;
        std::optional<TimePoint> until; // nothing: it lasts
    };
    std::vector<Pause> m_pauses; // of this broadcast
    int m_videoKbps = 0;
    bool m_tooMuch = false;
    TimePoint m_startedAt;
    WallTime m_startedWall;
    std::optional<TimePoint> m_endedAt;
    std::int64_t m_capturedBefore = 0;
    std::int64_t m_droppedBefore = 0;
    DropBursts m_overload; // control thread
    bool m_overloaded = false;
};

} // namespace sluice
