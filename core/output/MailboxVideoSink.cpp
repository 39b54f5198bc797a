// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/output/MailboxVideoSink.h"

#include <utility>

namespace sluice {

void MailboxVideoSink::setListener(Listener listener)
{
    const std::lock_guard guard(m_listenerMutex);
    m_listener = std::move(listener);
}

Result<void> MailboxVideoSink::open()
{
    return {};
}

void MailboxVideoSink::show(const VideoFrame& frame, WallTime at)
{
    {
        const std::lock_guard guard(m_mutex);
        m_overwritten += m_newest ? 1 : 0;
        m_newest = Shown{frame, at};
    }
    const std::lock_guard guard(m_listenerMutex);
    if (m_listener)
        m_listener();
}

void MailboxVideoSink::close()
{
    const std::lock_guard guard(m_mutex);
    m_newest.reset();
}

std::optional<MailboxVideoSink::Shown> MailboxVideoSink::take()
{
    const std::lock_guard guard(m_mutex);
    return std::exchange(m_newest, std::nullopt);
}

std::int64_t MailboxVideoSink::overwritten() const
{
    const std::lock_guard guard(m_mutex);
    return m_overwritten;
}

} // namespace sluice
