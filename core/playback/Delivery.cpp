// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/Delivery.h"

#include <algorithm>

namespace sluice {

Delivery::Delivery(Clock& clock, LinkEmulator& emulator, PlaybackBuffer& buffer, ArrivalTrace& trace,
    std::function<void(const CodedPacket&)> packet)
    : m_clock(clock)
    , m_emulator(emulator)
    , m_buffer(buffer)
    , m_trace(trace)
    , m_packet(std::move(packet))
{ }

Step Delivery::step(const StopToken& stop)
{
    constexpr Duration kRefusedLook = milliseconds(20);
    const TimePoint now = m_clock.now();
    while (!m_refused.empty() && !stop.stop_requested()) {
        if (m_buffer.push(m_refused.front(), now) == PlaybackBuffer::Push::Refused)
            return Step::until(now + kRefusedLook);
        m_refused.pop_front();
    }
    {
        const std::lock_guard lock(m_mutex);
        m_status.drained = false; // what is taken now is neither there nor here
    }
    for (LinkItem& item : m_emulator.takeDue(now))
        deliver(std::move(item.packet), item.due);
    const auto event = m_emulator.takeEvent(now);
    {
        const std::lock_guard lock(m_mutex);
        if (event)
            m_status.broken = event;
        m_status.drained = m_refused.empty() && m_emulator.heldItems() == 0;
    }
    const auto next = m_emulator.nextLook(now);
    return next ? Step::until(std::max(*next, now + milliseconds(1))) : Step::wait();
}

void Delivery::deliver(CodedPacket packet, TimePoint now)
{
    m_trace.addPacket(now, packet);
    m_rate.add(static_cast<std::int64_t>(packet.size), now);
    m_bitrate.add(packet);
    const MediaTime end = packet.pts + packet.duration;
    const bool further = !m_end || end > *m_end || packet.discontinuity || packet.keyframe;
    if (further)
        m_end = end;
    {
        const std::lock_guard lock(m_mutex);
        m_status.lastAt = now;
        m_status.mediaKbps = m_bitrate.kbps();
        m_status.bytes += static_cast<std::int64_t>(packet.size);
        if (further)
            m_status.lastMediaAt = now;
    }
    m_packet(packet);
    if (!m_refused.empty() || m_buffer.push(packet, now) == PlaybackBuffer::Push::Refused)
        m_refused.push_back(std::move(packet));
}

Delivery::Status Delivery::status() const
{
    // Asked first: what is gone from there has been noted here.
    const bool nothingHeld = m_emulator.heldItems() == 0;
    const std::lock_guard lock(m_mutex);
    Status status = m_status;
    status.drained = status.drained && nothingHeld;
    return status;
}

void Delivery::resetBroken()
{
    const std::lock_guard lock(m_mutex);
    m_status.broken.reset();
}

} // namespace sluice
