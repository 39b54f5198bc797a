// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/base/Result.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// Converts pictures between layouts and sizes with swscale. Keeps its context while input and output stay alike.
// One thread. Colour: BT.709 or BT.601 and range of the input are honoured; I420 output is BT.709 limited.
class Scaler {
public:
    // Screen: bilinear, as quick as it goes. Where sizes are alike swscale then takes each colour sample for its whole
    // block and rounds within 2 of 255: for eyes, not for an encoder. Fast: bilinear and exact. Smooth: bicubic.
    enum class Quality { Screen, Fast, Smooth };
    explicit Scaler(Quality quality = Quality::Fast);
    ~Scaler();
    Scaler(Scaler&&) noexcept;
    Scaler& operator=(Scaler&&) noexcept;

    // `frame` as `format` of exactly `size`; the same frame (shared) when it is that already. Meta data (pts,
    // captured, stamp …) is carried over. Errors: Internal.
    Result<VideoFrame> convert(const VideoFrame& frame, PixelFormat format, VideoSize size);
    // Paints `frame` into the rectangle of `canvas` (same format as the canvas, even coordinates).
    Result<void> paint(const VideoFrame& frame, MutableFrame& canvas, int x, int y, VideoSize size);

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace sluice
