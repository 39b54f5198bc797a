// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/av/AvFrameBorder.h"
#include "core/av/AvHandles.h"
#include "core/base/Result.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// Makes pictures of what a camera hands over: raw ones are copied, since the camera has few buffers and wants them back
// at once; MJPEG and H.264 are decoded. A damaged one is left out and counted, however many come in a row: a cable that
// hangs loose for a second is no reason to lose the camera. A JPEG that broke off counts as damaged (libavcodec shows
// its upper half and grey), unless the camera is one of those that never send the end marker. One thread.
class CameraPictures {
public:
    // `parameters` have to outlive it. Errors: DecoderMissing, DecoderFailed.
    static Result<CameraPictures> make(const AVCodecParameters& parameters);

    // The packet's picture without its times, or nothing where it is damaged.
    std::optional<VideoFrame> picture(const AVPacket& packet);

    bool coded() const { return m_decoder != nullptr; }
    std::int64_t damaged() const { return m_damaged; }

private:
    explicit CameraPictures(const AVCodecParameters& parameters);
    bool brokeOff(const AVPacket& packet);
    std::optional<VideoFrame> copied(const AVPacket& packet);
    std::optional<VideoFrame> decoded(const AVPacket& packet);

    const AVCodecParameters* m_parameters;
    AvFramePtr m_frame;
    AvCodecPtr m_decoder; // null: the pictures are raw
    AvFrameConverter m_converter;
    FramePool m_pool;
    bool m_marksEnds = false; // a JPEG with its end marker has come
    std::int64_t m_damaged = 0;
};

} // namespace sluice
