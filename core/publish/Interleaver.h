// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <vector>

#include "core/base/Time.h"
#include "core/media/CodedPacket.h"

namespace sluice {

// Puts the packets of video and audio into one order by DTS. Pure; guarded by its user.
// It begins at a video keyframe, and waits for a silent stream at most kPatience: libavformat's own interleaver
// would hold everything back for 10 s. A stream that comes late is not silent: an encoder that looks ahead holds back
// half a second and more, may give what it holds in lumps, and another that takes over from it gives nothing until it
// has seen as much; what left before it would take its place in time away. So a picture that is inside the encoder
// counts as much as a packet.
class Interleaver {
public:
    static constexpr Duration kPatience = milliseconds(500); // our choice
    // How far a stream may lag and still be waited for: 16 frames of looking ahead at 4 fps, a slow machine; or 70 at
    // 15 fps (SVT-AV1), and the second that it takes one to give what it holds when another takes over.
    static constexpr Duration kMaxLag = seconds(6);
    // Bound of what can wait: the lag, at any sane packet rate.
    static constexpr std::size_t kMaxPackets = 2048;

    Interleaver(bool hasVideo, bool hasAudio) : m_hasVideo(hasVideo), m_hasAudio(hasAudio) { }

    void push(const CodedPacket& packet, TimePoint now);
    // A picture has gone into the encoder, however late its packet comes. To be told of each.
    void expectVideo(TimePoint now) { m_videoAt = now; }
    // The encoders are being drained, and flush() follows: until then each stream waits for the other.
    void ends() { m_ends = true; }
    // Appends what may leave now, in order.
    void take(TimePoint now, std::vector<CodedPacket>& out);
    // Appends everything that is left.
    void flush(std::vector<CodedPacket>& out);

private:
    struct Waiting {
        CodedPacket packet;
        TimePoint since;
    };
    void release(std::deque<Waiting>& from, std::vector<CodedPacket>& out);
    bool worthWaiting(const Waiting& packet, TimePoint otherAt, TimePoint now) const;

    bool m_hasVideo;
    bool m_hasAudio;
    bool m_started = false;
    bool m_ends = false;
    MediaTime m_start; // DTS of the first keyframe
    MediaTime m_last; // DTS that left last
    bool m_any = false;
    std::deque<Waiting> m_video;
    std::deque<Waiting> m_audio;
    TimePoint m_videoAt; // when the last packet came, or was known to come
    TimePoint m_audioAt;
};

} // namespace sluice
