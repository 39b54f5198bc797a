// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/av/TimestampNormalizer.h"

#include <algorithm>

namespace sluice {

namespace {

// `value` shifted by whole periods to lie nearest to `reference`; as it is without a period.
Duration nearest(Duration value, Duration reference, Duration period)
{
    if (period.count() <= 0)
        return value;
    const Duration::rep half = period.count() / 2;
    const Duration::rep distance = (reference - value).count();
    const Duration::rep turns = (distance + (distance < 0 ? -half : half)) / period.count();
    return value + Duration(turns * period.count());
}

bool believable(Duration time, Duration most)
{
    return time >= -most && time <= most;
}

TimestampNormalizer::Stamps believed(TimestampNormalizer::Stamps stamps)
{
    using Self = TimestampNormalizer;
    for (std::optional<Duration>* stamp : {&stamps.pts, &stamps.dts})
        if (*stamp && !believable(**stamp, Self::kFarthest))
            stamp->reset();
    if (stamps.duration < Duration::zero() || stamps.duration > Self::kLongest)
        stamps.duration = Duration::zero();
    if (!believable(stamps.wrapAfter, Self::kFarthest))
        stamps.wrapAfter = Duration::zero();
    return stamps;
}

} // namespace

Duration TimestampNormalizer::unwrapped(Duration raw, Duration period, const Track& track) const
{
    if (period <= Duration::zero() || !m_any)
        return raw;
    return nearest(raw, track.seen ? track.raw : m_raw, period);
}

bool TimestampNormalizer::continues(Duration out, const Track& track) const
{
    const Duration step = out - (track.seen ? track.out : m_out);
    if (step < -kBackwardJump)
        return false;
    // A stream may pause for long while the other one goes on.
    return step <= kForwardJump || std::chrono::abs(out - m_out) <= kBackwardJump;
}

void TimestampNormalizer::chooseOffset(Duration raw, Duration period, Track& track, Normal& normal)
{
    if (!track.seen)
        track.offset = m_offset;
    if (!m_any || m_jumps == Jumps::Keep || continues(raw + track.offset, track))
        return;
    if (track.offset != m_offset && continues(raw + m_offset, track)) { // the other stream jumped first
        normal.discontinuity = m_offset - track.offset != period / 2; // see below
        track.offset = m_offset;
        return;
    }
    if (period > Duration::zero() && continues(raw + track.offset + period / 2, track)) { // one bit less
        track.offset += period / 2;
        m_offset = track.offset;
        return;
    }
    m_offset = m_end - raw;
    track.offset = m_offset;
    normal.discontinuity = true;
}

TimestampNormalizer::Normal TimestampNormalizer::next(std::size_t stream, const Stamps& given)
{
    const Stamps stamps = believed(given);
    if (m_tracks.size() <= stream)
        m_tracks.resize(stream + 1);
    Track& track = m_tracks[stream];
    Normal normal;
    normal.duration = stamps.duration;

    const std::optional<Duration> stamp = stamps.dts ? stamps.dts : stamps.pts;
    Duration out;
    Duration reorder{};
    if (stamp) {
        const Duration raw = unwrapped(*stamp, stamps.wrapAfter, track);
        if (stamps.pts && stamps.dts) {
            reorder = *stamps.pts - *stamps.dts;
            reorder
                = nearest(reorder, Duration::zero(), stamps.wrapAfter); // the wrap may lie between the two
            if (!believable(reorder, kMostReorder))
                reorder = Duration::zero();
        }
        chooseOffset(raw, stamps.wrapAfter, track, normal);
        track.raw = raw;
        m_raw = raw;
        out = raw + track.offset;
        // The pictures that come between are shown before this one.
        if (!stamps.dts && track.seen && out > track.out && ++track.undated < kMostUndated) {
            reorder = out - track.out;
            out = track.out;
        } else if (stamps.dts) {
            track.undated = kMostUndated;
        }
    } else {
        out = track.seen ? track.out + std::max(stamps.duration, track.step) : m_out;
    }
    const Duration pts = out + reorder;
    if (track.seen)
        out = std::max(out, track.out);
    if (track.seen && out > track.out && out - track.out <= kForwardJump)
        track.step = out - track.out;
    if (normal.duration <= Duration::zero())
        normal.duration = track.step;
    track.seen = true;
    track.out = out;
    normal.dts = mediaTime(out);
    normal.pts = mediaTime(std::max(pts, out));
    const Duration end = normal.pts.time_since_epoch() + normal.duration;
    m_end = m_any ? std::max(m_end, end) : end;
    m_out = m_any ? std::max(m_out, out) : out;
    m_any = true;
    return normal;
}

void TimestampNormalizer::restart()
{
    m_tracks.clear();
    m_any = false;
}

void TimestampNormalizer::loop(Duration first)
{
    m_offset = m_end - (believable(first, kFarthest) ? first : Duration::zero());
    for (Track& track : m_tracks) {
        track.offset = m_offset;
        track.undated = 0;
    }
}

} // namespace sluice
