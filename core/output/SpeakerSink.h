// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "core/base/Clock.h"
#include "core/devices/PortAudioStream.h"
#include "core/output/AudioSink.h"

namespace sluice {

// A loudspeaker through PortAudio. `heardAt` comes from the device's own clock, smoothed (DeviceClockMap).
class SpeakerSink final : public AudioSink, private AudioCallback {
public:
    SpeakerSink(std::string device, std::shared_ptr<PortAudioLibrary> library, Clock& clock);
    ~SpeakerSink() override;

    Result<AudioFormat> open(AudioFormat wanted, AudioRenderer& renderer) override;
    void close() override;
    Duration latency() const override;
    std::optional<Error> poll(TimePoint now) override;

    // Times the device ran dry because the callback came late. Any thread.
    std::uint32_t underruns() const override { return m_underruns.load(std::memory_order_relaxed); }

private:
    void process(const float* in, float* out, std::int64_t frames, const CallbackTime& time,
        bool lost) noexcept override;

    const std::string m_device;
    std::string m_title; // what people know it by, once it was looked for
    const std::shared_ptr<PortAudioLibrary> m_library;
    Clock& m_clock;
    AudioRenderer* m_renderer = nullptr;
    AudioFormat m_format;
    std::unique_ptr<DeviceClockMap> m_times; // the callback's
    std::int64_t m_index = 0; // the callback's
    std::atomic<std::int64_t> m_latencyUs = 0;
    std::atomic<std::uint32_t> m_underruns = 0;
    bool m_told = false;
    std::unique_ptr<PortAudioStream> m_stream; // last: its end comes first
};

} // namespace sluice
