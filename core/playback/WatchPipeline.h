// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Runner.h"
#include "core/media/BufferSettings.h"
#include "core/metrics/CsvAside.h"
#include "core/metrics/Events.h"
#include "core/metrics/QualityOfExperience.h"
#include "core/metrics/RateMeter.h"
#include "core/metrics/Timeline.h"
#include "core/metrics/WatchReport.h"
#include "core/playback/BufferController.h"
#include "core/playback/LatencyController.h"
#include "core/playback/LatencyNews.h"
#include "core/playback/WatchEngine.h"

namespace sluice {

// One session of watching, from open to end. A control thread looks at the stages about every 10 ms, asks
// BufferController and LatencyController what to do, does it, and keeps the figures. An object is used once: start(),
// and when it is over, finished() is true and the figures stay readable.
//
// Threads: any thread may call anything; no call waits but the destructor, which ends the session and joins (about
// 0.2 s at worst; call stop() and wait for finished() to make that instant. A disk that does not answer for the timeline
// takes CsvAside::kClosePatience more).
class WatchPipeline final : public Node {
public:
    struct Config {
        WatchEngine::Config engine;
        BufferResolver resolveBuffer; // for the source, once it is known
        bool wait = false; // "nobody is streaming there" waits
        double volume = 1.0;
        std::string timelineFile; // empty: none
        std::string arrivalsFile; // empty: none
        std::uint64_t seed = 1; // of the reconnect jitter
        std::vector<std::pair<std::string, std::string>> facts; // go into the arrival trace's header
    };
    struct Callbacks {
        std::function<void()> changed; // look again; at most 30 a second, on any thread
        std::function<void()> finished; // once, on the control thread: everything has ended
    };

    struct Status {
        WatchState state = WatchState::Idle;
        bool waiting = false;
        std::optional<Error> error;
        std::optional<TimePoint> retryAt;
        MediaInfo media;
        bool known = false;
        bool emulated = false;
        bool noData = false;
        Duration level{};
        std::int64_t levelBytes = 0;
        BufferSettings buffer; // as chosen
        BufferContext context; // … for this source
        Duration target{}; // in force: with what stalls have added
        double rebufferProgress = 0;
        double arriveKbps = 0;
        double consumeKbps = 0;
        double speed = 1;
        Duration position{};
        LinkPlan link;
        std::string recordFile; // at the end: the name that was taken; empty: nothing was written
        // Of the files that were asked for, the first that is not there or not whole: timeline, arrivals, recording.
        std::optional<Error> fileError;
    };

    WatchPipeline(Config config, WatchEngine::Services services, Callbacks callbacks);
    ~WatchPipeline() override;

    void start();
    void stop();
    void setPaused(bool paused);
    void goToLive();
    void seek(Duration to); // from the start of the media
    void retryNow();
    void setVolume(double volume);
    void setBuffer(BufferResolver resolver); // acts at once
    void setLink(LinkPlan plan); // acts at once
    void cutLink(Duration length);

    bool finished() const { return m_finished.load(); }
    Status status() const;
    WatchReport report() const; // settings are the caller's to add
    Timeline& timeline() { return *m_timeline; }
    // The same; stays readable after the session and without it.
    std::shared_ptr<const Timeline> sharedTimeline() const { return m_timeline; }
    EventLog& events() { return m_events; }
    TimePoint startedAt() const { return m_startedAt; }
    // What has arrived so far; stays readable after the session and without it.
    std::shared_ptr<const ArrivalTrace> arrivals() const { return m_arrivals; }

    Step step(const StopToken& stop) override;

private:
    // What others ask for; done at the next look.
    struct Wishes {
        bool stop = false;
        bool paused = false;
        bool goToLive = false;
        bool retryNow = false;
        std::optional<Duration> seek;
        std::optional<BufferResolver> resolver;
        std::optional<LinkPlan> link;
        Duration cut{};
        double volume = 1;
    };

    // Of the control thread
    bool begin(const StopToken& stop);
    void look(TimePoint now, const Wishes& wishes);
    void carryOut(TimePoint now, const Wishes& wishes);
    void learnStreams(TimePoint now, const StreamReader::Status& reader);
    void resolveSettings(TimePoint now, bool announce);
    void describeArrivals();
    void placeStart();
    BufferController::Inputs gather(TimePoint now, const Wishes& wishes, const StreamReader::Status& reader,
        const Delivery::Status& arrived);
    std::optional<TimePoint> drySince(TimePoint now) const;
    bool dataRanOut() const;
    std::optional<TimePoint> deviceStuckSince(TimePoint now) const;
    bool soundPaces() const;
    bool noSuchStream(const StreamReader::Status& reader) const;
    bool hopeless(const StreamReader::Status& reader) const;
    void act(TimePoint now, const BufferController::Decisions& decisions);
    void note(const BufferController::Event& event);
    void noteState(const BufferController::Event& event);
    void keepLatency(TimePoint now, const BufferController::Decisions& decisions);
    void tellLatency(TimePoint now, bool playing);
    void trimBy(TimePoint now, Duration length);
    void measure(TimePoint now, const BufferController::Decisions& decisions);
    void sample(TimePoint now);
    void publishStatus(TimePoint now, const BufferController::Decisions& decisions);
    void onShown(const Presenter::Shown& shown);
    void tell(EventKind kind, TimePoint at, std::string_view text, std::vector<std::string> args = {});
    void conclude(TimePoint now);
    void lostFile(const Error& error, TimePoint now);
    void keepFileError(const Error& error);
    Duration estimatedLatency() const;
    void announce(TimePoint now, bool stateChanged);

    Config m_config;
    WatchEngine::Services m_services;
    const Callbacks m_callbacks;
    const TimePoint m_startedAt;

    // Figures; each guards itself
    const std::shared_ptr<ArrivalTrace> m_arrivals = std::make_shared<ArrivalTrace>();
    EventLog m_events;
    const std::shared_ptr<Timeline> m_timeline = std::make_shared<Timeline>();
    QualityOfExperience m_quality;
    RateMeter m_consumeRate;

    // Of the control thread
    std::unique_ptr<WatchEngine> m_engine;
    std::unique_ptr<CsvAside> m_csv;
    BufferController m_controller;
    LatencyController m_latency;
    LatencyNews m_latencyNews;
    BufferSettings m_settings;
    BufferContext m_context;
    MediaInfo m_media;
    bool m_known = false;
    bool m_placed = false; // playing has a beginning
    bool m_sameHost = false; // the sender's clock is ours
    std::uint64_t m_generation = 0;
    std::uint32_t m_seeks = 0;
    std::uint32_t m_sourceSeeks = 0; // of those, asked of the reader
    bool m_wasPaused = false;
    std::optional<TimePoint> m_gateOpenedAt;
    std::optional<TimePoint> m_lookAgainAt;
    std::int64_t m_latencyLooks = 0; // the last one's number
    PlaybackBuffer::Level m_level;
    std::int64_t m_consumed = 0;
    std::int64_t m_deliveredBytes = 0;
    std::int64_t m_decodedSeen = 0;
    std::int64_t m_droppedSeen = 0;
    std::uint64_t m_jumps = 0; // of time stamps, as the buffer counts them
    std::uint64_t m_jumpsSeen = 0; // … and as were told
    TimePoint m_nextSample;
    std::uint64_t m_eventsWritten = 0;
    std::optional<Error> m_lastConnectionError;
    BufferController::State m_state = BufferController::State::Idle;
    StallCause m_cause = StallCause::Network;
    double m_rate = 1;
    bool m_begun = false;
    bool m_concluded = false;
    TimePoint m_announcedAt;

    std::atomic<bool> m_finished = false;
    mutable std::mutex m_mutex;
    Wishes m_wishes; // m_mutex, as everything below
    Status m_status;
    std::optional<Duration> m_measuredLatency; // of the last frame shown
    std::unique_ptr<Runner> m_runner; // declared last: its thread ends first
};

} // namespace sluice
