// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/AudioTimeline.h"

#include <algorithm>

namespace sluice {

AudioTimeline::AudioTimeline(AudioFormat format, TimePoint epoch) : m_format(format), m_epoch(epoch) { }

void AudioTimeline::appendSilence(std::int64_t frames)
{
    if (frames <= 0)
        return;
    m_pending.resize(m_pending.size() + static_cast<std::size_t>(frames * m_format.channels), 0.0F);
    m_end += frames;
    m_silence += frames;
    if (frames >= m_format.framesIn(kStandstill))
        m_standstillEnd = m_end;
}

// How far behind the end of the run a block belongs; negative: before it.
std::int64_t AudioTimeline::aheadOf(const AudioBlock& block)
{
    const std::int64_t stamped = positionOf(block.captured) - m_end;
    if (m_exact && stamped >= 0)
        m_late = 0;
    if (stamped + m_late > m_format.framesIn(kJump)) // its stamps are better than they were
        m_late = std::max<std::int64_t>(0, -stamped);
    const std::int64_t ahead = stamped + m_late;
    if (!m_exact || ahead + static_cast<std::int64_t>(block.frames()) > 0) {
        m_lateSince.reset();
        return ahead;
    }
    m_lateSince = m_lateSince.value_or(m_end);
    if (m_end - *m_lateSince < m_format.framesIn(kLateFor))
        return ahead;
    m_lateSince.reset();
    const std::int64_t reserve = m_format.framesIn(kLateReserve);
    m_late += reserve - ahead;
    return reserve;
}

bool AudioTimeline::add(const AudioBlock& block)
{
    const auto count = static_cast<std::int64_t>(block.frames());
    const std::int64_t ahead = aheadOf(block);
    const std::int64_t jump = m_format.framesIn(kJump);
    std::int64_t skip = 0;
    const bool first = m_exact;
    if (first ? ahead > 0 : ahead > jump)
        appendSilence(ahead);
    else if (first ? ahead < 0 : ahead < -jump)
        skip = std::min(-ahead, count);
    else
        m_drift = m_format.durationOf(ahead);
    m_exact = first && skip == count; // all of it was from before
    const bool jumped = ahead > jump || ahead < -jump;
    if (first || jumped)
        m_settledAt = m_end + m_format.framesIn(kSettling);
    if (jumped)
        m_filtered = 0;

    // A slow filter over the stamps' jitter, then in proportion: 10 ms apart asks for the whole of it.
    constexpr double kSmoothing = 0.02;
    m_filtered += kSmoothing * (toSeconds(m_drift) - m_filtered);
    const double most = m_end < m_settledAt ? kSettlingPpm : kMaxPpm;
    m_ppm = std::clamp(m_filtered / 0.010 * most, -most, most);

    const auto data = block.data().subspan(static_cast<std::size_t>(skip * m_format.channels));
    m_pending.insert(m_pending.end(), data.begin(), data.end());
    m_end += count - skip;
    return count > skip;
}

void AudioTimeline::delay(Duration by)
{
    m_epoch -= by;
    appendSilence(m_format.framesIn(by));
    m_exact = true;
}

void AudioTimeline::idle(TimePoint now, Duration patience)
{
    const std::int64_t due = positionOf(now - patience);
    if (due - m_end < m_format.framesIn(milliseconds(10)))
        return;
    appendSilence(due - m_end);
    m_exact = true;
}

bool AudioTimeline::take(std::size_t frames, AudioBlock& out)
{
    const std::size_t values = frames * static_cast<std::size_t>(m_format.channels);
    if (m_pending.size() < values)
        return false;
    const auto end = m_pending.begin() + static_cast<std::ptrdiff_t>(values);
    out = AudioBlock::of(m_format, std::vector<float>(m_pending.begin(), end));
    m_pending.erase(m_pending.begin(), end);
    m_stoodStill = m_taken < m_standstillEnd;
    out.pts = MediaTime(m_format.durationOf(m_taken));
    out.captured = m_epoch + m_format.durationOf(m_taken);
    m_taken += static_cast<std::int64_t>(frames);
    return true;
}

} // namespace sluice
