// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/ModelOutput.h"

#include <algorithm>
#include <utility>

namespace sluice {

void ModelOutput::playFrom(MediaTime position)
{
    m_position = position;
    m_sound = {};
    m_pictures = {};
    m_drySince.reset();
    m_heard.reset();
    m_rate = m_nextRate;
    m_rateFrom.reset();
}

void ModelOutput::setGate(bool open, TimePoint now)
{
    if (open && !m_gate) {
        const Duration since = now.time_since_epoch() - m_device.phase;
        m_block = TimePoint(m_device.phase + (since / m_device.period + 1) * m_device.period);
    }
    if (!open) {
        m_drySince.reset();
        m_heard.reset();
    }
    m_gate = open;
}

void ModelOutput::setRate(double rate)
{
    m_nextRate = rate;
    m_rateFrom = m_sound.runs.empty() ? m_position : m_sound.runs.back().end;
}

std::optional<TimePoint> ModelOutput::nextBlock() const
{
    return m_gate && m_position ? std::optional(m_block) : std::nullopt;
}

std::optional<MediaTime> ModelOutput::mediaTime(TimePoint now) const
{
    if (!m_heard)
        return m_position;
    const Duration run = std::min(now - m_heard->at - m_device.latency, m_heard->span);
    return m_heard->from + scaled(run, m_heard->rate);
}

void ModelOutput::Track::add(const CodedPacket& packet, Duration hole)
{
    const Duration since = lastDts ? packet.dts - *lastDts : Duration::zero();
    const bool far = std::chrono::abs(since) > PlaybackBuffer::kJump;
    if (since > Duration::zero() && !far && !packet.discontinuity)
        step = since;
    lastDts = packet.dts;
    const MediaTime end = packet.pts + (packet.duration > Duration::zero() ? packet.duration : step);
    const bool jumps = packet.discontinuity || far || runs.empty() || packet.pts > runs.back().end + hole;
    if (jumps)
        runs.push_back({packet.pts, end});
    else
        runs.back().end = std::max(runs.back().end, end);
}

Duration ModelOutput::Track::aheadOf(MediaTime position) const
{
    Duration sum{};
    for (std::size_t i = 0; i < runs.size(); ++i)
        sum += runs[i].end - (i == 0 ? std::clamp(position, runs[i].begin, runs[i].end) : runs[i].begin);
    return sum;
}

// Runs that are over. The one that is playing stays, even at its end, until another has begun.
void ModelOutput::Track::forget(MediaTime before)
{
    while (runs.size() > 1 && runs.front().end <= before)
        runs.pop_front();
}

void ModelOutput::take(PlaybackBuffer& buffer)
{
    while (m_sound.aheadOf(*m_position) < kSoundAhead) {
        const auto packet = buffer.popAudio();
        if (!packet)
            break;
        m_sound.add(*packet, kSoundHole);
    }
    while (m_pictures.aheadOf(*m_position) < kPicturesAhead) {
        const auto packet = buffer.popVideo();
        if (!packet)
            break;
        m_pictures.add(*packet, PlaybackBuffer::kJump);
    }
}

void ModelOutput::advance(PlaybackBuffer& buffer, TimePoint now)
{
    if (!m_position)
        return;
    take(buffer);
    for (; m_gate && m_block <= now; m_block += m_device.period) {
        playBlock();
        take(buffer);
    }
}

// What is there is played; the rest of the block is silence.
void ModelOutput::playBlock()
{
    Track& pacer = m_soundPaces ? m_sound : m_pictures;
    const MediaTime from = *m_position;
    Duration done{};
    while (done < m_device.period) {
        // The clock joins a run that begins elsewhere only when the one before has been played.
        if (!pacer.runs.empty() && m_played == Duration::zero())
            m_position = std::max(*m_position, pacer.runs.front().begin);
        if (pacer.runs.size() > 1 && *m_position >= pacer.runs.front().end) {
            pacer.runs.pop_front();
            m_position = pacer.runs.front().begin;
        }
        if (m_rateFrom && *m_position >= *m_rateFrom) {
            m_rate = m_nextRate;
            m_rateFrom.reset();
        }
        const Duration left = pacer.runs.empty() ? Duration::zero() : pacer.runs.front().end - *m_position;
        if (left <= Duration::zero())
            break;
        const Duration real
            = std::min(m_device.period - done, std::max(scaled(left, 1 / m_rate), Duration(1)));
        move(real);
        done += real;
    }
    if (done == m_device.period)
        m_drySince.reset();
    else if (!m_drySince)
        m_drySince = m_block + done;
    if (done == Duration::zero())
        return;
    m_movedAt = m_block + done;
    m_heard = Heard{from, m_block, done, toSeconds(*m_position - from) / toSeconds(done)};
}

void ModelOutput::move(Duration real)
{
    const Duration media = scaled(real, m_rate);
    m_position = *m_position + media;
    m_played += media;
    (m_soundPaces ? m_pictures : m_sound).forget(*m_position);
}

} // namespace sluice
