// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/media/VideoFrame.h"

namespace sluice {

// A Video4Linux camera through libavdevice. One thread calls everything. It notices a camera that is gone by its
// error; one that merely brings nothing any more gives empty reads, and the caller decides how long that may last.
class CameraInput {
public:
    struct Opened {
        VideoSize size; // what the camera gives: the nearest it has
        FrameRate rate; // numerator 0: not known
        std::string format; // FFmpeg's name: "mjpeg", "yuyv422" …
    };

    CameraInput(Clock& clock, const Log& log);
    ~CameraInput();
    CameraInput(const CameraInput&) = delete;
    CameraInput& operator=(const CameraInput&) = delete;

    // `device` is a path: /dev/video0. Errors: NoCamera (empty path), CameraNotFound, NotACamera, CameraBusy,
    // CameraFailed, Cancelled.
    // `format` is FFmpeg's name of the one to ask for; empty, or refused: those that are usual at the size, in turn.
    Result<Opened> open(const std::string& device, const std::string& format, VideoSize size, FrameRate rate,
        const StopToken& stop);

    // The next frame (I420, NV12 or YUYV, as the camera has them; MJPEG becomes I420), or nothing when none came
    // within `patience`. `captured` is the device's own time stamp by our clock (CameraStamps.h); it and `pts`, which
    // counts from the first frame, rise strictly. Damaged pictures are skipped and counted. Errors: CameraNotFound (it
    // was pulled), CameraFailed, Cancelled.
    Result<std::optional<VideoFrame>> read(Duration patience, const StopToken& stop);

    void close();
    std::int64_t damaged() const; // since open()

private:
    struct State;
    Clock& m_clock;
    const Log& m_log;
    std::unique_ptr<State> m_state;
};

} // namespace sluice
