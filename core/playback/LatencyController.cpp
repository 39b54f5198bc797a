// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/LatencyController.h"

#include <algorithm>
#include <cmath>

namespace sluice {

LatencyController::Decisions LatencyController::update(const Inputs& in)
{
    learnFromStalls(in);
    Decisions out;
    if (m_config.source == BufferSource::Vod || !in.playing) {
        if (!in.playing)
            restart();
        out.target = target();
        return out;
    }
    m_played = true;
    if (!m_playingSince)
        m_playingSince = in.since.value_or(in.now);
    decay(in.now);
    filter(in);
    if (in.now - m_evaluatedAt.value_or(*m_playingSince) >= kEvery || m_goToLive || m_stayBehind
        || m_settingsChanged)
        evaluate(in, out);
    out.target = target();
    out.rate = m_rate;
    out.error = m_error;
    if (out.trim)
        out.mode = Mode::Trim;
    else if (m_rate != 1.0)
        out.mode = m_rate > 1.0 ? Mode::Speed : Mode::Slow;
    return out;
}

void LatencyController::setSettings(const BufferSettings& settings)
{
    m_maySlow |= m_played && settings.target > m_config.settings.target;
    m_settingsChanged |= m_playingSince.has_value() && settings != m_config.settings;
    m_config.settings = settings;
}

void LatencyController::setSource(BufferSource source, Duration targetDuration)
{
    m_config.source = source;
    m_config.targetDuration = targetDuration;
}

void LatencyController::goToLive()
{
    m_goToLive = true;
    m_stayBehind = false;
    m_behind = Duration::zero();
}

void LatencyController::stayBehind()
{
    m_stayBehind = true;
    m_goToLive = false;
}

void LatencyController::restart()
{
    m_lows.clear();
    m_playingSince.reset();
    m_evaluatedAt.reset();
    m_settingsChanged = false;
    m_error.reset();
    m_rate = 1.0;
}

void LatencyController::learnFromStalls(const Inputs& in)
{
    if (in.stalls <= m_stalls)
        return;
    const bool hls = m_config.source == BufferSource::HlsLive || m_config.source == BufferSource::LlHls;
    const bool vod = m_config.source == BufferSource::Vod; // there it is the loader's, which nothing raises
    const Duration most = vod ? Duration::zero() : hls ? m_config.targetDuration : kRaiseAtMost;
    m_raise = std::min(m_raise + (in.stalls - m_stalls) * toSeconds(kRaisePerStall), toSeconds(most));
    m_stalls = in.stalls;
    m_stalledAt = in.now;
    m_decayedAt = in.now + kCalmBeforeDecay;
    m_maySlow = true;
}

void LatencyController::decay(TimePoint now)
{
    if (m_raise <= 0 || now <= m_decayedAt)
        return;
    m_raise = std::max(0.0, m_raise - kDecayPerSecond * toSeconds(now - m_decayedAt));
    m_decayedAt = now;
}

// Keeps what may still become the lowest level of the last second, in rising order.
void LatencyController::filter(const Inputs& in)
{
    while (!m_lows.empty() && m_lows.back().second >= in.level)
        m_lows.pop_back();
    m_lows.emplace_back(in.now, in.level);
    while (in.now - m_lows.front().first > kFilterWindow)
        m_lows.pop_front();
}

void LatencyController::evaluate(const Inputs& in, Decisions& out)
{
    m_evaluatedAt = in.now;
    m_settingsChanged = false;
    const bool pushed = m_config.source == BufferSource::Pushed || !in.latency;
    const Duration measured = pushed ? m_lows.front().second : *in.latency;
    if (m_stayBehind) {
        m_stayBehind = false;
        m_behind = Duration::zero();
        m_behind = std::max(measured - target(), Duration::zero());
    }
    const Duration e = measured - target();
    m_error = e;
    m_rate = rateFor(in, e);
    askForCut(in, e, out);
    m_goToLive = false;
}

void LatencyController::askForCut(const Inputs& in, Duration e, Decisions& out) const
{
    const Duration limit = m_config.settings.trim;
    const bool tooFar = limit > Duration::zero() && e > limit;
    if (e <= kDeadBand || !(tooFar || m_goToLive))
        return;
    out.trim = e;
    out.beyondBuffer = e > in.level - m_config.settings.start;
}

double LatencyController::rateFor(const Inputs& in, Duration e)
{
    if (e >= -kDeadBand)
        m_maySlow = false;
    if (std::chrono::abs(e) <= kDeadBand)
        return 1.0;
    const double wanted
        = std::clamp(1 + kRatePerSecond * toSeconds(e), m_config.settings.rateMin, m_config.settings.rateMax);
    const bool calm = !m_stalledAt || in.now - *m_stalledAt >= kCalmBeforeFaster;
    if (wanted > 1.0)
        return calm && in.level > target() ? wanted : 1.0;
    return m_maySlow ? wanted : 1.0;
}

std::string_view LatencyController::modeName(Mode mode)
{
    switch (mode) {
    case Mode::Normal:
        return "normal";
    case Mode::Speed:
        return "speed";
    case Mode::Slow:
        return "slow";
    case Mode::Trim:
        break;
    }
    return "trim";
}

} // namespace sluice
