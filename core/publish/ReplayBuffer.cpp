// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/ReplayBuffer.h"

namespace sluice {

void ReplayBuffer::push(const CodedPacket& packet)
{
    const bool keyframe = packet.kind == StreamKind::Video && packet.keyframe;
    if (m_packets.empty() && !keyframe)
        return;
    if (keyframe)
        m_keyframes.push_back(m_first + static_cast<std::int64_t>(m_packets.size()));
    m_packets.push_back(packet);
    m_bytes += packet.size;
    shed();
}

void ReplayBuffer::setSpan(Duration span)
{
    m_span = span;
    shed();
}

void ReplayBuffer::clear()
{
    m_first += static_cast<std::int64_t>(m_packets.size());
    m_packets.clear();
    m_keyframes.clear();
    m_bytes = 0;
}

Duration ReplayBuffer::held() const
{
    return m_packets.empty() ? Duration::zero() : m_packets.back().dts - m_packets.front().dts;
}

std::vector<CodedPacket> ReplayBuffer::group() const
{
    if (m_keyframes.empty())
        return {};
    return {m_packets.begin() + static_cast<std::ptrdiff_t>(m_keyframes.back() - m_first), m_packets.end()};
}

void ReplayBuffer::shed()
{
    const auto heldWithoutFirstGroup = [this] {
        const auto second = static_cast<std::size_t>(m_keyframes[1] - m_first);
        return m_packets.back().dts - m_packets[second].dts;
    };
    while (m_keyframes.size() > 1 && (m_bytes > m_maxBytes || heldWithoutFirstGroup() >= m_span))
        dropGroup();
    if (m_bytes > m_maxBytes) // a single group without end
        clear();
}

void ReplayBuffer::dropGroup()
{
    m_keyframes.pop_front();
    for (; m_first < m_keyframes.front(); ++m_first) {
        m_bytes -= m_packets.front().size;
        m_packets.pop_front();
    }
}

} // namespace sluice
