// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/media/VideoFrame.h"

namespace sluice {

// One way in which a camera can send pictures.
struct CameraMode {
    std::string format; // FFmpeg's name: "mjpeg", "yuyv422" …
    VideoSize size;
    FrameRate rate; // numerator 0: the camera does not say
    bool operator==(const CameraMode&) const = default;
};

// What the camera behind `path` offers of what Sluice can read. Where it takes any size, or any rate, within bounds:
// the nearest to what is asked. Empty when it does not say (or is no camera). Asks the driver only; milliseconds.
std::vector<CameraMode> cameraModes(const std::string& path, VideoSize size, FrameRate rate);

// The mode that loses least of what is asked for. A lower rate is felt more than a lower resolution, a shape that is
// not the asked one is cut or gets bars, and what is more than asked only costs. Between equals raw pictures come
// before MJPEG, which has to be decoded and has lost something. Nothing when there is no mode.
std::optional<CameraMode> chooseMode(const std::vector<CameraMode>& modes, VideoSize size, FrameRate rate);

} // namespace sluice
