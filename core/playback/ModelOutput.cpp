// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/ModelOutput.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace sluice {

namespace {

// Below this, what is left of a frame is the rounding of its arithmetic.
constexpr double kFrameFraction = 1e-3;

} // namespace

void ModelOutput::playFrom(MediaTime position)
{
    m_position = position;
    m_sound = {};
    m_sound.expected = position;
    m_pictures = {};
    m_drySince.reset();
    m_ranOut = false;
    m_joined = false;
    m_taken = 0;
    m_heard.reset();
}

void ModelOutput::setGate(bool open, TimePoint from)
{
    if (open && !m_gate) {
        const Duration since = from.time_since_epoch() - m_device.phase;
        m_block = TimePoint(m_device.phase + (since / m_device.period + 1) * m_device.period);
    }
    if (!open) {
        m_drySince.reset();
        m_ranOut = false;
        m_heard.reset();
    }
    m_gate = open;
}

void ModelOutput::setSoundPaces(bool paces)
{
    m_joined = m_joined && m_soundPaces == paces;
    m_soundPaces = paces;
    m_ranOut = m_ranOut && paces;
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

void ModelOutput::Track::add(const CodedPacket& packet, Duration hole, Duration rounding, double rate)
{
    const Duration since = lastDts ? packet.dts - *lastDts : Duration::zero();
    if (since > Duration::zero() && since <= PlaybackBuffer::kJump && !packet.discontinuity)
        step = since;
    lastDts = packet.dts;
    const MediaTime end = packet.pts + (packet.duration > Duration::zero() ? packet.duration : step);
    if (runs.empty() && expected && !packet.discontinuity && packet.pts > *expected + rounding
        && packet.pts - *expected < hole)
        runs.push_back({*expected, packet.pts, rate}); // silence comes first
    const bool jumps = packet.discontinuity || runs.empty() || std::chrono::abs(since) > hole
        || packet.pts - runs.back().end > hole;
    if (jumps) {
        runs.push_back({packet.pts, end, rate});
        return;
    }
    const Duration off = packet.pts - runs.back().end;
    if (off > rounding)
        runs.back().end = packet.pts;
    const MediaTime begin = off < -rounding ? runs.back().end : packet.pts;
    if (end > begin)
        runs.push_back({begin, end, rate});
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
        m_sound.add(*packet, m_pictured ? Duration::max() : kSoundHole, kSoundRounding, m_rate);
    }
    while (m_pictures.aheadOf(*m_position) < kPicturesAhead) {
        const auto packet = buffer.popVideo();
        if (!packet)
            break;
        m_pictures.add(*packet, PlaybackBuffer::kJump, Duration::zero(), m_rate);
    }
}

void ModelOutput::advance(PlaybackBuffer& buffer, TimePoint now)
{
    if (!m_position)
        return;
    take(buffer);
    for (; m_gate && m_block <= now; m_block += m_device.period) {
        if (!m_ranOut)
            playBlock();
        take(buffer);
    }
}

double ModelOutput::Run::frames() const
{
    return std::round(static_cast<double>((end - begin).count()) * kFramesPerUs);
}

// Makes the run current that the next frame belongs to. False: there is none (yet).
bool ModelOutput::join(Track& pacer)
{
    auto& runs = pacer.runs;
    if (m_joined && m_taken >= runs.front().frames() && runs.size() > 1) {
        runs.pop_front();
        m_position = runs.front().begin;
        m_taken = 0;
    }
    while (!m_joined && !runs.empty()) {
        // Sound that begins elsewhere than playing does: what is behind by more than lip sync notices is left out.
        const Duration behind = *m_position - runs.front().begin;
        const Duration length = runs.front().end - runs.front().begin;
        if (behind >= length && runs.size() > 1) {
            runs.pop_front();
            continue;
        }
        const bool skips = behind > kJoinTolerance && length > Duration::zero();
        m_taken = skips ? runs.front().frames() * std::min(toSeconds(behind) / toSeconds(length), 1.0) : 0;
        m_position = skips ? *m_position : runs.front().begin;
        m_joined = true;
    }
    return m_joined && m_taken < runs.front().frames();
}

// What is there is played; the rest of the block is silence.
void ModelOutput::playBlock()
{
    Track& pacer = m_soundPaces ? m_sound : m_pictures;
    const MediaTime from = *m_position;
    const double wanted = static_cast<double>(m_device.period.count()) * kFramesPerUs;
    double done = 0;
    while (done < wanted && join(pacer)) {
        const Run& run = pacer.runs.front();
        const double rate = m_soundPaces ? run.rate : m_rate;
        const double left = run.frames() - m_taken;
        const double real = std::min(wanted - done, left / rate);
        const bool whole = real * rate >= left - kFrameFraction;
        m_taken = whole ? run.frames() : m_taken + real * rate;
        done = wanted - done - real < kFrameFraction ? wanted : done + real;
        const MediaTime before = *m_position;
        m_position = run.begin + scaled(run.end - run.begin, m_taken / run.frames());
        m_played += *m_position - before;
        (m_soundPaces ? m_pictures : m_sound).forget(*m_position);
    }
    const Duration played(std::llround(done / kFramesPerUs));
    if (done == wanted)
        m_drySince.reset();
    else if (!m_drySince)
        m_drySince = m_block + played;
    m_ranOut = m_soundPaces && m_drySince;
    if (played == Duration::zero())
        return;
    m_movedAt = m_block + played;
    m_heard = Heard{from, m_block, played, toSeconds(*m_position - from) / toSeconds(played)};
}

} // namespace sluice
