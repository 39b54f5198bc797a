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
// half a second and more, and what left before it would take its place in time away.
class Interleaver {
public:
    static constexpr Duration kPatience = milliseconds(500); // our choice
    // How far a stream may lag and still be waited for: 16 frames of looking ahead at 4 fps, a slow machine.
    static constexpr Duration kMaxLag = seconds(4);
    // Bound of what can wait: the lag, at any sane packet rate.
    static constexpr std::size_t kMaxPackets = 2048;

    Interleaver(bool hasVideo, bool hasAudio) : m_hasVideo(hasVideo), m_hasAudio(hasAudio) { }

    void push(const CodedPacket& packet, TimePoint now);
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
    MediaTime m_start; // DTS of the first keyframe
    MediaTime m_last; // DTS that left last
    bool m_any = false;
    std::deque<Waiting> m_video;
    std::deque<Waiting> m_audio;
    TimePoint m_videoAt; // when the last packet came
    TimePoint m_audioAt;
};

} // namespace sluice
