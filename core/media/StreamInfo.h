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
};

} // namespace sluice
