// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/Error.h"
#include "core/devices/DeviceLister.h"

namespace sluice {

// What can be captured of the display that DISPLAY names: the whole of it ("screen"), each monitor where there are
// several ("monitor:HDMI-1"), each window of other programs ("window:0x1c00007").
struct ScreenList {
    std::vector<Device> screens;
    std::optional<Error> problem; // why there is none: NoScreen, ScreenOnWayland
};

// Bounded by XDisplay's patience for each answer; takes milliseconds on a display that works. Any thread.
ScreenList listScreens();

} // namespace sluice
