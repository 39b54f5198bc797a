// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/CaptureNode.h"

namespace sluice {

CaptureNode::CaptureNode(Clock& clock, std::function<void()> frameArrived, std::function<void()> changed)
    : m_clock(clock)
    , m_frameArrived(std::move(frameArrived))
    , m_changed(std::move(changed))
{ }

CaptureNode::~CaptureNode() = default;

void CaptureNode::setSource(std::optional<Factory> factory, VideoRequest request)
{
    const std::lock_guard lock(m_mutex);
    m_newFactory = std::move(factory);
    m_newRequest = request;
    m_replace = true;
    m_status.opened.reset();
}

// A source that was set meanwhile takes the old one's place.
void CaptureNode::takeOver()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_replace)
            return;
        m_replace = false;
        m_factory = std::move(m_newFactory);
        m_newFactory.reset();
        m_request = m_newRequest;
        m_status.running = false;
        m_status.error.reset();
        m_status.fps = 0;
    }
    if (m_source)
        m_source->close();
    m_source.reset();
    m_mailbox.clear();
    m_retryAt = {};
    m_windowStart = {};
    m_changed();
}

Step CaptureNode::step(const StopToken& stop)
{
    takeOver();
    if (!m_factory)
        return Step::wait();
    if (!m_source)
        return m_clock.now() < m_retryAt ? Step::until(m_retryAt) : open(stop);

    constexpr Duration kPatience = milliseconds(100);
    auto frame = m_source->read(kPatience, stop);
    if (!frame)
        return fail(frame.error());
    if (!frame->has_value())
        return Step::again();
    count(m_clock.now());
    const auto dropped = static_cast<std::int64_t>(m_mailbox.pushDropOldest(std::move(**frame)));
    {
        const std::lock_guard lock(m_mutex);
        ++m_status.captured;
        m_status.dropped += dropped;
    }
    m_frameArrived();
    return Step::again();
}

Step CaptureNode::open(const StopToken& stop)
{
    auto source = (*m_factory)();
    if (!source)
        return fail(source.error());
    m_source = std::move(*source);
    auto opened = m_source->open(m_request, stop);
    if (!opened)
        return fail(opened.error());
    {
        const std::lock_guard lock(m_mutex);
        if (m_replace)
            return Step::again(); // the status is another source's already
        m_status.running = true;
        m_status.error.reset();
        m_status.opened = *opened;
    }
    m_changed();
    return Step::again();
}

Step CaptureNode::fail(const Error& error)
{
    const auto close = [this] {
        if (m_source)
            m_source->close();
        m_source.reset();
    };
    if (error.cancelled()) {
        close();
        return Step::wait();
    }
    bool replaced = false;
    {
        const std::lock_guard lock(m_mutex);
        replaced = m_replace;
        if (!replaced) {
            m_status.running = false;
            m_status.error = error;
            m_status.fps = 0;
        }
    }
    if (!replaced)
        m_changed(); // before closing, which a driver that hangs may hold up
    close();
    if (replaced)
        return Step::again();
    m_retryAt = m_clock.now() + kRetry;
    return Step::until(m_retryAt);
}

void CaptureNode::count(TimePoint now)
{
    if (m_windowStart == TimePoint()) {
        m_windowStart = now;
        m_windowFrames = 0;
        return;
    }
    ++m_windowFrames;
    if (now - m_windowStart < seconds(1))
        return;
    const double fps = m_windowFrames / toSeconds(now - m_windowStart);
    m_windowStart = now;
    m_windowFrames = 0;
    const std::lock_guard lock(m_mutex);
    m_status.fps = fps;
}

CaptureNode::Status CaptureNode::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

} // namespace sluice
