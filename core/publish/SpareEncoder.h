// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/av/Encoder.h"
#include "core/publish/EncoderRenewal.h"

namespace sluice {

using OpenVideoEncoder = std::function<Result<std::unique_ptr<VideoEncoder>>(const VideoEncoderConfig&)>;

// What a broadcast goes on with when the encoder that was chosen gives up.

// Opens what `config` asks for. Where that does not open, or where what it makes cannot be carried, x264 is opened
// instead, and `config` says so: a stream with another encoder is better than none. `why`: what was wrong. HEVC and AV1
// need FFmpeg 6.1, and servers that know enhanced RTMP: nginx-rtmp, the `builtInServer`, takes their packets and gives
// them to nobody.
Result<std::unique_ptr<VideoEncoder>> openOrSpare(
    VideoEncoderConfig& config, const OpenVideoEncoder& open, bool builtInServer, std::optional<Error>& why);

// While live only the same codec will do: its streams are described at the beginning. Nothing: there is no other.
std::optional<VideoEncoderConfig> spareWhileLive(const VideoEncoderConfig& config);

// Opens what `config` asks for with another bitrate; empty: it follows VideoEncoder::setBitrate() instead.
EncoderRenewal::Open openAnew(const VideoEncoderConfig& config, const OpenVideoEncoder& open);

// A keyframe of an encoder that took over with its headers, beside it for the muxers that take them there (FLV's begins
// with them as a new sequence header), and inside it for everybody else: recordings, whose one header stays what the
// first encoder said, and whoever reads one from the middle. AV1's keyframes have theirs inside anyway.
CodedPacket withHeaders(const CodedPacket& packet, const StreamInfo& info);

} // namespace sluice
