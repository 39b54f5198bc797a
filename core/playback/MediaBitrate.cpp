// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/MediaBitrate.h"

#include <algorithm>

namespace sluice {

void MediaBitrate::add(const CodedPacket& packet)
{
    const bool jumps
        = packet.discontinuity || (!m_pieces.empty() && std::chrono::abs(packet.dts - m_end) > kWindow);
    if (jumps) {
        m_pieces.clear();
        m_bytes = 0;
    }
    m_end = m_pieces.empty() ? packet.dts : std::max(m_end, packet.dts);
    m_pieces.push_back({packet.dts, static_cast<std::int64_t>(packet.size)});
    m_bytes += m_pieces.back().bytes;
    while (m_pieces.size() > kMost || m_end - m_pieces.front().dts > kWindow)
        forgetOldest();
}

void MediaBitrate::forgetOldest()
{
    m_bytes -= m_pieces.front().bytes;
    m_pieces.pop_front();
}

std::optional<double> MediaBitrate::kbps() const
{
    const Duration span = m_pieces.empty() ? Duration::zero() : m_end - m_pieces.front().dts;
    if (span < kEnough)
        return std::nullopt;
    return static_cast<double>(m_bytes) * 8 / 1000 / toSeconds(span);
}

} // namespace sluice
