// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/media/AudioBlock.h"
#include "core/media/CodedPacket.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// What a decoder or a muxer must know of one stream.
struct StreamInfo {
    StreamKind kind = StreamKind::Video;
    std::string codec; // FFmpeg's short name: "h264", "hevc", "aac", "mp3", "opus" …
    std::string profile; // "High", "LC"; empty where not known
    std::shared_ptr<const std::vector<std::uint8_t>> extradata;
    VideoSize size; // zero where the container does not say
    FrameRate frameRate{0, 1}; // numerator 0 where not known
    AudioFormat audio{0, 0}; // zero where the container does not say
    std::int64_t bitrate = 0; // bit/s, 0 where not known
};

// What a source turned out to be.
struct MediaInfo {
    std::string container; // "flv", "hls", "mov", "matroska", "mp3" …
    std::optional<StreamInfo> video;
    std::optional<StreamInfo> audio;
    bool live = false; // no end is known
    bool seekable = false;
    Duration duration{}; // zero where not known
    Duration targetDuration{}; // HLS: EXT-X-TARGETDURATION; zero otherwise
    // What the source says is on at this moment, as a radio does: UTF-8, without control characters, at most 200
    // bytes; changes while it plays. Empty where nothing is said.
    std::string nowPlaying;
};

// How long live HLS may be silent after a segment before the next one is overdue. A server has one and a half target
// durations for the next version of the playlist (RFC 8216, 6.2.2), and a client asks again each half (6.3.4).
constexpr Duration segmentDueAfter(Duration targetDuration)
{
    return targetDuration * 2;
}

} // namespace sluice
