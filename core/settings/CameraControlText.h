// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/media/CameraControl.h"

namespace sluice {

// What was set on which camera, as the settings keep it: {"CAMERA":{"brightness":12,"focus_automatic_continuous":0}}.
// Empty text: nothing. Nothing is returned for what cannot be read.
std::optional<CameraControlMemory> readCameraControls(std::string_view text);
// Round trip with the above.
std::string writeCameraControls(const CameraControlMemory& memory);

} // namespace sluice
