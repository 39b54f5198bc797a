// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/devices/CameraNodes.h"
#include "core/devices/Device.h"

namespace sluice {

// Lists what is connected now, without opening a stream and without PortAudio (which cannot look again while a
// stream runs). Nothing connected is an empty list, not an error. Takes milliseconds; never waits for a device or a
// sound server. Any thread.
class DeviceLister {
public:
    // Where to look, and how to ask; a test gives a directory and answers of its own.
    explicit DeviceLister(std::string deviceDirectory = "/dev", AskCamera ask = askCamera)
        : m_directory(std::move(deviceDirectory))
        , m_ask(std::move(ask))
    { }
    const std::string& directory() const { return m_directory; }

    std::vector<Device> cameras() const;
    std::vector<Device> microphones() const;
    std::vector<Device> speakers() const;
    std::vector<Device> all() const;
    // CameraNodes.h's cameraPath(), of what is connected now.
    std::optional<std::string> cameraPath(const std::string& id) const;

private:
    std::string m_directory;
    AskCamera m_ask;
};

// What people know the microphone or speaker `id` by: its label in the list, also of the default one. One that is not
// connected: `before`, what it was called when it was; or its card's short name, if the id has it; or the id.
std::string soundTitle(
    const std::string& id, const std::vector<Device>& listed, const std::string& before = {});

// {"cameras":[{"id":"…","label":"…","default":true}],"microphones":[…],"speakers":[…],
// "screens":[…],"desktop_sounds":[…]}: what
// `sluice devices --json` prints, with more of cameras (CameraDetails.h) and encoders.
std::string devicesJson(const std::vector<Device>& devices);

} // namespace sluice
