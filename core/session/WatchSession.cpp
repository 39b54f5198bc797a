// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/WatchSession.h"

#include <utility>

#include "core/base/Redact.h"
#include "core/output/MailboxVideoSink.h"
#include "core/output/SinkFactory.h"
#include "core/playback/WatchPipeline.h"
#include "core/session/Notifier.h"

namespace sluice {

namespace {

// Keeps the newest picture for whoever asks, however often.
class LatestFrame final : public VideoSink {
public:
    explicit LatestFrame(std::function<void()> changed) : m_changed(std::move(changed)) { }
    Result<void> open() override { return {}; }
    void show(const VideoFrame& frame, WallTime) override
    {
        {
            const std::lock_guard lock(m_mutex);
            m_frame = frame;
        }
        m_changed();
    }
    void close() override { }
    VideoFrame frame() const
    {
        const std::lock_guard lock(m_mutex);
        return m_frame;
    }

private:
    const std::function<void()> m_changed;
    mutable std::mutex m_mutex;
    VideoFrame m_frame; // m_mutex
};

// The pipeline owns its sinks; the session keeps looking at this one.
class SharedSink final : public VideoSink {
public:
    explicit SharedSink(std::shared_ptr<VideoSink> sink) : m_sink(std::move(sink)) { }
    Result<void> open() override { return m_sink->open(); }
    void show(const VideoFrame& frame, WallTime at) override { m_sink->show(frame, at); }
    void close() override { m_sink->close(); }

private:
    std::shared_ptr<VideoSink> m_sink;
};

BufferResolver resolverOf(const BufferChoice& choice)
{
    return [choice](const BufferContext& context) { return choice.resolve(context); };
}

} // namespace

class WatchSession::Private {
public:
    Private(WatchSession* session, SessionServices s)
        : q(session)
        , services(std::move(s))
        , sinks(services.clock, services.sound)
        , changed(session, [session] { emit session->changed(); })
        , frameChanged(session, [session] { emit session->frameChanged(); })
        , finished(session, [this] { onFinished(); })
    { }

    SessionRecord outline() const
    {
        SessionRecord record{redactUrl(request.url), pipeline->report(), {}};
        record.report.settings = request.settingsForReport;
        return record;
    }

    SessionRecord record(std::uint64_t firstRow) const
    {
        SessionRecord record = outline();
        record.samples = pipeline->timeline().since(firstRow).samples;
        return record;
    }

    // What never came to anything is not worth comparing.
    void keep()
    {
        const std::uint64_t rows = pipeline->timeline().end();
        SessionRecord one = record(rows > kPastRows ? rows - kPastRows : 0);
        if (one.report.startupMs <= 0)
            return;
        if (!pipeline->finished())
            one.report.state = WatchState::Ended; // it ends now
        past.push_back(std::make_shared<const SessionRecord>(std::move(one)));
        if (past.size() > kPast)
            past.erase(past.begin());
    }

    // Whoever waits for the end of what runs has it now: what is looked at afterwards is another session.
    void tellReplaced()
    {
        if (!pipeline || std::exchange(toldFinished, true))
            return;
        replaced = true;
        emit q->finished();
        replaced = false;
    }

    // The pipeline that ran before ends by itself; it is only destroyed once it has, so that nobody waits for it.
    void retire()
    {
        if (!pipeline)
            return;
        keep();
        pipeline->stop();
        retired.push_back(std::exchange(pipeline, nullptr));
        latest.reset();
    }

    void sweep()
    {
        std::erase_if(retired, [](const auto& old) { return old->finished(); });
    }

    void onFinished()
    {
        sweep();
        if (pipeline && pipeline->finished() && !std::exchange(toldFinished, true)) {
            if (stopping)
                latest.reset();
            emit q->finished();
            emit q->changed();
        }
    }

    double effectiveVolume() const { return muted ? 0.0 : volume; }

    WatchSession* const q;
    SessionServices services;
    SinkFactory sinks;
    Notifier changed;
    Notifier frameChanged;
    Notifier finished;
    WatchRequest request;
    std::shared_ptr<LatestFrame> latest;
    std::unique_ptr<WatchPipeline> pipeline;
    std::vector<std::unique_ptr<WatchPipeline>> retired;
    std::vector<std::shared_ptr<const SessionRecord>> past;
    double volume = 0.8;
    bool muted = false;
    bool stopping = false;
    bool toldFinished = false;
    bool replaced = false; // by one that is about to be opened
    std::optional<Error> refused; // the request itself was wrong: no pipeline was made
};

WatchSession::WatchSession(SessionServices services, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(services)))
{ }

WatchSession::~WatchSession()
{
    d->changed.detach();
    d->frameChanged.detach();
    d->finished.detach();
}

void WatchSession::open(const WatchRequest& request)
{
    d->tellReplaced();
    d->retire();
    d->request = request;
    d->volume = request.volume;
    d->stopping = false;
    d->toldFinished = false;
    d->refused.reset();

    WatchPipeline::Config config;
    config.engine.url = request.url;
    config.engine.link = request.link;
    config.engine.audioOut = request.audioOut;
    config.engine.recordFile = request.recordFile;
    d->latest = std::make_shared<LatestFrame>([n = d->frameChanged]() mutable { n.tell(); });
    config.engine.videoSinks.push_back(std::make_unique<SharedSink>(d->latest));
    if (!request.videoOut.empty()) {
        auto sink = d->sinks.video(request.videoOut);
        if (!sink) {
            d->refused = sink.error();
            d->finished.tell();
            emit changed();
            emit finished();
            return;
        }
        config.engine.videoSinks.push_back(std::move(*sink));
    }
    config.resolveBuffer = resolverOf(request.buffer);
    config.wait = request.wait;
    config.volume = d->effectiveVolume();
    config.timelineFile = request.timelineFile;
    config.arrivalsFile = request.arrivalsFile;
    config.seed = static_cast<std::uint64_t>(d->services.clock.wallNow().time_since_epoch().count());
    config.facts
        = {{"url", redactUrl(request.url)}, {"profile", std::string(profileToken(request.buffer.profile))}};
    d->pipeline = std::make_unique<WatchPipeline>(std::move(config),
        WatchEngine::Services{
            d->services.clock, d->services.resolver, d->services.log, d->sinks, d->services.tlsReason},
        WatchPipeline::Callbacks{
            [n = d->changed]() mutable { n.tell(); }, [n = d->finished]() mutable { n.tell(); }});
    d->pipeline->start();
    emit changed();
}

void WatchSession::stop()
{
    d->stopping = true;
    if (d->pipeline)
        d->pipeline->stop();
}

void WatchSession::pause()
{
    if (d->pipeline)
        d->pipeline->setPaused(true);
}

void WatchSession::resume()
{
    if (d->pipeline)
        d->pipeline->setPaused(false);
}

void WatchSession::goToLive()
{
    if (d->pipeline)
        d->pipeline->goToLive();
}

void WatchSession::seek(Duration to)
{
    if (d->pipeline)
        d->pipeline->seek(to);
}

void WatchSession::retryNow()
{
    if (d->pipeline)
        d->pipeline->retryNow();
}

void WatchSession::setVolume(double volume)
{
    d->volume = volume;
    if (d->pipeline)
        d->pipeline->setVolume(d->effectiveVolume());
    emit changed();
}

void WatchSession::setMuted(bool muted)
{
    d->muted = muted;
    setVolume(d->volume);
}

void WatchSession::setBuffer(const BufferChoice& choice)
{
    d->request.buffer = choice;
    if (d->pipeline)
        d->pipeline->setBuffer(resolverOf(choice));
}

void WatchSession::setLink(const LinkPlan& plan)
{
    d->request.link = plan;
    if (d->pipeline)
        d->pipeline->setLink(plan);
    emit changed();
}

void WatchSession::cutLink(Duration length)
{
    if (d->pipeline)
        d->pipeline->cutLink(length);
}

bool WatchSession::running() const
{
    return d->pipeline && !d->pipeline->finished();
}

WatchStatus WatchSession::status() const
{
    WatchStatus status;
    status.volume = d->volume;
    status.muted = d->muted;
    status.link = d->request.link;
    status.url = redactUrl(d->request.url);
    if (d->refused) {
        status.state = WatchState::Failed;
        status.error = d->refused;
        status.report.error = ReportError::of(d->refused);
        status.report.state = WatchState::Failed;
        status.report.url = status.url;
        status.report.settings = d->request.settingsForReport;
    }
    if (!d->pipeline)
        return status;
    const WatchPipeline::Status now = d->pipeline->status();
    status.state = d->stopping && d->pipeline->finished() ? WatchState::Idle : now.state;
    status.waiting = now.waiting;
    status.error = now.error;
    status.retryAt = now.retryAt;
    status.media = now.media;
    status.emulated = now.emulated;
    status.noData = now.noData;
    status.level = now.level;
    status.levelBytes = now.levelBytes;
    status.buffer = now.buffer;
    status.context = now.context;
    status.target = now.target;
    status.rebufferProgress = now.rebufferProgress;
    status.arriveKbps = now.arriveKbps;
    status.consumeKbps = now.consumeKbps;
    status.speed = now.speed;
    status.position = now.position;
    status.live = now.media.live;
    status.recordFile = now.recordFile;
    status.fileError = now.fileError;
    status.link = now.link;
    status.report = d->pipeline->report();
    status.report.settings = d->request.settingsForReport;
    if (d->replaced && !d->pipeline->finished()) {
        status.state = status.report.state = WatchState::Ended;
        status.waiting = false;
        status.retryAt.reset();
    }
    return status;
}

VideoFrame WatchSession::latestFrame() const
{
    return d->latest ? d->latest->frame() : VideoFrame();
}

Timeline::Slice WatchSession::samplesSince(std::uint64_t position) const
{
    return d->pipeline ? d->pipeline->timeline().since(position) : Timeline::Slice();
}

EventLog::Slice WatchSession::eventsSince(std::uint64_t position) const
{
    return d->pipeline ? d->pipeline->events().since(position) : EventLog::Slice();
}

std::shared_ptr<const ArrivalTrace> WatchSession::arrivals() const
{
    return d->pipeline ? d->pipeline->arrivals() : nullptr;
}

std::optional<SessionRecord> WatchSession::record() const
{
    return d->pipeline ? std::optional(d->record(0)) : std::nullopt;
}

std::optional<SessionRecord> WatchSession::outline() const
{
    return d->pipeline ? std::optional(d->outline()) : std::nullopt;
}

std::shared_ptr<const Timeline> WatchSession::timeline() const
{
    return d->pipeline ? d->pipeline->sharedTimeline() : nullptr;
}

const std::vector<std::shared_ptr<const SessionRecord>>& WatchSession::past() const
{
    return d->past;
}

TimePoint WatchSession::startedAt() const
{
    return d->pipeline ? d->pipeline->startedAt() : TimePoint();
}

} // namespace sluice
