// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice {

enum class DeviceKind { Camera, Microphone, Speaker, Screen, DesktopSound };

// A device as people and command lines name it.
struct Device {
    std::string
        id; // what --camera, --microphone, --desktop-audio, --audio-out and --screen take; stable across
    // restarts and re-plugging, but for windows, whose id lives as long as they do
    std::string label; // for people
    DeviceKind kind = DeviceKind::Camera;
    bool isDefault = false; // the one that is used when none is named
    std::vector<std::string> also; // other names that lead to it now

    bool operator==(const Device&) const = default;
};

// "camera", "microphone", "speaker", "screen", "desktop sound"
std::string_view deviceKindName(DeviceKind kind);

} // namespace sluice
