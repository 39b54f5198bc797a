// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/WatchPipeline.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/SecondsText.h"
#include "core/base/Url.h"

namespace sluice {

namespace {

// On a grid from the session's begin on, and whenever something happens.
constexpr Duration kLook = milliseconds(10);

// A sender stamp is only worth something where both ends read one clock.
bool isThisHost(const std::string& text)
{
    const auto url = Url::parse(text);
    return url
        && (url->isFile() || url->host == "localhost" || url->host == "::1" || url->host.starts_with("127."));
}

} // namespace

WatchPipeline::WatchPipeline(Config config, WatchEngine::Services services, Callbacks callbacks)
    : m_config(std::move(config))
    , m_services(services)
    , m_callbacks(std::move(callbacks))
    , m_startedAt(services.clock.now())
    , m_controller(BufferController::Config{{}, BufferSource::Pushed, m_config.wait, m_config.seed})
    , m_latency(LatencyController::Config{})
    , m_sameHost(isThisHost(m_config.engine.url))
{
    m_quality.open(m_startedAt, services.clock.wallNow(), m_config.engine.url);
    m_wishes.volume = m_config.volume;
    m_status.link = m_config.engine.link;
    m_runner = std::make_unique<Runner>(*this, services.clock, "watch-control");
}

WatchPipeline::~WatchPipeline()
{
    stop();
    // The control thread ends by itself when it has taken everything down; a Runner that is told to stop would not
    // step once more.
    m_runner->join();
}

void WatchPipeline::start()
{
    m_status.state = WatchState::Opening;
    m_runner->start();
}

void WatchPipeline::stop()
{
    {
        const std::lock_guard lock(m_mutex);
        m_wishes.stop = true;
    }
    m_runner->wake();
}

void WatchPipeline::setPaused(bool paused)
{
    {
        const std::lock_guard lock(m_mutex);
        m_wishes.paused = paused;
    }
    m_runner->wake();
}

void WatchPipeline::goToLive()
{
    {
        const std::lock_guard lock(m_mutex);
        m_wishes.goToLive = true;
    }
    m_runner->wake();
}

void WatchPipeline::seek(Duration to)
{
    {
        const std::lock_guard lock(m_mutex);
        m_wishes.seek = to;
    }
    m_runner->wake();
}

void WatchPipeline::retryNow()
{
    {
        const std::lock_guard lock(m_mutex);
        m_wishes.retryNow = true;
    }
    m_runner->wake();
}

void WatchPipeline::setVolume(double volume)
{
    {
        const std::lock_guard lock(m_mutex);
        m_wishes.volume = volume;
    }
    m_runner->wake();
}

void WatchPipeline::setBuffer(BufferResolver resolver)
{
    {
        const std::lock_guard lock(m_mutex);
        m_wishes.resolver = std::move(resolver);
    }
    m_runner->wake();
}

void WatchPipeline::setLink(LinkPlan plan)
{
    {
        const std::lock_guard lock(m_mutex);
        m_status.link = plan;
        m_wishes.link = std::move(plan);
    }
    m_runner->wake();
}

void WatchPipeline::cutLink(Duration length)
{
    {
        const std::lock_guard lock(m_mutex);
        m_wishes.cut = length;
    }
    m_runner->wake();
}

WatchPipeline::Status WatchPipeline::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

WatchReport WatchPipeline::report() const
{
    WatchReport report = m_quality.report(m_services.clock.now());
    report.events = reportEvents(m_events.all(), m_startedAt);
    const std::lock_guard lock(m_mutex);
    report.error = ReportError::of(m_status.error);
    return report;
}

// --- the control thread -----------------------------------------------------------------------------------------

Step WatchPipeline::step(const StopToken& stop)
{
    Wishes wishes;
    {
        const std::lock_guard lock(m_mutex);
        wishes = m_wishes;
        m_wishes.goToLive = false;
        m_wishes.retryNow = false;
        m_wishes.seek.reset();
        m_wishes.resolver.reset();
        m_wishes.link.reset();
        m_wishes.cut = {};
    }
    const TimePoint now = m_services.clock.now();
    if (!m_begun && !wishes.stop && !begin(stop))
        m_concluded = true;
    if (!m_concluded && !wishes.stop)
        look(now, wishes);
    if (m_concluded || wishes.stop) {
        conclude(m_services.clock.now());
        return Step::done();
    }
    const TimePoint next = m_startedAt + ((now - m_startedAt) / kLook + 1) * kLook;
    return Step::until(std::min(next, std::max(m_lookAgainAt.value_or(next), now)));
}

// False: it cannot even begin; the status says why.
bool WatchPipeline::begin(const StopToken& stop)
{
    m_begun = true;
    tell(EventKind::Opening, m_startedAt, QT_TRANSLATE_NOOP("core", "Opening"));
    m_quality.setState(WatchState::Opening, m_startedAt);
    const auto failed = [this](const Error& error) {
        m_quality.setState(WatchState::Failed, m_services.clock.now());
        const std::lock_guard lock(m_mutex);
        m_status.state = WatchState::Failed;
        m_status.error = error;
        return false;
    };
    if (!m_config.timelineFile.empty()) {
        m_csv = std::make_unique<CsvAside>(m_config.timelineFile, TimelineCsv::kHeader);
        const auto error = m_csv->awaitCreation([&] {
            const std::lock_guard lock(m_mutex);
            return m_wishes.stop || stop.stop_requested();
        });
        if (error && error->cancelled())
            return false; // ended before it began
        if (error)
            return failed(*error);
    }
    m_config.engine.arrivals = m_arrivals;
    m_engine = std::make_unique<WatchEngine>(std::move(m_config.engine), m_services,
        WatchEngine::Callbacks{
            [this] { m_runner->wake(); }, [this](const Presenter::Shown& s) { onShown(s); }});
    auto started = m_engine->start();
    if (!started) {
        m_engine.reset(); // it has no parts to take down
        return failed(started.error());
    }
    if (*started)
        m_events.add(EventKind::Warning, m_services.clock.now(), (*started)->sentence());
    m_engine->setVolume(m_config.volume);
    m_engine->arrivals().start(m_startedAt);
    for (const auto& [key, value] : m_config.facts)
        m_engine->arrivals().setInfo(key, value);
    resolveSettings(m_startedAt, false);
    m_nextSample = m_startedAt;
    m_controller.open(m_startedAt);
    return true;
}

void WatchPipeline::look(TimePoint now, const Wishes& wishes)
{
    carryOut(now, wishes);
    const StreamReader::Status reader = m_engine->reader().status();
    const Delivery::Status arrived = m_engine->delivery().status();
    if (reader.error)
        m_lastConnectionError = reader.error;
    learnStreams(now, reader);
    if (arrived.mediaKbps)
        m_engine->link().setStreamBitrate(*arrived.mediaKbps, now);
    if (arrived.broken && reader.link == StreamReader::Link::Up) {
        tell(arrived.broken == LinkEvent::Reset ? EventKind::LinkReset : EventKind::LinkEnded, now,
            QT_TRANSLATE_NOOP("core", "The link emulator ended the connection"));
        m_engine->disconnect();
    }
    if (!m_placed)
        placeStart();
    // Pictures go on without sound; sound alone is over when it is, and silence would never be.
    m_engine->setFreewheel(m_media.video && !soundPaces());
    m_level = m_engine->buffer().level(m_engine->output().mediaTime(now), m_rate, now);
    const auto decisions = m_controller.update(gather(now, wishes, reader, arrived));
    m_lookAgainAt = decisions.lookAgainAt;
    act(now, decisions);
    // Only on the grid, and by its time: what the speed becomes must not hang on when a thread woke.
    if (const std::int64_t look = (now - m_startedAt) / kLook; std::exchange(m_latencyLooks, look) != look)
        keepLatency(m_startedAt + look * kLook, decisions);
    measure(now, decisions);
    publishStatus(now, decisions);
}

void WatchPipeline::carryOut(TimePoint now, const Wishes& wishes)
{
    m_engine->setVolume(wishes.volume);
    if (wishes.resolver) {
        m_config.resolveBuffer = *wishes.resolver;
        resolveSettings(now, true);
    }
    if (wishes.link) {
        m_engine->link().setPlan(*wishes.link, now);
        m_engine->wakeAll();
        tell(EventKind::LinkChanged, now, QT_TRANSLATE_NOOP("core", "Link emulator: %1"),
            {wishes.link->off()                 ? "off"
                    : wishes.link->name.empty() ? "custom"
                                                : wishes.link->name});
    }
    if (wishes.cut > Duration::zero()) {
        m_engine->link().cut(wishes.cut, now);
        m_engine->arrivals().addEvent(now, "link_cut");
        tell(EventKind::LinkCut, now, QT_TRANSLATE_NOOP("core", "Link cut for %1 s"),
            {secondsText(wishes.cut)});
    }
    if (wishes.goToLive)
        m_latency.goToLive();
    if (m_wasPaused && !wishes.paused && m_media.live)
        m_settings.liveAfterPause ? m_latency.goToLive() : m_latency.stayBehind();
    m_wasPaused = wishes.paused;
    if (wishes.seek && m_media.seekable) {
        ++m_seeks;
        const MediaTime to = MediaTime(std::clamp(*wishes.seek, Duration::zero(), m_media.duration));
        ++m_generation;
        if (const auto found = m_engine->buffer().seekWithin(to, m_generation)) {
            m_engine->playFrom(to, m_generation);
        } else {
            ++m_sourceSeeks;
            m_engine->buffer().clear(m_generation);
            m_engine->seekSource(to, m_generation);
            m_engine->playFrom(to, m_generation);
        }
    }
}

void WatchPipeline::learnStreams(TimePoint now, const StreamReader::Status& reader)
{
    if (!reader.known)
        return;
    if (reader.media.nowPlaying != m_media.nowPlaying) {
        m_media.nowPlaying = reader.media.nowPlaying;
        tell(EventKind::NowPlaying, now, QT_TRANSLATE_NOOP("core", "Now playing: %1"), {m_media.nowPlaying});
    }
    const bool news = !m_known || reader.media.audio.has_value() != m_media.audio.has_value()
        || reader.media.video.has_value() != m_media.video.has_value();
    if (!news)
        return;
    const bool first = !m_known;
    m_known = true;
    m_media = reader.media;
    m_context.targetDuration = m_media.targetDuration;
    if (m_media.container == "hls" && m_media.live)
        m_context.source = BufferSource::HlsLive;
    else
        m_context.source = m_media.live ? BufferSource::Pushed : BufferSource::Vod;
    m_controller.setSource(m_context.source);
    m_latency.setSource(m_context.source, m_context.targetDuration);
    describeArrivals();
    resolveSettings(now, false);
    m_engine->setStreams(m_media);
    if (first)
        tell(EventKind::Connected, now, QT_TRANSLATE_NOOP("core", "Connected"));
}

// The facts that a simulator resolves other settings with.
void WatchPipeline::describeArrivals()
{
    ArrivalTrace& trace = m_engine->arrivals();
    const bool pushed = m_context.source == BufferSource::Pushed;
    trace.setInfo("delivery", pushed ? "pushed" : m_media.live ? "playlist" : "pulled");
    trace.setInfo("streams",
        fmt::format("{}{}", m_media.video ? "video " : "",
            m_media.audio       ? "audio"
                : m_media.video ? ""
                                : "none"));
    trace.setInfo("target_duration_ms", std::to_string(toMs(m_context.targetDuration)));
    trace.setInfo("device_latency_ms", std::to_string(toMs(m_engine->deviceLatency())));
    const auto block = m_engine->output().lastBlock();
    if (!block || block->length <= Duration::zero())
        return;
    const Duration taken = block->heardAt - m_engine->deviceLatency() - m_startedAt;
    trace.setInfo("device_period_us", std::to_string(block->length.count()));
    trace.setInfo(
        "device_phase_us", std::to_string(((taken % block->length + block->length) % block->length).count()));
}

void WatchPipeline::resolveSettings(TimePoint now, bool announceChange)
{
    m_context.deviceLatency = m_engine->deviceLatency();
    auto settings = m_config.resolveBuffer(m_context);
    if (!settings) { // checked before it was asked for; a source can still make it impossible: say so, keep the old
        m_events.add(EventKind::Warning, now, settings.error().sentence());
        return;
    }
    m_settings = *settings;
    m_controller.setSettings(m_settings);
    m_latency.setSettings(m_settings);
    PlaybackBuffer::Config store;
    store.video = !m_known || m_media.video.has_value();
    store.audio = !m_known || m_media.audio.has_value();
    store.capBytes = m_settings.capBytes;
    store.keepBehindBytes = m_settings.keepBehindBytes;
    store.startLevel = m_settings.start;
    m_engine->buffer().configure(store);
    if (announceChange)
        m_engine->arrivals().addEvent(now, "settings_changed");
}

// Playing begins where the media does: at the first keyframe.
void WatchPipeline::placeStart()
{
    const auto stored = m_engine->buffer().snapshot();
    const auto position = m_engine->buffer().startPosition();
    if (!m_known || !position || (m_media.video && !stored.keyframeSeen && !m_level.videoLeft))
        return;
    m_placed = true;
    describeArrivals(); // by now the sound device has come for a block
    m_engine->playFrom(*position, m_generation);
}

} // namespace sluice
