// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/FramePacer.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sluice {

namespace {

// Where neither the frame nor its neighbours tell a duration: 25 frames a second.
constexpr Duration kUsualDuration = milliseconds(40);

Duration realTime(Duration media, double rate)
{
    if (media <= Duration::zero())
        return Duration::zero();
    if (rate <= 0)
        return media;
    // Rounded up: at the wake-up the frame is due.
    return Duration(static_cast<Duration::rep>(std::ceil(static_cast<double>(media.count()) / rate)));
}

} // namespace

FramePacer::Decision FramePacer::next(
    std::span<const Frame> queue, std::optional<MediaTime> clock, double rate)
{
    Decision decision;
    decision.drop = outdated(queue);
    m_counts.dropped += decision.drop;
    queue = queue.subspan(decision.drop);
    if (queue.empty())
        return decision;

    std::size_t used = 0;
    if (!m_shown) {
        decision.show = true;
        used = 1;
    } else if (clock) {
        const auto notDue
            = std::find_if(queue.begin(), queue.end(), [&](const Frame& f) { return f.pts > *clock; });
        const auto due = static_cast<std::size_t>(notDue - queue.begin());
        if (due > 0) {
            const std::size_t skipped = skip(queue.first(due), *clock);
            decision.drop += skipped;
            decision.show = true;
            decision.late = *clock - queue[skipped].pts > durationOf(queue[skipped]);
            used = skipped + 1;
        }
    }
    if (decision.show) {
        show(queue[used - 1]);
        m_counts.late += decision.late ? 1 : 0;
    }
    if (clock && used < queue.size())
        decision.wakeIn = realTime(queue[used].pts - *clock, rate);
    return decision;
}

void FramePacer::reset()
{
    m_shown.reset();
    m_shownDuration = Duration::zero();
    m_spacing = Duration::zero();
    m_history = 0;
}

std::optional<MediaTime> FramePacer::shownUntil() const
{
    if (!m_shown)
        return std::nullopt;
    return *m_shown + m_shownDuration;
}

// How many frames at the front are no newer than the one on show.
std::size_t FramePacer::outdated(std::span<const Frame> queue) const
{
    if (!m_shown)
        return 0;
    const auto newer
        = std::find_if(queue.begin(), queue.end(), [&](const Frame& f) { return f.pts > *m_shown; });
    return static_cast<std::size_t>(newer - queue.begin());
}

// How many of the frames that are due (one at least) are not worth showing any more.
std::size_t FramePacer::skip(std::span<const Frame> due, MediaTime clock)
{
    const std::size_t newest = due.size() - 1;
    remember(newest > 0);
    std::size_t skipped = 0;
    if (std::popcount(m_history) >= kBehindLimit)
        skipped = newest;
    while (skipped < newest && clock - due[skipped].pts > kTooLate)
        ++skipped;
    m_counts.dropped += skipped;
    return skipped;
}

Duration FramePacer::durationOf(const Frame& frame) const
{
    if (frame.duration > Duration::zero())
        return frame.duration;
    return m_spacing > Duration::zero() ? m_spacing : kUsualDuration;
}

void FramePacer::remember(bool behind)
{
    static_assert(kHistory == 32, "one bit each");
    m_history = (m_history << 1) | (behind ? 1U : 0U);
}

void FramePacer::show(const Frame& frame)
{
    if (m_shown)
        m_spacing = frame.pts - *m_shown;
    m_shown = frame.pts;
    m_shownDuration = durationOf(frame);
    ++m_counts.shown;
}

} // namespace sluice
