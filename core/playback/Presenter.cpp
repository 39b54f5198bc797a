// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/Presenter.h"

namespace sluice {

Presenter::Presenter(Clock& clock, FrameQueue& queue, AudioOutput& output, std::vector<VideoSink*> sinks,
    std::function<void(const Shown&)> shown, std::function<void()> framesTaken)
    : m_clock(clock)
    , m_queue(queue)
    , m_output(output)
    , m_sinks(std::move(sinks))
    , m_shown(std::move(shown))
    , m_framesTaken(std::move(framesTaken))
{ }

void Presenter::setRate(double rate)
{
    const std::lock_guard lock(m_mutex);
    m_rate = rate;
}

void Presenter::restart(std::uint64_t generation)
{
    const std::lock_guard lock(m_mutex);
    m_generation = generation;
    m_pacer.reset();
}

FramePacer::Counts Presenter::counts() const
{
    const std::lock_guard lock(m_mutex);
    return m_pacer.counts();
}

std::optional<MediaTime> Presenter::shownUntil() const
{
    const std::lock_guard lock(m_mutex);
    return m_pacer.shownUntil();
}

Step Presenter::step(const StopToken& stop)
{
    if (stop.stop_requested())
        return Step::wait();
    const FrameQueue::View view = m_queue.peek();
    const TimePoint now = m_clock.now();
    std::optional<MediaTime> clock;
    if (m_output.gate())
        clock = m_output.mediaTime(now);
    FramePacer::Decision decision;
    std::size_t stale = 0;
    m_view.clear();
    {
        const std::lock_guard lock(m_mutex);
        for (const VideoFrame& frame : view.frames) {
            if (frame.generation < m_generation)
                ++stale; // at the front: the decoder clears the queue before it hands out newer ones
            else
                m_view.push_back({frame.pts, frame.duration});
        }
        decision = m_pacer.next(m_view, clock, m_rate);
    }
    const std::size_t taken = stale + decision.drop + (decision.show ? 1 : 0);
    if (taken > 0) {
        m_queue.pop(taken, view.epoch);
        m_framesTaken();
    }
    if (decision.show)
        show(view.frames[stale + decision.drop], decision.late, clock);
    if (decision.wakeIn)
        return Step::until(now + *decision.wakeIn);
    return taken > 0 ? Step::again() : Step::wait();
}

void Presenter::show(const VideoFrame& frame, bool late, std::optional<MediaTime> clock)
{
    const WallTime at = m_clock.wallNow();
    for (VideoSink* sink : m_sinks)
        sink->show(frame, at);
    Shown shown;
    shown.pts = frame.pts;
    shown.heard = clock;
    shown.late = late;
    if (frame.stamp)
        shown.latency = at - frame.stamp->captured;
    m_shown(shown);
}

} // namespace sluice
