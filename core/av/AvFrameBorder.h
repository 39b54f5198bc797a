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

// From which pixels to which.
struct AvScaling {
    AVPixelFormat from = AV_PIX_FMT_NONE;
    AVPixelFormat to = AV_PIX_FMT_NONE;
    VideoSize fromSize;
    VideoSize toSize;
    int flags = 0; // SWS_…
    ColorMatrix fromMatrix{};
    ColorMatrix toMatrix{};
    bool fromFull = false; // range
    bool toFull = false;

    bool operator==(const AvScaling&) const = default;
};

// Null where swscale cannot. The ranges are told before it chooses its way: it copies planes of one size otherwise, and
// takes no notice of them later (5.1).
AvScalePtr makeScale(const AvScaling& scaling);

// Converts whatever shareFrame() refuses into I420 of the next smaller even size, keeping matrix and range where the
// source is YUV. One thread.
class AvFrameConverter {
public:
    Result<VideoFrame> convert(const AVFrame& frame);

private:
    const AVFrame* unfolded(const AVFrame& frame, VideoSize size);

    AvScaling m_scaling;
    AvScalePtr m_context;
    AvScaling m_unfolding;
    AvScalePtr m_unfold;
    AvFramePtr m_bgra; // of a palette's picture
    FramePool m_pool;
};

// Matrix and range as the stream says or, where it doesn't, as usual: BT.709 from 720 rows on.
void copyColour(const AVFrame& frame, VideoFrame& out);
int swsMatrix(ColorMatrix matrix);

} // namespace sluice
