// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "core/base/Time.h"
#include "core/publish/Interleaver.h"
#include "core/publish/PacketQueue.h"

namespace sluice {

// Where the encoders' packets come together, are put into one order and go out to every destination: each sender
// has its own queue, so that a slow one never touches another. Any thread; never waits.
class PacketHub {
public:
    PacketHub(bool hasVideo, bool hasAudio) : m_interleaver(hasVideo, hasAudio) { }

    void addQueue(std::shared_ptr<PacketQueue> queue);
    // Gets every packet too, in order; must not wait, nor call back into the hub.
    void setTap(std::function<void(const CodedPacket&)> tap);
    void push(const CodedPacket& packet, TimePoint now);
    // A picture has gone into the encoder: see Interleaver::expectVideo().
    void expectVideo(TimePoint now);
    // Before the encoders are drained: what they give from here on comes at once, which is no fault of the network's, and
    // takes its time, which nobody is to overtake. finish() follows.
    void ends();
    // The end of the stream: what still waits goes out, and every queue is finished.
    void finish();

private:
    void distribute();

    std::mutex m_mutex;
    Interleaver m_interleaver; // m_mutex, as everything below
    std::vector<CodedPacket> m_ready;
    std::vector<std::shared_ptr<PacketQueue>> m_queues;
    std::function<void(const CodedPacket&)> m_tap;
};

} // namespace sluice
