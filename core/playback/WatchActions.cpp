// SPDX-License-Identifier: GPL-3.0-or-later
// The second half of WatchPipeline: what it does about decisions, and how it keeps the figures.
#include <algorithm>

#include <fmt/format.h>

#include "core/base/SecondsText.h"
#include "core/playback/WatchPipeline.h"

namespace sluice {

namespace {

using State = WatchState;
using Happening = BufferController::Event::Kind;

// What a simulator has to know of a session beside its packets and states.
std::string_view traceWord(Happening happening)
{
    switch (happening) {
    case Happening::StallStarted:
        return "stall_start";
    case Happening::StallEnded:
        return "stall_end";
    case Happening::ConnectionLost:
        return "connection_lost";
    case Happening::Reconnected:
        return "connection_back";
    case Happening::LoaderHeld:
        return "loader_held";
    case Happening::LoaderFilling:
        return "loader_filling";
    default:
        return {};
    }
}

} // namespace

void WatchPipeline::tell(EventKind kind, TimePoint at, std::string_view text, std::vector<std::string> args)
{
    m_events.add(kind, at, Sentence(text, std::move(args)));
}

void WatchPipeline::act(TimePoint now, const BufferController::Decisions& decisions)
{
    for (const BufferController::Event& event : decisions.events)
        note(event);
    if (decisions.disconnect)
        m_engine->disconnect();
    if (decisions.connect)
        m_engine->connect();
    if (decisions.flush) {
        const auto position = m_engine->output().mediaTime(now);
        ++m_generation;
        if (position && m_engine->buffer().seekWithin(*position, m_generation))
            m_engine->playFrom(*position, m_generation);
    }
    if (decisions.skip > Duration::zero())
        m_engine->skip(decisions.skip);
    m_engine->hold(decisions.loader == BufferController::Loader::Holding);
    if (decisions.gateOpen && !m_engine->output().gate())
        m_gateOpenedAt = decisions.gateFrom;
    m_engine->setGate(decisions.gateOpen, decisions.gateFrom);
    if (decisions.gateOpen && m_engine->output().holdsBack()) // no stall is made of it
        m_engine->output().goOn();
    m_state = decisions.state;
    if (m_state == State::Ended || m_state == State::Failed)
        m_concluded = true;
    if (decisions.failed) {
        const bool known = *decisions.failed == BufferController::Failure::Fatal
            || *decisions.failed == BufferController::Failure::NeverPlayed;
        const Error error = known && m_lastConnectionError ? *m_lastConnectionError
                                                           : BufferController::errorOf(*decisions.failed);
        const std::lock_guard lock(m_mutex);
        m_status.error = error;
    }
}

void WatchPipeline::noteState(const BufferController::Event& event)
{
    // A short source has ended before it begins to play: it plays all the same.
    const bool beginsDraining = event.from == State::Priming && event.to == State::Draining;
    if (!m_quality.playedOnce()) // what it begins with, however soon after the last sample
        m_quality.sampleLevel(m_level.level);
    if (beginsDraining) {
        m_quality.setState(State::Playing, event.at);
        tell(EventKind::Playing, event.at, QT_TRANSLATE_NOOP("core", "Playing"));
    }
    m_quality.setState(event.to, event.at, m_cause);
    switch (event.to) {
    case State::Playing:
        if (event.from == State::Priming)
            tell(EventKind::Playing, event.at, QT_TRANSLATE_NOOP("core", "Playing"));
        else if (event.from == State::Paused)
            tell(EventKind::Resumed, event.at, QT_TRANSLATE_NOOP("core", "Playing again"));
        break;
    case State::Paused:
        tell(EventKind::Paused, event.at, QT_TRANSLATE_NOOP("core", "Paused"));
        break;
    case State::Draining:
        tell(EventKind::Draining, event.at,
            QT_TRANSLATE_NOOP("core", "The stream has ended; playing what is left"));
        break;
    case State::Ended:
        tell(EventKind::Ended, event.at, QT_TRANSLATE_NOOP("core", "Ended"));
        break;
    default:
        break;
    }
    announce(event.at, true);
}

void WatchPipeline::note(const BufferController::Event& event)
{
    if (event.kind == Happening::StateChanged)
        m_engine->arrivals().addEvent(event.at, token(event.to));
    if (const std::string_view word = traceWord(event.kind); !word.empty())
        m_engine->arrivals().addEvent(event.at, word);
    switch (event.kind) {
    case Happening::StateChanged:
        noteState(event);
        break;
    case Happening::FirstPicture:
        m_quality.firstPicture(event.at);
        tell(EventKind::FirstPicture, event.at, QT_TRANSLATE_NOOP("core", "First picture"));
        break;
    case Happening::StallStarted:
        m_cause = event.stallCause;
        m_quality.beginStall(event.at, m_cause);
        m_quality.setStallCause(m_cause);
        tell(EventKind::RebufferStart, event.at, QT_TRANSLATE_NOOP("core", "Rebuffering: %1"),
            {std::string(token(event.stallCause))});
        break;
    case Happening::StallEnded:
        m_quality.setStallCause(event.stallCause);
        m_quality.endStall(event.at);
        tell(EventKind::RebufferEnd, event.at, QT_TRANSLATE_NOOP("core", "Resumed after %1 s"),
            {secondsText(event.duration)});
        break;
    case Happening::Glitch:
        m_quality.glitch();
        tell(EventKind::Glitch, event.at, QT_TRANSLATE_NOOP("core", "Glitch: %1"),
            {event.glitchCause == BufferController::GlitchCause::Device
                    ? QT_TRANSLATE_NOOP("core", "device")
                    : QT_TRANSLATE_NOOP("core", "decoder")});
        break;
    case Happening::NoData:
        tell(EventKind::NoData, event.at, QT_TRANSLATE_NOOP("core", "No data arrives"));
        break;
    case Happening::DataBack:
        tell(EventKind::DataBack, event.at, QT_TRANSLATE_NOOP("core", "Data arrives again"));
        break;
    case Happening::ConnectionLost: {
        const std::string why = m_lastConnectionError
            ? m_lastConnectionError->message()
            : Error(ErrorCode::ConnectionLost, {"the server"}).message();
        m_quality.connectionLost(event.at, why);
        tell(EventKind::Reconnecting, event.at, QT_TRANSLATE_NOOP("core", "Connection lost; reconnecting"));
        break;
    }
    case Happening::Reconnected:
        m_quality.connectionBack(event.at);
        tell(EventKind::Reconnected, event.at, QT_TRANSLATE_NOOP("core", "Connected again"));
        break;
    case Happening::StreamLeft:
        tell(EventKind::StreamSilent, event.at,
            event.video ? QT_TRANSLATE_NOOP("core", "No picture arrives; playing sound alone")
                        : QT_TRANSLATE_NOOP("core", "No sound arrives; playing the picture alone"));
        break;
    case Happening::StreamBack:
        tell(EventKind::StreamBack, event.at,
            event.video ? QT_TRANSLATE_NOOP("core", "The picture is back")
                        : QT_TRANSLATE_NOOP("core", "The sound is back"));
        break;
    case Happening::ClockFrozen:
        tell(EventKind::ClockStuck, event.at,
            QT_TRANSLATE_NOOP("core", "Playing stood still; set going again"));
        break;
    case Happening::SettingsChanged:
        tell(EventKind::SettingsChanged, event.at,
            QT_TRANSLATE_NOOP("core", "Buffer settings changed: target %1 s"),
            {secondsText(m_settings.target)});
        break;
    case Happening::Seek:
        tell(EventKind::Seek, event.at, QT_TRANSLATE_NOOP("core", "Seek"));
        break;
    case Happening::Failed:
        tell(EventKind::Failed, event.at, QT_TRANSLATE_NOOP("core", "Failed"));
        break;
    case Happening::LowLevel:
    case Happening::ConnectScheduled:
    case Happening::LoaderHeld:
    case Happening::LoaderFilling:
        break; // shown as figures
    }
}

void WatchPipeline::keepLatency(TimePoint now, const BufferController::Decisions& decisions)
{
    LatencyController::Inputs in;
    in.now = now;
    in.playing = decisions.gateOpen && m_state == State::Playing;
    in.since = decisions.gateFrom;
    in.level = m_engine->buffer().level(m_engine->output().mediaTime(now), m_rate, now).level;
    in.stalls = m_controller.stallCount();
    const auto out = m_latency.update(in);
    if (out.rate != m_rate) {
        m_rate = out.rate;
        m_engine->setRate(m_rate);
        m_quality.setRate(m_rate, now);
    }
    tellLatency(now, in.playing);
    if (out.trim)
        trimBy(now, *out.trim);
}

void WatchPipeline::tellLatency(TimePoint now, bool playing)
{
    const std::string speed = fmt::format("{:.2f}", m_rate);
    const std::string target = secondsText(m_latency.target());
    for (const LatencyNews::Kind kind : m_latencyNews.look({now, playing, m_rate, m_latency.raised()})) {
        switch (kind) {
        case LatencyNews::Kind::Faster:
            tell(EventKind::RateChanged, now, QT_TRANSLATE_NOOP("core", "Plays faster: %1 times"), {speed});
            break;
        case LatencyNews::Kind::Slower:
            tell(EventKind::RateChanged, now, QT_TRANSLATE_NOOP("core", "Plays slower: %1 times"), {speed});
            break;
        case LatencyNews::Kind::NormalSpeed:
            tell(EventKind::RateChanged, now, QT_TRANSLATE_NOOP("core", "Back to normal speed"));
            break;
        case LatencyNews::Kind::TargetRaised:
            tell(EventKind::TargetRaised, now,
                QT_TRANSLATE_NOOP("core", "Target raised to %1 s after a stall"), {target});
            break;
        case LatencyNews::Kind::TargetLowered:
            tell(EventKind::TargetLowered, now, QT_TRANSLATE_NOOP("core", "Target down to %1 s again"),
                {target});
            break;
        }
    }
}

void WatchPipeline::trimBy(TimePoint now, Duration length)
{
    const auto playhead = m_engine->output().mediaTime(now);
    if (!playhead)
        return;
    const auto cut = m_engine->buffer().trim(*playhead + length, m_latency.target(), m_generation + 1);
    if (!cut)
        return;
    ++m_generation;
    m_engine->playFrom(cut->position, m_generation);
    m_quality.trim();
    tell(EventKind::Trim, now, QT_TRANSLATE_NOOP("core", "Skipped %1 s to be live again"),
        {secondsText(cut->position - *playhead)});
}

void WatchPipeline::measure(TimePoint now, const BufferController::Decisions&)
{
    const std::int64_t consumed = m_engine->audio().bytes() + m_engine->video().bytes();
    m_consumeRate.add(consumed - m_consumed, now);
    m_consumed = consumed;
    const std::int64_t delivered = m_engine->reader().status().bytes;
    m_quality.arrived(delivered - m_deliveredBytes);
    m_deliveredBytes = delivered;
    const std::int64_t decoded = m_engine->video().decoded();
    m_quality.frameDecoded(decoded - m_decodedSeen);
    m_decodedSeen = decoded;
    const auto dropped = static_cast<std::int64_t>(m_engine->presenter().counts().dropped);
    m_quality.frameDropped(dropped - m_droppedSeen);
    m_droppedSeen = dropped;
    for (; m_jumpsSeen < m_jumps; ++m_jumpsSeen) {
        m_quality.discontinuity();
        tell(EventKind::Discontinuity, now, QT_TRANSLATE_NOOP("core", "The stream's time stamps jump"));
    }
    if (auto problem = m_engine->checkSpeaker(now))
        m_events.add(EventKind::Warning, now, problem->sentence());
    // Late looks catch up row by row, so that the file has ten rows a second whatever the machine does.
    for (; m_nextSample <= now; m_nextSample += Timeline::kInterval)
        sample(m_nextSample);
}

// What is known without a stamp: what is stored, and what the device still holds is in that.
Duration WatchPipeline::estimatedLatency() const
{
    return m_level.level;
}

void WatchPipeline::sample(TimePoint now)
{
    TimelineSample row;
    row.at = now - m_startedAt;
    row.levelBytes = m_engine->buffer().bytes();
    row.levelMs = static_cast<std::int32_t>(toMs(m_level.level));
    row.lowLevelMs = static_cast<std::int32_t>(toMs(m_settings.low));
    row.startLevelMs = static_cast<std::int32_t>(toMs(m_settings.start));
    row.resumeLevelMs = static_cast<std::int32_t>(toMs(m_settings.resume));
    row.targetLevelMs = static_cast<std::int32_t>(toMs(m_latency.target()));
    row.arriveKbps = static_cast<float>(m_engine->delivery().kbps(now));
    row.consumeKbps = static_cast<float>(m_consumeRate.kbps(now));
    row.rate = static_cast<float>(m_rate);
    if (const auto offered = m_engine->link().offeredKbps(now - Timeline::kInterval, now))
        row.offeredKbps = static_cast<float>(*offered);
    row.state = m_state;
    row.cause = m_cause;
    if (m_media.live && m_controller.played()) {
        std::optional<Duration> measured;
        {
            const std::lock_guard lock(m_mutex);
            measured = m_measuredLatency;
        }
        const bool stamped = measured && m_sameHost;
        const Duration latency = stamped ? *measured : estimatedLatency();
        row.latencyMs = static_cast<std::int32_t>(toMs(latency));
        if (m_state == State::Playing)
            m_quality.sampleLatency(latency, stamped ? LatencyBasis::Measured : LatencyBasis::Estimated);
    }
    m_quality.sampleLevel(m_level.level);
    m_timeline->add(row);
    const auto events = m_events.since(m_eventsWritten);
    m_eventsWritten = events.next;
    if (!m_csv)
        return;
    m_csv->write({TimelineCsv::row(row, tokensOf(events.events))});
    if (const auto error = m_csv->failure(now)) {
        lostFile(*error, now);
        m_csv.reset();
    }
}

// What was asked for beside the playing goes on without it.
void WatchPipeline::lostFile(const Error& error, TimePoint now)
{
    m_events.add(EventKind::Warning, now, error.sentence());
    keepFileError(error);
}

void WatchPipeline::keepFileError(const Error& error)
{
    const std::lock_guard lock(m_mutex);
    if (!m_status.fileError)
        m_status.fileError = error;
}

void WatchPipeline::onShown(const Presenter::Shown& shown)
{
    m_quality.frameShown(shown.late);
    if (shown.heard)
        m_quality.sampleAvOffset(*shown.heard - shown.pts);
    if (!shown.latency)
        return;
    const std::lock_guard lock(m_mutex);
    m_measuredLatency = shown.latency;
}

void WatchPipeline::publishStatus(TimePoint now, const BufferController::Decisions& decisions)
{
    const auto position = m_engine->output().mediaTime(now);
    const bool nobody = m_state == State::Opening && decisions.retryAt && m_config.wait;
    bool changed = false;
    {
        const std::lock_guard lock(m_mutex);
        changed
            = m_status.state != m_state || m_status.waiting != nobody || m_status.noData != decisions.noData;
        m_status.state = m_state;
        m_status.waiting = nobody;
        if (nobody || m_state == State::Reconnecting)
            m_status.error = m_lastConnectionError;
        else if (m_state != State::Failed)
            m_status.error.reset();
        m_status.retryAt = decisions.retryAt;
        m_status.media = m_media;
        m_status.known = m_known;
        m_status.emulated = m_engine->link().stallingNow(now);
        m_status.noData = decisions.noData;
        m_status.level = m_level.level;
        m_status.levelBytes = m_engine->buffer().bytes();
        m_status.buffer = m_settings;
        m_status.context = m_context;
        m_status.target = m_latency.target();
        const double resume = toSeconds(m_settings.resume);
        m_status.rebufferProgress
            = resume > 0 ? std::clamp(toSeconds(m_level.level) / resume, 0.0, 1.0) : 1.0;
        m_status.arriveKbps = m_engine->delivery().kbps(now);
        m_status.consumeKbps = m_consumeRate.kbps(now);
        m_status.speed = m_rate;
        if (position)
            m_status.position = position->time_since_epoch();
    }
    announce(now, changed);
}

void WatchPipeline::announce(TimePoint now, bool stateChanged)
{
    constexpr Duration kOften = milliseconds(33);
    if (!stateChanged && now - m_announcedAt < kOften)
        return;
    m_announcedAt = now;
    m_callbacks.changed();
}

// The end: everything is taken down on this thread, then the last row and the files are written.
void WatchPipeline::conclude(TimePoint now)
{
    const bool stopped = m_state != State::Ended && m_state != State::Failed;
    std::string recorded;
    if (m_engine) {
        m_quality.arrived(m_engine->reader().status().bytes - m_deliveredBytes);
        if (stopped)
            m_controller.stop(now);
        m_engine->arrivals().addEvent(now, "stopped");
        if (!m_config.arrivalsFile.empty())
            if (auto saved = m_engine->arrivals().snapshot().save(m_config.arrivalsFile); !saved)
                lostFile(saved.error(), now);
        m_engine->close();
        if (auto problem = m_engine->recordError()) {
            m_events.add(EventKind::RecordingFailed, now, problem->sentence());
            keepFileError(*problem);
        }
        recorded = m_engine->recordPath();
        m_engine.reset();
    }
    WatchState last = m_state;
    {
        const std::lock_guard lock(m_mutex);
        if (m_status.state == WatchState::Failed)
            last = WatchState::Failed;
        else if (stopped)
            last = WatchState::Ended;
        m_status.state = last;
        m_status.recordFile = std::move(recorded);
        m_status.level = {};
        m_status.levelBytes = 0;
        m_status.waiting = false;
        m_status.retryAt.reset();
    }
    m_quality.setState(last, now);
    if (stopped && last == WatchState::Ended)
        tell(EventKind::Stopped, now, QT_TRANSLATE_NOOP("core", "Stopped"));
    if (m_csv) {
        TimelineSample row;
        row.at = now - m_startedAt;
        row.state = last;
        m_csv->write({TimelineCsv::row(row, tokensOf(m_events.since(m_eventsWritten).events))});
        if (const auto error = m_csv->close(); error && last != WatchState::Failed)
            lostFile(*error, now);
    }
    m_finished = true;
    m_callbacks.changed();
    m_callbacks.finished();
}

} // namespace sluice
