// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/PacketQueue.h"

#include <algorithm>
#include <utility>

namespace sluice {

void PacketQueue::push(const CodedPacket& packet)
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_open || m_finished)
            return;
        const bool video = packet.kind == StreamKind::Video;
        if (m_waitKeyframe) {
            if (video && packet.keyframe) {
                m_waitKeyframe = false;
                m_askLater = false;
                m_fresh = false;
            } else if (video) {
                if (!m_fresh) {
                    ++m_dropped;
                    sampleLocked();
                }
                return;
            } else if (m_fresh) {
                return; // a new connection begins with the picture
            }
        }
        m_items.push_back(packet);
        sampleLocked();
        shedLocked();
    }
    m_changed.notify_all();
}

Duration PacketQueue::queuedLocked() const
{
    return m_items.empty() ? Duration::zero() : m_items.back().dts - m_items.front().dts;
}

Duration PacketQueue::leavesInLocked() const
{
    if (!m_carriedKbps || *m_carriedKbps <= 0)
        return Duration::zero();
    std::size_t bytes = 0;
    for (const CodedPacket& packet : m_items)
        bytes += packet.size;
    return m_ahead + fromSeconds(static_cast<double>(bytes) * 8.0 / 1000.0 / *m_carriedKbps);
}

void PacketQueue::shedLocked()
{
    if (!m_ends)
        shedOldLocked();
    while (queuedLocked() > kHardBound)
        m_items.pop_front();
}

void PacketQueue::shedOldLocked()
{
    const auto drop = [this](auto&& which) {
        const auto count = std::erase_if(m_items, which);
        m_dropped += static_cast<std::int64_t>(count);
    };
    const Duration grace = m_opening ? kOpeningGrace : Duration::zero();
    if (queuedLocked() > kDropDisposable + grace)
        drop([](const CodedPacket& p) { return p.kind == StreamKind::Video && p.disposable && !p.keyframe; });
    const bool tooOld = queuedLocked() > kDropToKeyframe + grace || leavesInLocked() > kDropToLeave;
    if (tooOld && !m_waitKeyframe) {
        const auto isVideo = [](const CodedPacket& p) { return p.kind == StreamKind::Video; };
        const bool anyDelta
            = std::ranges::any_of(m_items, [&](const CodedPacket& p) { return isVideo(p) && !p.keyframe; });
        if (anyDelta) {
            drop([&](const CodedPacket& p) { return isVideo(p) && !p.keyframe; });
            m_waitKeyframe = true;
            m_askLater = m_forceWhenShedding;
        }
    }
}

void PacketQueue::sampleLocked()
{
    const Duration queued = std::min(std::max(queuedLocked(), leavesInLocked()), kHardBound);
    m_max = std::max(m_max, queued);
    const auto bucket = static_cast<std::size_t>(std::max<std::int64_t>(0, queued / milliseconds(10)));
    ++m_histogram[std::min(bucket, kBuckets - 1)];
    ++m_samples;
}

bool PacketQueue::mayResumeLocked()
{
    return m_askLater && queuedLocked() <= kResume && std::exchange(m_askLater, false);
}

std::optional<CodedPacket> PacketQueue::pop(StopToken stop, Duration patience)
{
    std::unique_lock lock(m_mutex);
    m_changed.wait_for(lock, stop, patience, [&] { return m_finished || !m_items.empty(); });
    if (m_items.empty())
        return std::nullopt;
    CodedPacket packet = std::move(m_items.front());
    m_items.pop_front();
    const bool ask = mayResumeLocked();
    lock.unlock();
    if (ask)
        m_requestKeyframe();
    return packet;
}

void PacketQueue::restartAtKeyframe()
{
    {
        const std::lock_guard lock(m_mutex);
        m_items.clear();
        m_open = true;
        m_waitKeyframe = true;
        m_askLater = false;
        m_fresh = true;
        m_carriedKbps.reset(); // of the connection before
        m_ahead = {};
    }
    m_requestKeyframe();
}

void PacketQueue::suspend()
{
    const std::lock_guard lock(m_mutex);
    m_items.clear();
    m_open = false;
}

void PacketQueue::ends()
{
    const std::lock_guard lock(m_mutex);
    m_ends = true;
}

void PacketQueue::finish()
{
    {
        const std::lock_guard lock(m_mutex);
        m_finished = true;
    }
    m_changed.notify_all();
}

void PacketQueue::setOpening(bool opening)
{
    const std::lock_guard lock(m_mutex);
    m_opening = opening;
}

void PacketQueue::setCarried(std::optional<double> kbps, Duration ahead)
{
    const std::lock_guard lock(m_mutex);
    m_carriedKbps = kbps;
    m_ahead = ahead;
}

bool PacketQueue::drained() const
{
    const std::lock_guard lock(m_mutex);
    return m_finished && m_items.empty();
}

Duration PacketQueue::queued() const
{
    const std::lock_guard lock(m_mutex);
    return queuedLocked();
}

std::int64_t PacketQueue::droppedVideo() const
{
    const std::lock_guard lock(m_mutex);
    return m_dropped;
}

Duration PacketQueue::maxQueued() const
{
    const std::lock_guard lock(m_mutex);
    return m_max;
}

Duration PacketQueue::p95Queued() const
{
    const std::lock_guard lock(m_mutex);
    std::int64_t below = 0;
    for (std::size_t i = 0; i < kBuckets; ++i) {
        below += m_histogram[i];
        if (m_samples > 0 && below * 100 >= m_samples * 95)
            return std::min<Duration>(milliseconds(10) * static_cast<std::int64_t>(i), m_max);
    }
    return m_max;
}

} // namespace sluice
