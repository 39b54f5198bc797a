// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/devices/DeviceClockMap.h"
#include "core/devices/PortAudioLibrary.h"
#include "core/media/AudioBlock.h"

namespace sluice {

// Works inside PortAudio's callback, a real-time thread: no lock, no allocation, no log, no exception.
class AudioCallback {
public:
    virtual ~AudioCallback() = default;
    // `in` (capture) or `out` (playback, to be filled) hold `frames` interleaved frames; the other is null. `lost`:
    // the device dropped samples just before these.
    virtual void process(
        const float* in, float* out, std::int64_t frames, const CallbackTime& time, bool lost) noexcept
        = 0;
};

// One running PortAudio stream in one direction. Made and destroyed by one thread; the questions may be asked by
// any. The callback is not called before start() and not after the destructor.
class PortAudioStream {
public:
    using Direction = DeviceClockMap::Direction;
    struct Config {
        Direction direction = Direction::Playback;
        std::string device; // "default" or empty; a name that PortAudio lists; an ALSA pcm ("plughw:CARD=…")
        std::string title; // what errors call it; empty: `device`
        AudioFormat wanted;
        // Asked of the device, which gives what it can. Our choice: 30 ms run dry now and then on a busy computer.
        Duration latency = milliseconds(50);
    };

    // Opens without starting. The device's own rate is taken where it refuses the wanted one; always one or two
    // channels. Errors: NoSoundSystem or NoMicrophone (there is none at all), SpeakerNotFound, MicrophoneNotFound,
    // SpeakerFailed, MicrophoneFailed.
    static Result<std::unique_ptr<PortAudioStream>> open(const Config& config,
        std::shared_ptr<PortAudioLibrary> library, Clock& clock, AudioCallback& callback);
    ~PortAudioStream();
    PortAudioStream(const PortAudioStream&) = delete;
    PortAudioStream& operator=(const PortAudioStream&) = delete;

    Result<void> start();
    AudioFormat format() const { return m_format; }
    Duration latency() const { return m_latency; } // as the device says when it was opened
    // True when the callbacks have ended or none came for kSilence.
    bool dead(TimePoint now) const;

    // Callbacks come each 10 ms or so; a device that skips a hundred of them is gone. PulseAudio and USB devices
    // that vanish say nothing else.
    static constexpr Duration kSilence = seconds(1);

private:
    struct Callbacks; // the C side
    PortAudioStream(const Config& config, std::shared_ptr<PortAudioLibrary> library,
        PortAudioLibrary::Use use, Clock& clock, AudioCallback& callback);
    Result<void> openAs(AudioFormat format);
    Error failed(int status) const;
    Error absent() const;

    const Config m_config;
    const std::string m_title;
    const std::shared_ptr<PortAudioLibrary> m_library;
    const PortAudioLibrary::Use m_use;
    Clock& m_clock;
    AudioCallback& m_callback;
    void* m_stream = nullptr; // PaStream
    AudioFormat m_format;
    Duration m_latency{};
    std::atomic<std::int64_t> m_lastCallback = 0; // µs of the clock
    std::atomic<bool> m_ended = false;
};

} // namespace sluice
