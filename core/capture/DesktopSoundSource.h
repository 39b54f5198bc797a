// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/base/Clock.h"
#include "core/capture/AudioSource.h"

namespace sluice {

// What the computer plays, as the sound server gives it: the monitor of a PulseAudio (or PipeWire) sink. PortAudio
// knows no monitors, and ALSA's way to them has no deadlines; so this asks the server itself, on the reader's own
// thread and never for longer than it says. A computer that plays nothing is silent, not lost; a server that goes
// away is. `device`: empty or "default" for the standard speaker, whichever that is at the time; otherwise the name
// of any source of the server. A microphone of the server is taken in the same way, and speaks of itself as one; its
// "default" is the server's standard source.
class DesktopSoundSource final : public AudioSource {
public:
    static constexpr Duration kSilentServer = seconds(1); // our choice, as of any other microphone
    static constexpr Duration kOpening = seconds(3); // a server on this computer answers in milliseconds

    enum class Role { Desktop, Microphone };

    DesktopSoundSource(std::string device, Clock& clock, Role role = Role::Desktop);
    ~DesktopSoundSource() override;

    // Errors: NoSoundServer, DesktopSoundNotFound, DesktopSoundFailed, Cancelled; of a microphone MicrophoneNotFound
    // and MicrophoneFailed in their place.
    Result<AudioFormat> open(AudioFormat wanted, StopToken stop) override;
    Result<std::optional<AudioBlock>> read(Duration patience, StopToken stop) override;
    void close() override;

private:
    struct Connection; // all that is libpulse's
    const std::string m_device;
    std::string m_title; // what people know it by, once it was open
    const Role m_role;
    Clock& m_clock;
    std::unique_ptr<Connection> m_connection;
};

} // namespace sluice
