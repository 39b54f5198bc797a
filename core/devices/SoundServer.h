// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/Time.h"
#include "core/devices/Device.h"

namespace sluice {

// What the sound server (PulseAudio, or PipeWire in its place) offers by name.
struct SoundServerDevices {
    std::vector<Device> microphones; // "pulse:NAME"
    std::vector<Device> speakers; // "pulse:NAME"
    std::vector<Device> desktopSounds; // "NAME": the monitors of the speakers
    bool operator==(const SoundServerDevices&) const = default;
};

// How a microphone or a speaker of the sound server is called, to tell it from those of ALSA.
inline constexpr std::string_view kSoundServerPrefix = "pulse:";

// Asks for at most `patience`; nothing: there is no server, or it does not answer. Any thread.
std::optional<SoundServerDevices> soundServerDevices(Duration patience);

// Says when a device of the sound server, or the standard one, came, went or changed; and when the server itself did.
// A server that is not there is looked for each kLookAgain. Nothing is started by it.
class SoundServerWatch {
public:
    static constexpr Duration kLookAgain = seconds(3);

    // `changed` is called on a thread of this object's own.
    explicit SoundServerWatch(std::function<void()> changed);
    ~SoundServerWatch(); // joins, in milliseconds
    SoundServerWatch(const SoundServerWatch&) = delete;
    SoundServerWatch& operator=(const SoundServerWatch&) = delete;

private:
    struct Connection;
    std::unique_ptr<Connection> m_connection;
};

} // namespace sluice
