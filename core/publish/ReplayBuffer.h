// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "core/base/Time.h"
#include "core/media/CodedPacket.h"

namespace sluice {

// The last of what was encoded, in whole groups of pictures: it begins with a keyframe and holds at least `span`,
// unless that is more than `maxBytes`. A span of zero keeps the group that is under way, for a recording to begin
// with. Pure; guarded by its user.
class ReplayBuffer {
public:
    explicit ReplayBuffer(Duration span = {}, std::size_t maxBytes = kMaxBytes)
        : m_span(span)
        , m_maxBytes(maxBytes)
    { }

    static constexpr std::size_t kMaxBytes = std::size_t(256) << 20; // our choice: 30 s at 70 Mb/s

    void push(const CodedPacket& packet);
    void setSpan(Duration span);
    void clear();

    Duration span() const { return m_span; }
    Duration held() const; // from the first keyframe to the newest packet
    std::size_t bytes() const { return m_bytes; }
    // Everything that is held, in order; begins with a video keyframe.
    std::vector<CodedPacket> all() const { return {m_packets.begin(), m_packets.end()}; }
    // What is held of the group of pictures that is under way.
    std::vector<CodedPacket> group() const;

private:
    void shed();
    void dropGroup();

    Duration m_span;
    const std::size_t m_maxBytes;
    std::deque<CodedPacket> m_packets;
    std::deque<std::int64_t> m_keyframes; // positions, counted from the first packet ever pushed
    std::int64_t m_first = 0; // position of m_packets.front()
    std::size_t m_bytes = 0;
};

} // namespace sluice
