// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/Time.h"
#include "core/media/CodedPacket.h"

namespace sluice::testing {

constexpr MediaTime media(std::int64_t milliseconds_)
{
    return MediaTime(milliseconds(milliseconds_));
}
constexpr TimePoint at(std::int64_t milliseconds_)
{
    return TimePoint(seconds(1000) + milliseconds(milliseconds_));
}

// Packets without payload: the buffer looks only at sizes and stamps.
inline CodedPacket packet(StreamKind kind, MediaTime pts, Duration duration, std::size_t size, bool keyframe)
{
    CodedPacket p;
    p.kind = kind;
    p.pts = p.dts = pts;
    p.duration = duration;
    p.size = size;
    p.keyframe = keyframe || kind == StreamKind::Audio;
    return p;
}
inline CodedPacket video(
    std::int64_t ptsMs, bool keyframe = false, std::size_t size = 1000, std::int64_t durationMs = 40)
{
    return packet(StreamKind::Video, media(ptsMs), milliseconds(durationMs), size, keyframe);
}
inline CodedPacket audio(std::int64_t ptsMs, std::size_t size = 100, std::int64_t durationMs = 20)
{
    return packet(StreamKind::Audio, media(ptsMs), milliseconds(durationMs), size, true);
}

} // namespace sluice::testing
