// SPDX-License-Identifier: GPL-3.0-or-later
// The part of BufferController that judges the connection: lost, silent, made again, given up.
#include <algorithm>

#include "core/playback/BufferController.h"

namespace sluice {

using Kind = BufferController::Event::Kind;

void BufferController::watchConnection(const Inputs& in, Decisions& out)
{
    if (in.link == Link::Up && !m_connectedAt) {
        m_connectedAt = in.now;
        m_silenceFrom = in.now;
    }
    switch (m_line) {
    case Line::Fine:
        if (!m_connectAsked) {
            m_connectAsked = true;
            m_silenceFrom = in.now;
            out.connect = true;
        } else if (in.link == Link::Down && !in.sourceEnded) {
            lose(in, out);
        } else if (m_flowingSince && in.now - *m_flowingSince >= kStableConnection) {
            m_flowingSince.reset();
            m_attempts = 0;
        }
        break;
    case Line::Waiting:
        if (m_retryAt > in.now && !in.retryNow)
            break;
        m_retryAt.reset();
        ++m_attempts;
        m_line = Line::Trying;
        m_silenceFrom = in.now;
        out.connect = true;
        break;
    case Line::Trying:
        if (in.link == Link::Down)
            lose(in, out);
        else if (in.link == Link::Up)
            awaitMedia(in, out);
        break;
    }
}

// A connection is back when media flows, not when somebody answers.
void BufferController::awaitMedia(const Inputs& in, Decisions& out)
{
    const bool flows = in.lastMediaAt && in.lastMediaAt >= m_connectedAt;
    if (m_played && !flows && !in.sourceEnded)
        return;
    const State before = state();
    m_line = Line::Fine;
    m_flowingSince = in.now;
    if (m_played)
        out.events.push_back(
            {.kind = Kind::Reconnected, .at = in.now, .since = m_lostAt, .attempt = m_attempts});
    m_lostAt.reset();
    report(before, in.now, out);
}

void BufferController::lose(const Inputs& in, Decisions& out)
{
    const State before = state();
    if (m_connectedAt)
        out.events.push_back({.kind = Kind::ConnectionLost, .at = in.now, .since = in.lastByteAt});
    if (!m_lostAt)
        m_lostAt = in.now;
    m_connectedAt.reset();
    m_flowingSince.reset();
    m_line = Line::Waiting;
    schedule(in, out);
    report(before, in.now, out);
}

void BufferController::schedule(const Inputs& in, Decisions& out)
{
    const bool waits = m_config.waitForStream && in.nobodyStreaming && !m_played;
    m_retryAt = in.now + (waits ? kWaitForStream : m_backOff.wait(m_attempts));
    out.events.push_back(
        {.kind = Kind::ConnectScheduled, .at = in.now, .until = m_retryAt, .attempt = m_attempts + 1});
}

// Silence is only what comes from outside: a loader that holds, or has nothing to ask for, hears nothing either.
bool BufferController::silenceCounts(const Inputs& in) const
{
    const bool listening = in.link == Link::Up || m_line == Line::Trying;
    return listening && !m_loader.holds() && !in.loaderIdle && !in.loaderWaiting && !in.sourceEnded;
}

Duration BufferController::silence(const Inputs& in) const
{
    const TimePoint from = m_silenceFrom.value_or(m_openedAt);
    return in.now - std::max(in.lastByteAt.value_or(from), from);
}

void BufferController::watchSilence(const Inputs& in, Decisions& out)
{
    if (m_noDataSince && in.lastByteAt && *in.lastByteAt > *m_noDataSince) {
        out.events.push_back({.kind = Kind::DataBack, .at = in.now, .since = m_noDataSince});
        m_noDataSince.reset();
    }
    if (!silenceCounts(in)) {
        m_silenceFrom = in.now;
        if (in.link == Link::Up)
            m_noDataSince.reset();
        return;
    }
    const Duration silent = silence(in);
    if (silent >= kNoDataNotice && !m_noDataSince && in.link == Link::Up) {
        m_noDataSince = in.now - silent;
        out.events.push_back({.kind = Kind::NoData, .at = in.now, .since = m_noDataSince});
    }
    if (silent >= kSilenceUntilReconnect && m_played && m_line != Line::Waiting) {
        out.disconnect = true;
        lose(in, out);
    }
}

void BufferController::watchNeverPlayed(const Inputs& in, Decisions& out)
{
    if (m_played || in.sourceEnded)
        return;
    if (m_config.waitForStream && in.nobodyStreaming) {
        m_openedAt = in.now;
        return;
    }
    // Who is still sending gets more time: a slow link needs it.
    const Duration patience = in.streamsKnown ? kSilenceUntilReconnect : kNoDataNotice;
    const bool alive = in.link == Link::Up && (!silenceCounts(in) || silence(in) < patience);
    if (!alive && in.now - m_openedAt >= kConnectWithin) {
        fail(Failure::NeverPlayed, in.now, out);
        return;
    }
    const bool waitsForKeyframe = in.videoSelected && !in.keyframeSeen && !in.videoLeft;
    if (m_connectedAt && in.now - *m_connectedAt >= kKeyframeWithin && (waitsForKeyframe || !in.streamsKnown))
        fail(in.streamsKnown ? Failure::NoKeyframe : Failure::NeverPlayed, in.now, out);
}

} // namespace sluice
