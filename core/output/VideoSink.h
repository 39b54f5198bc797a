// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"
#include "core/base/Time.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// Where pictures go at the moment they are due. show() is called on the pacing thread and must return within a few
// milliseconds: a sink that needs longer keeps the frame (it is shared) and works elsewhere.
class VideoSink {
public:
    virtual ~VideoSink() = default;
    virtual Result<void> open() = 0; // Errors: FileUnwritable
    virtual void show(const VideoFrame& frame, WallTime at) = 0;
    virtual void close() = 0;
};

} // namespace sluice
