// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/BufferController.h"

#include <algorithm>
#include <utility>

#include "core/base/SecondsText.h"

namespace sluice {

using Kind = BufferController::Event::Kind;

void BufferController::open(TimePoint now)
{
    const BackOff backOff = m_backOff; // its randomness goes on
    *this = BufferController(m_config);
    m_backOff = backOff;
    m_play = Play::Opening;
    m_openedAt = now;
    m_lacking = m_lookedAt = now;
}

void BufferController::stop(TimePoint now)
{
    Decisions unheard;
    endStall(now, unheard);
    m_play = Play::Idle;
    m_line = Line::Fine;
}

void BufferController::setSettings(const BufferSettings& settings)
{
    m_settingsChanged |= running() && m_play != Play::Opening && settings != m_config.settings;
    m_config.settings = settings;
}

BufferController::Decisions BufferController::update(const Inputs& in)
{
    Decisions out;
    if (std::exchange(m_settingsChanged, false))
        out.events.push_back({.kind = Kind::SettingsChanged, .at = in.now});
    watchSeek(in, out);
    if (running())
        watch(in, out);
    m_lookedAt = in.now;
    describe(in, out);
    return out;
}

// The order matters: what the connection does is known before the level is judged, the end of the source before a
// dry output is taken for a stall.
void BufferController::watch(const Inputs& in, Decisions& out)
{
    if (in.fatal) {
        fail(Failure::Fatal, in.now, out);
        return;
    }
    if (in.bufferEmpty && !m_empty)
        m_emptySince = in.now;
    m_empty = in.bufferEmpty;
    if (!in.answering)
        m_answeringSince.reset();
    else if (!m_answeringSince)
        m_answeringSince = in.now;

    watchStreams(in, out);
    watchConnection(in, out);
    watchSilence(in, out);
    watchNeverPlayed(in, out);
    if (!running())
        return;
    watchPause(in, out);
    watchLevel(in, out);
    watchPause(in, out);
    watchEnd(in, out);
    watchOutput(in, out);
    watchFrozenClock(in, out);
    driveLoader(in, out);
}

// ---- the viewer

void BufferController::watchSeek(const Inputs& in, Decisions& out)
{
    const bool wanted = std::exchange(m_seeks, in.seeks) != in.seeks;
    if (wanted && m_play != Play::Idle && m_play != Play::Opening && m_play != Play::Failed) {
        endStall(in.now, out);
        m_firstPicture = false;
        m_low = false;
        m_frozen.forgive();
        out.events.push_back({.kind = Kind::Seek, .at = in.now});
        go(Play::Seeking, in.now, out);
    }
    if (m_play == Play::Seeking && !in.seekPending)
        go(Play::Priming, in.now, out);
}

void BufferController::watchPause(const Inputs& in, Decisions& out)
{
    if (in.pause && (outputRuns() || m_play == Play::Priming || m_play == Play::Rebuffering)) {
        endStall(in.now, out);
        m_beforePause = m_play;
        go(Play::Paused, in.now, out);
    } else if (!in.pause && m_play == Play::Paused) {
        if (m_beforePause == Play::Priming)
            go(Play::Priming, in.now, out);
        else if (m_beforePause == Play::Rebuffering && !reached(in, m_config.settings.resume))
            beginStall(in, in.now, out);
        else
            openGate(Play::Playing, in.now, out);
    }
}

// ---- level

// Whether playing may go on: the level is there, or it cannot come any nearer.
bool BufferController::reached(const Inputs& in, Duration level) const
{
    if (in.level >= level)
        return true;
    const bool something = in.level > Duration::zero() || !in.bufferEmpty;
    const bool full = m_loader.heldByCap() || in.bytes >= m_config.settings.capBytes;
    return something && (full || in.sourceEnded || in.loaderIdle);
}

// When it was reached: by what came, not by who looked.
TimePoint BufferController::reachedAt(const Inputs& in, Duration level, std::optional<TimePoint> since) const
{
    if (in.level < level || !since)
        return in.now;
    return std::clamp(*since, std::min(m_lacking - kLooksBack, in.now), in.now);
}

void BufferController::watchLevel(const Inputs& in, Decisions& out)
{
    if (m_play == Play::Opening && in.streamsKnown)
        go(Play::Priming, in.now, out);
    if (in.firstPicture && !std::exchange(m_firstPicture, true))
        out.events.push_back({.kind = Kind::FirstPicture, .at = in.now});
    if (in.pause)
        return;
    const BufferSettings& settings = m_config.settings;
    if (m_play == Play::Priming && reached(in, settings.start)) {
        openGate(Play::Playing, reachedAt(in, settings.start, in.startSince), out);
    } else if (m_play == Play::Rebuffering && reached(in, settings.resume)) {
        const TimePoint soonest = *m_stallBegin + kShortestStall;
        if (in.now >= soonest) {
            const TimePoint at = std::max(reachedAt(in, settings.resume, in.resumeSince), soonest);
            endStall(at, out);
            openGate(Play::Playing, at, out);
        }
    } else {
        // A look that comes late is no proof: what was due before it may be as late.
        m_lacking = in.now - m_lookedAt > kLooksBack ? m_lookedAt : in.now;
    }
    if (in.level >= m_config.settings.start)
        m_low = false;
    else if (m_play == Play::Playing && !in.sourceEnded && in.level < m_config.settings.low
        && !std::exchange(m_low, true))
        out.events.push_back({.kind = Kind::LowLevel, .at = in.now});
}

void BufferController::watchStreams(const Inputs& in, Decisions& out)
{
    const auto tell = [&](bool& known, bool left, bool video) {
        if (known != left)
            out.events.push_back(
                {.kind = left ? Kind::StreamLeft : Kind::StreamBack, .at = in.now, .video = video});
        known = left;
    };
    tell(m_videoLeft, in.videoLeft, true);
    tell(m_audioLeft, in.audioLeft, false);
}

void BufferController::driveLoader(const Inputs& in, Decisions& out)
{
    if (m_loader.update(m_config.settings, m_config.source, in.level, in.bytes))
        out.events.push_back(
            {.kind = m_loader.holds() ? Kind::LoaderHeld : Kind::LoaderFilling, .at = in.now});
}

// ---- output

void BufferController::watchOutput(const Inputs& in, Decisions& out)
{
    if (m_play == Play::Rebuffering)
        m_stallCause = std::max(m_stallCause, causeOf(in)); // the one that says more
    watchDevice(in, out);
    if (!in.outputDrySince) {
        m_dryWithData = false;
        m_dryWithDataSeen.reset();
    }
    if (!outputRuns() || !in.outputDrySince)
        return;
    // A dry spell from before the gate opened means that nothing was played yet: no proof, unless nothing is there.
    if (*in.outputDrySince < m_gateOpenedAt && in.level > Duration::zero())
        return;
    const TimePoint begin = std::clamp(*in.outputDrySince, m_gateOpenedAt, in.now);
    if (!in.bufferEmpty || in.deviceAtFault) {
        if (in.now - m_dryWithDataSeen.value_or(in.now) < kGlitchConfirm) {
            m_dryWithDataSeen = m_dryWithDataSeen.value_or(in.now);
            return;
        }
        if (!std::exchange(m_dryWithData, true))
            glitch(begin, in.deviceAtFault ? GlitchCause::Device : GlitchCause::Decoder, out);
    } else if (m_play == Play::Playing) {
        // What began as a glitch is a stall only from when the data had run out as well.
        beginStall(in, m_dryWithData ? std::max(begin, m_emptySince) : begin, out);
    }
}

// A device that says itself that it ran dry, for example because its callback came late. One that stood still has
// been counted when it says so afterwards.
void BufferController::watchDevice(const Inputs& in, Decisions& out)
{
    const bool toldAfterwards = std::exchange(m_deviceAtFault, in.deviceAtFault);
    if (std::exchange(m_deviceUnderruns, in.deviceUnderruns) != in.deviceUnderruns && outputRuns()
        && !toldAfterwards)
        glitch(in.now, GlitchCause::Device, out);
}

void BufferController::glitch(TimePoint at, GlitchCause cause, Decisions& out)
{
    if (m_glitchAt && at - *m_glitchAt < kGlitchAgain)
        return;
    m_glitchAt = at;
    ++m_glitches;
    out.events.push_back({.kind = Kind::Glitch, .at = at, .glitchCause = cause});
}

TimePoint BufferController::clockMovedAt(const Inputs& in) const
{
    return std::max(in.clockMovedAt.value_or(m_gateOpenedAt), m_gateOpenedAt);
}

void BufferController::watchFrozenClock(const Inputs& in, Decisions& out)
{
    if (!outputRuns())
        return;
    const bool dataThere = in.level > Duration::zero() || !in.bufferEmpty || in.deviceAtFault;
    const FrozenClock::Remedy remedy = m_frozen.look(in.now, clockMovedAt(in), dataThere);
    if (remedy == FrozenClock::Remedy::None)
        return;
    if (remedy == FrozenClock::Remedy::GiveUp) {
        fail(Failure::ClockStuck, in.now, out);
        return;
    }
    out.flush = remedy == FrozenClock::Remedy::Flush;
    if (remedy == FrozenClock::Remedy::Skip)
        out.skip = FrozenClock::kSkip;
    out.events.push_back(
        {.kind = Kind::ClockFrozen, .at = in.now, .since = clockMovedAt(in), .attempt = m_frozen.tried()});
}

void BufferController::watchEnd(const Inputs& in, Decisions& out)
{
    if (!in.sourceEnded) {
        if (m_play == Play::Draining) // what was the end is not: the playlist grew after all
            go(Play::Playing, in.now, out);
        return;
    }
    const bool nothing = in.bufferEmpty && in.level == Duration::zero();
    const bool waiting = m_play == Play::Opening || m_play == Play::Priming || m_play == Play::Rebuffering;
    if (waiting && nothing && !m_played) {
        fail(Failure::NoMedia, in.now, out);
        return;
    }
    if (waiting && nothing) {
        endStall(in.now, out);
        go(Play::Ended, in.now, out);
        return;
    }
    if (m_play == Play::Playing)
        go(Play::Draining, in.now, out);
    // A device that never says it is dry must not keep the session from ending.
    const bool dryForLong
        = in.bufferEmpty && in.outputDrySince && in.now - *in.outputDrySince >= FrozenClock::kPatience;
    if (m_play == Play::Draining && (in.allPlayed || dryForLong))
        go(Play::Ended, in.now, out);
}

// ---- stalls

BufferController::StallCause BufferController::causeOf(const Inputs& in) const
{
    if (in.emulatedHold)
        return StallCause::Emulated;
    const bool answers = m_answeringSince && in.now - *m_answeringSince >= kSourceSilent;
    const bool stands = !in.lastMediaAt || in.now - *in.lastMediaAt >= kSourceSilent;
    return answers && stands ? StallCause::Source : StallCause::Network;
}

void BufferController::beginStall(const Inputs& in, TimePoint at, Decisions& out)
{
    m_stallBegin = at;
    m_stallCause = causeOf(in);
    ++m_stalls;
    go(Play::Rebuffering, at, out);
    out.events.push_back({.kind = Kind::StallStarted, .at = at, .stallCause = m_stallCause});
}

void BufferController::endStall(TimePoint at, Decisions& out)
{
    if (!m_stallBegin)
        return;
    const Duration duration = at - *m_stallBegin;
    m_stalled += duration;
    out.events.push_back({.kind = Kind::StallEnded,
        .at = at,
        .since = m_stallBegin,
        .duration = duration,
        .stallCause = m_stallCause});
    m_stallBegin.reset();
}

Duration BufferController::stallTime(TimePoint now) const
{
    return m_stalled + (m_stallBegin ? now - *m_stallBegin : Duration::zero());
}

// ---- states

bool BufferController::running() const
{
    return m_play != Play::Idle && m_play != Play::Ended && m_play != Play::Failed;
}

BufferController::State BufferController::state() const
{
    const bool away = m_line != Line::Fine && m_played;
    switch (m_play) {
    case Play::Idle:
        return State::Idle;
    case Play::Opening:
        return State::Opening;
    case Play::Priming:
        return away ? State::Reconnecting : State::Priming;
    case Play::Playing:
        return away ? State::Reconnecting : State::Playing;
    case Play::Rebuffering:
        return away ? State::Reconnecting : State::Rebuffering;
    case Play::Seeking:
        return State::Seeking;
    case Play::Paused:
        return State::Paused;
    case Play::Draining:
        return State::Draining;
    case Play::Ended:
        return State::Ended;
    case Play::Failed:
        break;
    }
    return State::Failed;
}

void BufferController::go(Play play, TimePoint at, Decisions& out)
{
    const State before = state();
    m_play = play;
    report(before, at, out);
}

void BufferController::report(State before, TimePoint at, Decisions& out) const
{
    const State after = state();
    if (before != after)
        out.events.push_back({.kind = Kind::StateChanged, .at = at, .from = before, .to = after});
}

void BufferController::openGate(Play play, TimePoint at, Decisions& out)
{
    m_played = true;
    m_gateOpenedAt = at;
    go(play, at, out);
}

void BufferController::fail(Failure failure, TimePoint at, Decisions& out)
{
    endStall(at, out);
    out.failed = failure;
    out.disconnect = true;
    out.events.push_back({.kind = Kind::Failed, .at = at, .failure = failure});
    go(Play::Failed, at, out);
}

void BufferController::describe(const Inputs& in, Decisions& out) const
{
    out.state = state();
    out.gateOpen = outputRuns();
    out.gateFrom = m_gateOpenedAt;
    out.loader = running() && !m_loader.holds() ? Loader::Filling : Loader::Holding;
    if (!running())
        return;
    out.retryAt = m_retryAt;
    out.noData = m_noDataSince.has_value();
    const auto due = [&](std::optional<TimePoint> at) {
        if (at && *at > in.now)
            out.lookAgainAt = std::min(out.lookAgainAt.value_or(*at), *at);
    };
    due(m_retryAt);
    if (silenceCounts(in)) {
        const TimePoint silentSince = in.now - silence(in);
        due(silentSince + kNoDataNotice);
        due(silentSince + kSilenceUntilReconnect);
    }
    if (!m_played) {
        due(m_openedAt + kConnectWithin);
        if (m_connectedAt)
            due(*m_connectedAt + kKeyframeWithin);
    }
    if (m_play == Play::Rebuffering && m_stallBegin)
        due(*m_stallBegin + kShortestStall);
    if (outputRuns()) {
        due(m_frozen.due(clockMovedAt(in)));
        if (in.outputDrySince)
            due(std::max(*in.outputDrySince, m_gateOpenedAt) + kGlitchConfirm);
    }
}

Error BufferController::errorOf(Failure failure)
{
    switch (failure) {
    case Failure::NeverPlayed:
        return Error(ErrorCode::NeverPlayed, {secondsText(kConnectWithin, 0)});
    case Failure::NoKeyframe:
        return Error(ErrorCode::NoKeyframe, {secondsText(kKeyframeWithin, 0)});
    case Failure::NoMedia:
        return Error(
            ErrorCode::BadData, {QT_TRANSLATE_NOOP("core", "it ended before any sound or picture came")});
    case Failure::ClockStuck:
        return Error(ErrorCode::ClockStuck);
    case Failure::Fatal:
        break;
    }
    return Error(ErrorCode::Internal, {"a failure without a reason"});
}

} // namespace sluice
