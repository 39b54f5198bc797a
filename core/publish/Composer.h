// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <span>
#include <vector>

#include "core/av/Scaler.h"
#include "core/base/Result.h"
#include "core/media/VideoFrame.h"
#include "core/publish/Overlay.h"

namespace sluice {

// Puts any number of pictures onto one canvas, later ones over earlier ones. One thread. A single picture that
// already fits passes through untouched and uncopied; one of another shape is shown whole, with black beside it.
class Composer {
public:
    struct Layer {
        VideoFrame frame;
        // Where on the canvas, in shares of its size, 0…1.
        double x = 0;
        double y = 0;
        double width = 1;
        double height = 1;
        int border = 0; // pixels of the canvas around the picture, light
    };

    explicit Composer(VideoSize canvas) : m_canvas(canvas) { }
    VideoSize canvas() const { return m_canvas; }

    // The canvas as I420, with the first layer's time stamps. `overlay` lies over all of them; may be null. Errors:
    // Internal.
    Result<VideoFrame> compose(std::span<const Layer> layers, const Overlay* overlay = nullptr);

private:
    VideoSize m_canvas;
    FramePool m_pool;
    std::vector<Scaler> m_scalers; // one per layer: each keeps its context
};

} // namespace sluice
