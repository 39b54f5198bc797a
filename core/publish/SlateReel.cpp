// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/SlateReel.h"

#include <utility>

namespace sluice {

SlateReel::Order SlateReel::order() const
{
    const std::lock_guard lock(m_mutex);
    return {m_run, m_ahead.size() < kAhead};
}

// m_mutex is held.
unsigned SlateReel::restart()
{
    m_ahead.clear();
    m_runBegan = false;
    m_since.reset();
    return ++m_run;
}

unsigned SlateReel::begin()
{
    const std::lock_guard lock(m_mutex);
    return restart();
}

void SlateReel::clear()
{
    const std::lock_guard lock(m_mutex);
    restart();
    m_first = {};
    m_current = {};
}

void SlateReel::setStill(VideoFrame picture)
{
    const std::lock_guard lock(m_mutex);
    restart();
    m_first = picture;
    m_current = std::move(picture);
}

void SlateReel::push(unsigned run, VideoFrame picture)
{
    const std::lock_guard lock(m_mutex);
    if (run != m_run)
        return;
    if (!std::exchange(m_runBegan, true)) {
        m_first = picture;
        m_current = picture;
    }
    m_ahead.push_back(std::move(picture));
}

VideoFrame SlateReel::show(TimePoint tick, Duration slot)
{
    const Duration tolerance(static_cast<Duration::rep>(kTolerance * static_cast<double>(slot.count())));
    VideoFrame shown;
    bool taken = false;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_since && !m_ahead.empty())
            m_since = tick - m_ahead.front().pts.time_since_epoch();
        // Even the newest is too late: the clip plays on from where it is.
        if (m_since && !m_ahead.empty() && tick - *m_since - m_ahead.back().pts.time_since_epoch() > kLate)
            m_since = tick - m_ahead.front().pts.time_since_epoch();
        while (m_since && !m_ahead.empty()) {
            const Duration late = tick - *m_since - m_ahead.front().pts.time_since_epoch();
            // The first that is due; another one only when even that is late.
            if (late < (taken ? tolerance : -tolerance))
                break;
            m_current = std::move(m_ahead.front());
            m_ahead.pop_front();
            taken = true;
        }
        shown = m_current;
    }
    if (taken)
        m_look();
    return shown;
}

void SlateReel::rewind()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_since) // a still picture, or nothing was shown
            return;
        restart();
        m_current = m_first;
    }
    m_look();
}

} // namespace sluice
