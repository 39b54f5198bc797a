// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/av/AvHandles.h"
#include "core/base/Result.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// Where pictures cross between libav and us.

// The layouts of ours in libav's words, and back (nothing where there is no such layout of ours). Full-range
// variants (yuvj420p) are the same layout.
AVPixelFormat avPixelFormat(PixelFormat format);
std::optional<PixelFormat> pixelFormatOf(AVPixelFormat format);

// A frame that shares `frame`'s pixels, where its layout is one of ours and its size even (an odd last row or column
// is cut off); the reference moves into the result and `frame` is left blank. Nothing, and `frame` untouched,
// otherwise: use AvFrameConverter.
std::optional<VideoFrame> shareFrame(AVFrame& frame);

// Converts whatever shareFrame() refuses into I420 of the next smaller even size, keeping matrix and, where the
// source is YUV, range. One thread.
class AvFrameConverter {
public:
    Result<VideoFrame> convert(const AVFrame& frame);

private:
    AvScalePtr m_context;
    FramePool m_pool;
};

// Matrix and range as the stream says or, where it doesn't, as usual: BT.709 from 720 rows on.
void copyColour(const AVFrame& frame, VideoFrame& out);
int swsMatrix(ColorMatrix matrix);

} // namespace sluice
