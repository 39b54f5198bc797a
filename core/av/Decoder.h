// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/base/Result.h"
#include "core/media/AudioBlock.h"
#include "core/media/CodedPacket.h"
#include "core/media/StreamInfo.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// Decodes one video stream. One thread. Frames come in presentation order, converted to I420 when the codec gives
// another layout; pixels of I420 are shared with the decoder, not copied. The sender's stamp, where the stream
// carries one (unregistered SEI), is in VideoFrame::stamp. Damaged packets are skipped and counted, not an error.
class VideoDecoder {
public:
    struct Options {
        // Output without reordering delay when the stream has no B-frames, and one frame at a time: slice threads
        // instead of frame threads, which would hold back a frame per thread.
        bool lowDelay = true;
        int threads = 2;
        std::int64_t mostPixels = 0; // a picture with more is damaged; 0: as libavcodec has it
    };
    virtual ~VideoDecoder() = default;

    // Errors: DecoderMissing, DecoderFailed.
    static Result<std::unique_ptr<VideoDecoder>> open(const StreamInfo& stream, const Options& options);

    // Appends what became ready to `out`. Errors: DecoderFailed, when the decoder cannot go on at all.
    virtual Result<void> decode(const CodedPacket& packet, std::vector<VideoFrame>& out) = 0;
    // The end: everything that is still held back.
    virtual void drain(std::vector<VideoFrame>& out) = 0;
    virtual void flush() = 0; // forget, after a seek or trim
    virtual std::int64_t damaged() const = 0; // packets that could not be decoded
};

// Decodes one audio stream into interleaved float of the stream's own rate and channels (5.1 stays 5.1).
class AudioDecoder {
public:
    virtual ~AudioDecoder() = default;
    static Result<std::unique_ptr<AudioDecoder>> open(const StreamInfo& stream);
    virtual Result<void> decode(const CodedPacket& packet, std::vector<AudioBlock>& out) = 0;
    virtual void drain(std::vector<AudioBlock>& out) = 0;
    virtual void flush() = 0;
    virtual std::int64_t damaged() const = 0;
};

} // namespace sluice
