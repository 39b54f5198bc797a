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
// keyframe, which is asked for (unless `forceWhenShedding` is false: then the next regular one is awaited); audio and
// keyframes are kept while the hard bound allows.
class PacketQueue {
public:
    // Bounds by the queue's time, newest DTS − oldest (OBS drops at 700 and 900 ms).
    static constexpr Duration kDropDisposable = milliseconds(700);
    static constexpr Duration kDropToKeyframe = milliseconds(900);
    // So much more may wait while a connection finds out what its way carries (our choice: twice of 400 ms there and
    // back, whose first rounds carry next to nothing).
    static constexpr Duration kOpeningGrace = seconds(1);
    // What would take so long to leave, with what the way still holds of what left before, is too old as well: after a
    // sudden change what waits is still as large as the old bitrate made it, and its time says too little. Known only
    // while the network is too slow, and half a second late: with that it stays near the second that viewers may be
    // behind.
    static constexpr Duration kDropToLeave = milliseconds(800);
    // Pictures go on once what was kept has shrunk to this: a keyframe that is asked for sooner would only be
    // followed by pictures that are dropped again.
    static constexpr Duration kResume = milliseconds(200);
    // Beyond this even audio goes: the peer takes nothing, and its write deadline will end the connection.
    static constexpr Duration kHardBound = seconds(10);

    explicit PacketQueue(std::function<void()> requestKeyframe, bool forceWhenShedding = true)
        : m_requestKeyframe(std::move(requestKeyframe))
        , m_forceWhenShedding(forceWhenShedding)
    { }

    void push(const CodedPacket& packet);
    // Waits at most `patience`.
    std::optional<CodedPacket> pop(StopToken stop, Duration patience);
    // Everything before the next video keyframe is thrown away (a connection is new: headers and IDR first); asks
    // for that keyframe. The queue keeps nothing while closed().
    void restartAtKeyframe();
    // Nothing is taken in any more (idle or reconnecting), what is inside is forgotten.
    void suspend();
    // The stream is about to end: what the encoders still hold comes at once, up to seconds of it, and none of that is
    // too old. How long it may take to leave is the sender's matter.
    void ends();
    // The stream ends: what is inside may still be sent, pop() returns at once when it is empty.
    void finish();

    // What the network carries, kb/s; nothing: not known. `ahead`: how long what left the queue before still takes.
    void setCarried(std::optional<double> kbps, Duration ahead = {});
    void setOpening(bool opening); // kOpeningGrace holds

    bool drained() const;
    Duration queued() const;
    std::int64_t droppedVideo() const; // frames; those before the first keyframe of a connection do not count
    // The largest and the 95th percentile of the time by which the queue judges: that of what waits, or how long it
    // takes to leave where that is more; no more than kHardBound. Sampled at every packet, before anything is dropped
    // because of it, and also at those that are not taken in meanwhile.
    Duration maxQueued() const;
    Duration p95Queued() const;

private:
    Duration queuedLocked() const;
    Duration leavesInLocked() const;
    void shedLocked();
    void shedOldLocked();
    bool mayResumeLocked(); // true once, when the keyframe is to be asked for
    void sampleLocked();

    const std::function<void()> m_requestKeyframe;
    const bool m_forceWhenShedding;
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    std::deque<CodedPacket> m_items; // m_mutex, as everything below
    std::optional<double> m_carriedKbps;
    Duration m_ahead{};
    bool m_open = false;
    bool m_ends = false;
    bool m_finished = false;
    bool m_waitKeyframe = false;
    bool m_askLater = false; // for a keyframe, once the queue has shrunk
    bool m_fresh = false; // nothing of this connection was taken in yet
    bool m_opening = false;
    std::int64_t m_dropped = 0;
    static constexpr std::size_t kBuckets = 1000; // 10 ms each, up to the hard bound
    std::array<std::int64_t, kBuckets> m_histogram{};
    std::int64_t m_samples = 0;
    Duration m_max{};
};

} // namespace sluice
