// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/base/Time.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// What is asked of a source; it gives the nearest it can and says what it gives.
struct VideoRequest {
    VideoSize size{1280, 720};
    FrameRate rate{30, 1};
    bool operator==(const VideoRequest&) const = default;
};

// A camera, a clip, the test picture. One thread calls everything; another may only ask the stop token to stop.
// Frames carry `captured` (our monotonic clock, mapped from the device's) and a `pts`; both rise strictly.
class VideoSource {
public:
    virtual ~VideoSource() = default;

    struct Opened {
        VideoSize size;
        FrameRate rate; // numerator 0: not known
        bool paced = true; // time stamps are exact multiples of the frame duration (file, test picture)
    };
    // Errors of cameras and files (screens: see ScreenSource): NoCamera, CameraNotFound, NotACamera, CameraBusy, CameraFailed, FileNotFound, NotMedia, Cancelled.
    virtual Result<Opened> open(const VideoRequest& request, StopToken stop) = 0;
    // The next frame, or nothing when none came within `patience`. A file ends by starting again (looping).
    // A device that is gone or frozen gives CameraFailed: close it, and open it again later.
    virtual Result<std::optional<VideoFrame>> read(Duration patience, StopToken stop) = 0;
    virtual void close() = 0;
};

} // namespace sluice
