// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/devices/CameraFormats.h"
#include "core/media/CameraControl.h"

namespace sluice {

// What a camera can do, as its driver says.
struct CameraDetails {
    std::vector<CameraMode> modes;
    std::vector<CameraControl> controls;
};

// Of a camera by its id, as DeviceLister gives it. Empty lists where it does not say, or cannot be asked. Milliseconds;
// a camera that hangs takes its driver's time-out (5 s of USB at the most).
CameraDetails cameraDetails(const std::string& id);

// What devicesJson() gives, with "modes": [{"format": "mjpeg", "width": …, "height": …, "fps": … or null}] and
// "controls": [{"key": "brightness", "name": …, "kind": "number", "switch", "menu" or "button", "least": …, "most": …,
// "step": …, "standard": …, "value": …, "inactive": …, "choices": {"1": …}}] in each camera. The keys are those of the
// setting broadcast.camera_controls.
std::string withCameraDetails(const std::string& devicesJson,
    const std::function<CameraDetails(const std::string& id)>& ask = cameraDetails);

} // namespace sluice
