// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/base/Result.h"
#include "core/media/AudioBlock.h"
#include "core/media/CodedPacket.h"
#include "core/media/StreamInfo.h"
#include "core/media/VideoFrame.h"

namespace sluice {

struct VideoEncoderConfig {
    std::string encoder = "libx264"; // FFmpeg's name
    VideoSize size{1280, 720};
    FrameRate rate{30, 1};
    int bitrateKbps = 2500; // average = maxrate = bufsize (OBS: obs-x264)
    Duration gop = seconds(1); // exact, closed, no keyframe at scene cuts
    bool lowDelay
        = true; // zerolatency: no B-frames, no look-ahead; otherwise 2 B-frames, about 0.5 s held back
    std::string preset = "veryfast";
    bool stamps = true; // carry frame stamps as H.264 unregistered SEI
    int threads = 0; // 0: the encoder decides
};

// Encodes video. One thread. Frames must rise in pts; I420 of exactly the configured size.
class VideoEncoder {
public:
    virtual ~VideoEncoder() = default;

    // Errors: EncoderMissing, EncoderFailed.
    static Result<std::unique_ptr<VideoEncoder>> open(const VideoEncoderConfig& config);

    virtual const StreamInfo& info() const = 0; // with the extradata (global header)
    // `keyframe` forces an IDR. Packets carry the capture time of their picture.
    virtual Result<void> encode(const VideoFrame& frame, bool keyframe, std::vector<CodedPacket>& out) = 0;
    virtual void drain(std::vector<CodedPacket>& out) = 0;
    // Takes effect with the next frame, settles in 1–3 s; none where followsBitrate() (EncoderTable) says so.
    virtual void setBitrate(int kbps) = 0;
};

struct AudioEncoderConfig {
    AudioFormat format{48000, 2};
    int bitrateKbps = 128;
};

// Encodes AAC-LC from interleaved float. One thread. Blocks of any length, contiguous; the first block's pts counts.
class AudioEncoder {
public:
    virtual ~AudioEncoder() = default;
    static Result<std::unique_ptr<AudioEncoder>> open(const AudioEncoderConfig& config);
    virtual const StreamInfo& info() const = 0;
    virtual Result<void> encode(const AudioBlock& block, std::vector<CodedPacket>& out) = 0;
    virtual void drain(std::vector<CodedPacket>& out) = 0;
};

} // namespace sluice
