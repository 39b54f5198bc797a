// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>

#include "core/base/StopToken.h"
#include "core/base/Time.h"
#include "core/media/CodedPacket.h"

namespace sluice {

// What waits to be sent to one destination, bounded in time. The encoder's side pushes and never waits; one sender
// takes. When the network is slower than the stream, disposable frames go first, then everything up to the next
// keyframe, which is asked for; audio and keyframes are kept while the hard bound allows.
class PacketQueue {
public:
    // Bounds by the queue's time, newest DTS − oldest (OBS drops at 700 and 900 ms).
    static constexpr Duration kDropDisposable = milliseconds(700);
    static constexpr Duration kDropToKeyframe = milliseconds(900);
    // Beyond this even audio goes: the peer takes nothing, and its write deadline will end the connection.
    static constexpr Duration kHardBound = seconds(10);

    explicit PacketQueue(std::function<void()> requestKeyframe)
        : m_requestKeyframe(std::move(requestKeyframe))
    { }

    void push(const CodedPacket& packet);
    // Waits at most `patience`.
    std::optional<CodedPacket> pop(StopToken stop, Duration patience);
    // Everything before the next video keyframe is thrown away (a connection is new: headers and IDR first); asks
    // for that keyframe. The queue keeps nothing while closed().
    void restartAtKeyframe();
    // Nothing is taken in any more (idle or reconnecting), what is inside is forgotten.
    void suspend();
    // The stream ends: what is inside may still be sent, pop() returns at once when it is empty.
    void finish();

    bool drained() const;
    Duration queued() const;
    std::int64_t droppedVideo() const;
    // The largest and the 95th percentile of queued(), sampled at every push.
    Duration maxQueued() const;
    Duration p95Queued() const;

private:
    Duration queuedLocked() const;
    void shedLocked();
    void sampleLocked();

    std::function<void()> m_requestKeyframe;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<CodedPacket> m_items; // m_mutex, as everything below
    bool m_open = false;
    bool m_finished = false;
    bool m_waitKeyframe = false;
    std::int64_t m_dropped = 0;
    static constexpr std::size_t kBuckets = 1000; // 10 ms each, up to the hard bound
    std::array<std::int64_t, kBuckets> m_histogram{};
    std::int64_t m_samples = 0;
    Duration m_max{};
};

} // namespace sluice
