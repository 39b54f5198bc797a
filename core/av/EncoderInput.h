// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/av/AvHandles.h"

namespace sluice {

// What an encoder wants its pictures as. Ours are I420, which encoders on the processor and NVENC take as they are;
// Quick Sync wants NV12, VA-API wants NV12 inside the graphics card.
class EncoderInput {
public:
    explicit EncoderInput(const std::string& encoder); // FFmpeg's name
    ~EncoderInput();
    EncoderInput(const EncoderInput&) = delete;
    EncoderInput& operator=(const EncoderInput&) = delete;

    // Before the encoder is opened. A libav code: negative where there is no such graphics card.
    int attach(AVCodecContext& codec);
    // `frame`, or what was made of it, with its properties; valid until the next call. Null: out of memory, or the
    // card takes no more.
    const AVFrame* prepare(const AVFrame& frame);

private:
    enum class Kind { Plain, Nv12, Vaapi };
    bool toNv12(const AVFrame& frame);

    Kind m_kind;
    AVBufferRef* m_device = nullptr;
    AVBufferRef* m_frames = nullptr;
    AvFramePtr m_nv12;
    AvFramePtr m_uploaded;
};

struct ChromaPlane {
    const std::uint8_t* data;
    int stride;
};
// Two planes of `width` × `height` into one, a sample of each in turn.
void interleaveChroma(ChromaPlane u, ChromaPlane v, int width, int height, std::uint8_t* out, int stride);

} // namespace sluice
