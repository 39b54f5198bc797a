// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/PacketHub.h"

namespace sluice {

void PacketHub::addQueue(std::shared_ptr<PacketQueue> queue)
{
    const std::lock_guard lock(m_mutex);
    m_queues.push_back(std::move(queue));
}

void PacketHub::setTap(std::function<void(const CodedPacket&)> tap)
{
    const std::lock_guard lock(m_mutex);
    m_tap = std::move(tap);
}

void PacketHub::push(const CodedPacket& packet, TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    m_interleaver.push(packet, now);
    m_interleaver.take(now, m_ready);
    distribute();
}

void PacketHub::expectVideo(TimePoint now)
{
    const std::lock_guard lock(m_mutex);
    m_interleaver.expectVideo(now);
}

void PacketHub::ends()
{
    const std::lock_guard lock(m_mutex);
    m_interleaver.ends();
    for (const auto& queue : m_queues)
        queue->ends();
}

void PacketHub::finish()
{
    const std::lock_guard lock(m_mutex);
    m_interleaver.flush(m_ready);
    distribute();
    for (const auto& queue : m_queues)
        queue->finish();
}

// The order into the queues must be the interleaver's, so this happens under its lock. PacketQueue::push() never
// waits; it may ask for a keyframe, which only sets a flag.
void PacketHub::distribute()
{
    for (const CodedPacket& packet : m_ready) {
        for (const auto& queue : m_queues)
            queue->push(packet);
        if (m_tap)
            m_tap(packet);
    }
    m_ready.clear();
}

} // namespace sluice
