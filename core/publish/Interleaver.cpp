// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/Interleaver.h"

#include <algorithm>

namespace sluice {

void Interleaver::push(const CodedPacket& packet, TimePoint now)
{
    const bool video = packet.kind == StreamKind::Video;
    (video ? m_videoAt : m_audioAt) = now;
    if (!m_started && m_hasVideo) {
        if (video && packet.keyframe) {
            m_started = true;
            m_start = packet.dts;
            std::erase_if(m_audio, [&](const Waiting& w) { return w.packet.pts < m_start; });
        } else if (video) {
            return;
        }
    }
    if (m_started && !video && packet.pts < m_start)
        return;
    auto& queue = video ? m_video : m_audio;
    if (queue.size() >= kMaxPackets)
        queue.pop_front();
    queue.push_back({packet, now});
}

void Interleaver::release(std::deque<Waiting>& from, std::vector<CodedPacket>& out)
{
    CodedPacket packet = std::move(from.front().packet);
    from.pop_front();
    // After a silent stream comes back late its first packets lie before what has already left: muxers refuse that.
    if (m_any && packet.dts < m_last) {
        if (packet.kind == StreamKind::Audio)
            return;
        packet.dts = m_last;
        packet.pts = std::max(packet.pts, packet.dts);
    }
    m_last = packet.dts;
    m_any = true;
    out.push_back(std::move(packet));
}

// Whether the other stream may still bring something that goes before `packet`.
bool Interleaver::worthWaiting(const Waiting& packet, TimePoint otherAt, TimePoint now) const
{
    const Duration waited = now - packet.since;
    return m_ends || waited < kPatience || (waited < kMaxLag && now - otherAt < kPatience);
}

void Interleaver::take(TimePoint now, std::vector<CodedPacket>& out)
{
    if (m_hasVideo && !m_started)
        return;
    while (!m_video.empty() || !m_audio.empty()) {
        if (!m_video.empty() && !m_audio.empty()) {
            release(m_video.front().packet.dts <= m_audio.front().packet.dts ? m_video : m_audio, out);
            continue;
        }
        auto& only = m_video.empty() ? m_audio : m_video;
        const bool otherExpected = m_video.empty() ? m_hasVideo : m_hasAudio;
        if (otherExpected && worthWaiting(only.front(), m_video.empty() ? m_videoAt : m_audioAt, now))
            return;
        release(only, out);
    }
}

void Interleaver::flush(std::vector<CodedPacket>& out)
{
    if (m_hasVideo && !m_started)
        return;
    while (!m_video.empty() || !m_audio.empty()) {
        const bool videoFirst = !m_video.empty()
            && (m_audio.empty() || m_video.front().packet.dts <= m_audio.front().packet.dts);
        release(videoFirst ? m_video : m_audio, out);
    }
}

} // namespace sluice
