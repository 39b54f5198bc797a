// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/QualityOfExperience.h"

#include <algorithm>
#include <cmath>

namespace sluice {

namespace {

// Beyond this a changed speed is not a rounding of 1.
constexpr double kRateTolerance = 0.0005;

bool over(WatchState state)
{
    return state == WatchState::Ended || state == WatchState::Failed;
}

bool levelCounts(WatchState state)
{
    return state == WatchState::Playing || state == WatchState::Rebuffering
        || state == WatchState::Reconnecting;
}

std::int64_t rounded(double value)
{
    return std::llround(value);
}

} // namespace

void QualityOfExperience::open(TimePoint now, WallTime wall, std::string url)
{
    const std::lock_guard lock(m_mutex);
    m_n = Numbers();
    m_n.opened = now;
    m_n.wall = wall;
    m_n.url = std::move(url);
    m_n.state = WatchState::Opening;
    m_n.watchedFrom = now;
}

void QualityOfExperience::setState(WatchState state, TimePoint now, StallCause cause)
{
    const std::lock_guard lock(m_mutex);
    if (m_n.closed)
        return;
    m_n.state = state;
    if (state == WatchState::Playing && !m_n.played) {
        m_n.played = now;
        m_n.levelAtStart = m_n.lastLevel;
    }
    if (state == WatchState::Rebuffering)
        openStall(now, cause);
    else if (state != WatchState::Reconnecting)
        closeStall(now);

    const bool watching = state != WatchState::Paused && state != WatchState::Idle && !over(state);
    if (watching && !m_n.watchedFrom) {
        m_n.watchedFrom = now;
    } else if (!watching && m_n.watchedFrom) {
        m_n.watched += now - *m_n.watchedFrom;
        m_n.watchedFrom.reset();
    }
    if (over(state)) {
        endOutage(now);
        endOffRate(now);
        m_n.closed = now;
    }
}

void QualityOfExperience::beginStall(TimePoint now, StallCause cause)
{
    const std::lock_guard lock(m_mutex);
    openStall(now, cause);
}

void QualityOfExperience::endStall(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    closeStall(now);
}

void QualityOfExperience::openStall(TimePoint now, StallCause cause)
{
    if (!m_n.played || m_n.closed || runningStall() != nullptr || m_n.stalls.size() >= kMaxListed)
        return;
    m_n.stalls.push_back({now, std::nullopt, cause});
}

void QualityOfExperience::closeStall(TimePoint now)
{
    if (Stall* stall = runningStall())
        stall->to = now;
}

QualityOfExperience::Stall* QualityOfExperience::runningStall()
{
    return m_n.stalls.empty() || m_n.stalls.back().to ? nullptr : &m_n.stalls.back();
}

void QualityOfExperience::setStallCause(StallCause cause)
{
    const std::lock_guard lock(m_mutex);
    if (Stall* stall = runningStall())
        stall->cause = cause;
}

void QualityOfExperience::firstPicture(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    if (!m_n.picture)
        m_n.picture = now;
}

void QualityOfExperience::frameDecoded(std::int64_t count)
{
    const std::lock_guard lock(m_mutex);
    m_n.decoded += count;
}

void QualityOfExperience::frameShown(bool late)
{
    const std::lock_guard lock(m_mutex);
    ++m_n.shown;
    m_n.late += late ? 1 : 0;
}

void QualityOfExperience::frameDropped(std::int64_t count)
{
    const std::lock_guard lock(m_mutex);
    m_n.dropped += count;
}

void QualityOfExperience::glitch()
{
    const std::lock_guard lock(m_mutex);
    ++m_n.glitches;
}

void QualityOfExperience::discontinuity()
{
    const std::lock_guard lock(m_mutex);
    ++m_n.discontinuities;
}

void QualityOfExperience::trim()
{
    const std::lock_guard lock(m_mutex);
    ++m_n.trims;
}

void QualityOfExperience::arrived(std::int64_t bytes)
{
    const std::lock_guard lock(m_mutex);
    m_n.bytes += bytes;
}

void QualityOfExperience::connectionLost(TimePoint now, std::string cause)
{
    const std::lock_guard lock(m_mutex);
    const bool runs = !m_n.outages.empty() && !m_n.outages.back().to;
    if (!runs && !m_n.closed && m_n.outages.size() < kMaxListed)
        m_n.outages.push_back({now, std::nullopt, std::move(cause)});
}

void QualityOfExperience::connectionBack(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    endOutage(now);
}

void QualityOfExperience::endOutage(TimePoint now)
{
    if (!m_n.outages.empty() && !m_n.outages.back().to)
        m_n.outages.back().to = now;
}

void QualityOfExperience::setRate(double rate, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    const bool off = std::abs(rate - 1.0) > kRateTolerance;
    if (!off)
        endOffRate(now);
    else if (!m_n.offRateFrom && !m_n.closed)
        m_n.offRateFrom = now;
}

void QualityOfExperience::endOffRate(TimePoint now)
{
    if (m_n.offRateFrom)
        m_n.offRate += now - *m_n.offRateFrom;
    m_n.offRateFrom.reset();
}

void QualityOfExperience::sampleLevel(Duration level)
{
    const std::lock_guard lock(m_mutex);
    m_n.lastLevel = level;
    if (!m_n.played)
        return;
    if (levelCounts(m_n.state))
        m_n.level.add(toMsReal(level));
    else if (m_n.state == WatchState::Draining)
        m_n.drainLevel.add(toMsReal(level));
}

void QualityOfExperience::sampleLatency(Duration latency, LatencyBasis basis)
{
    const std::lock_guard lock(m_mutex);
    if (basis == LatencyBasis::None || basis < m_n.basis)
        return;
    if (basis > m_n.basis) {
        m_n.basis = basis;
        m_n.latency.clear();
    }
    m_n.latency.add(toMsReal(latency));
}

void QualityOfExperience::sampleAvOffset(Duration offset)
{
    const std::lock_guard lock(m_mutex);
    m_n.avOffset.add(toMsReal(offset));
    m_n.avOffsetSize.add(std::abs(toMsReal(offset)));
}

WatchReport QualityOfExperience::report(TimePoint now) const
{
    const std::lock_guard lock(m_mutex);
    const TimePoint end = m_n.closed.value_or(now);
    const auto since = [this](TimePoint t) { return toMs(t - m_n.opened); };
    WatchReport out;
    out.startedAtEpochMs = epochMs(m_n.wall);
    out.url = m_n.url;
    out.state = m_n.state;
    out.firstPictureMs = m_n.picture ? since(*m_n.picture) : 0;
    out.startupMs = m_n.played ? since(*m_n.played) : 0;
    out.watchedMs = toMs(m_n.watched + (m_n.watchedFrom ? end - *m_n.watchedFrom : Duration(0)));
    for (const Stall& stall : m_n.stalls)
        out.stalls.push_back({since(stall.from), toMs(stall.to.value_or(end) - stall.from), stall.cause});
    for (const Outage& outage : m_n.outages)
        out.reconnects.push_back(
            {since(outage.from), toMs(outage.to.value_or(end) - outage.from), outage.cause});
    out.framesDecoded = m_n.decoded;
    out.framesShown = m_n.shown;
    out.framesLate = m_n.late;
    out.framesDropped = m_n.dropped;
    out.glitches = m_n.glitches;
    out.discontinuities = m_n.discontinuities;
    out.trims = m_n.trims;
    const Statistics& level = m_n.level.count() > 0 ? m_n.level : m_n.drainLevel;
    out.level = {rounded(level.min()), rounded(level.mean()), rounded(level.max()),
        toMs(m_n.levelAtStart.value_or(Duration(0)))};
    out.latency = {rounded(m_n.latency.mean()), rounded(m_n.latency.percentile(95.0)), m_n.basis};
    out.avOffset = {rounded(m_n.avOffset.mean()), rounded(m_n.avOffsetSize.percentile(95.0))};
    out.bytes = m_n.bytes;
    const std::int64_t openMs = since(end);
    out.arriveKbps
        = openMs > 0 ? rounded(static_cast<double>(m_n.bytes) * 8.0 / static_cast<double>(openMs)) : 0;
    out.rateMs = toMs(m_n.offRate + (m_n.offRateFrom ? end - *m_n.offRateFrom : Duration(0)));
    return out;
}

bool QualityOfExperience::playedOnce() const
{
    const std::lock_guard lock(m_mutex);
    return m_n.played.has_value();
}

bool QualityOfExperience::stallRuns() const
{
    const std::lock_guard lock(m_mutex);
    return !m_n.stalls.empty() && !m_n.stalls.back().to;
}

std::size_t QualityOfExperience::stallCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_n.stalls.size();
}

TimePoint QualityOfExperience::openedAt() const
{
    const std::lock_guard lock(m_mutex);
    return m_n.opened;
}

} // namespace sluice
