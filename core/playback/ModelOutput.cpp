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
}

void ModelOutput::setGate(bool open, TimePoint now)
{
    if (open && !m_gate)
        m_at = now + kFirstBlock;
    if (!open)
        m_drySince.reset();
    m_gate = open;
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
    while (m_gate && m_at < now) {
        Track& pacer = m_soundPaces ? m_sound : m_pictures;
        // The clock joins a run that begins elsewhere only when the one before has been played.
        if (!pacer.runs.empty() && m_played == Duration::zero())
            m_position = std::max(*m_position, pacer.runs.front().begin);
        if (pacer.runs.size() > 1 && *m_position >= pacer.runs.front().end) {
            pacer.runs.pop_front();
            m_position = pacer.runs.front().begin;
        }
        const Duration left = pacer.runs.empty() ? Duration::zero() : pacer.runs.front().end - *m_position;
        if (left <= Duration::zero()) {
            if (!m_drySince)
                m_drySince = m_at;
            m_at = now;
            break;
        }
        m_drySince.reset();
        const Duration real = std::min(now - m_at, std::max(scaled(left, 1 / m_rate), Duration(1)));
        move(real);
        take(buffer);
    }
}

void ModelOutput::move(Duration real)
{
    const Duration media = scaled(real, m_rate);
    m_position = *m_position + media;
    m_played += media;
    m_at += real;
    m_movedAt = m_at;
    (m_soundPaces ? m_pictures : m_sound).forget(*m_position);
}

} // namespace sluice
