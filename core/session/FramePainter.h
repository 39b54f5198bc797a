// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/base/Result.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// Makes pictures ready for the window, which may not touch the media libraries itself: BGRA of exactly the size that
// is shown. One thread. Keeps its scaling context while the sizes stay alike.
class FramePainter {
public:
    FramePainter();
    ~FramePainter();
    FramePainter(const FramePainter&) = delete;
    FramePainter& operator=(const FramePainter&) = delete;

    // Errors: Internal (a frame that cannot be converted).
    Result<VideoFrame> toBgra(const VideoFrame& frame, VideoSize size);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
