// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sluice {

enum class DeviceKind { Camera, Microphone, Speaker, Screen };

// A device as people and command lines name it.
struct Device {
    std::string id; // what --camera, --microphone, --audio-out and --screen take; stable across restarts and
        // re-plugging, but for windows, whose id lives as long as they do
    std::string label; // for people
    DeviceKind kind = DeviceKind::Camera;
    bool isDefault = false; // the one that is used when none is named

    bool operator==(const Device&) const = default;
};

// "camera", "microphone", "speaker", "screen"
std::string_view deviceKindName(DeviceKind kind);

// Lists what is connected now, without opening a stream and without PortAudio (which cannot look again while a
// stream runs). Nothing connected is an empty list, not an error. Takes milliseconds; never waits for a device or a
// sound server. Any thread.
class DeviceLister {
public:
    // Where to look; a test gives a directory of its own.
    explicit DeviceLister(std::string deviceDirectory = "/dev") : m_directory(std::move(deviceDirectory)) { }

    std::vector<Device> cameras() const;
    std::vector<Device> microphones() const;
    std::vector<Device> speakers() const;
    std::vector<Device> all() const;

private:
    std::string m_directory;
};

// {"cameras":[{"id":"…","label":"…","default":true}],"microphones":[…],"speakers":[…],
// "screens":[…]}: what
// `sluice devices --json` prints.
std::string devicesJson(const std::vector<Device>& devices);

} // namespace sluice
