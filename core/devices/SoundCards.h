// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace sluice {

// What the kernel and the ALSA configuration files say of sound devices: read from files only, because ALSA's own
// functions ask the sound server, which may hang.

struct SoundCardDevice {
    std::string id; // "plughw:CARD=PCH,DEV=0"
    std::string label; // "HDA Intel PCH: ALC269VC Analog"
    bool plays = false;
    bool records = false;
    bool operator==(const SoundCardDevice&) const = default;
};
// From /proc/asound: `procDirectory` is that place. Empty when there is no card.
std::vector<SoundCardDevice> soundCards(const std::string& procDirectory);

struct ConfiguredPcm {
    std::string name; // as it is opened
    std::string description; // its hint, or empty
    bool onServer = false; // of type pulse or pipewire: only there while the server is
    bool operator==(const ConfiguredPcm&) const = default;
};
// The pcm definitions of one ALSA configuration file (~/.asoundrc, /etc/asound.conf). Empty when it is not there or
// not understood.
std::vector<ConfiguredPcm> configuredPcms(const std::string& file);

// True when a sound server (PulseAudio, or PipeWire in its place) takes connections at its usual socket, or the one
// that PULSE_SERVER names. Never waits.
bool soundServerThere();

} // namespace sluice
