// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "core/base/Clock.h"
#include "core/base/SpscRing.h"
#include "core/capture/AudioSource.h"
#include "core/devices/PortAudioStream.h"

namespace sluice {

// A microphone through PortAudio. The callback only copies into a ring; capture times come from the device's own
// clock, smoothed (DeviceClockMap). Samples that the device or a late reader lost leave a gap in pts and captured.
class MicrophoneSource final : public AudioSource, private AudioCallback {
public:
    MicrophoneSource(std::string device, std::shared_ptr<PortAudioLibrary> library, Clock& clock);
    ~MicrophoneSource() override;

    Result<AudioFormat> open(AudioFormat wanted, StopToken stop) override;
    Result<std::optional<AudioBlock>> read(Duration patience, StopToken stop) override;
    void close() override;

    // Frames that were lost because the reader came late. Any thread.
    std::int64_t overrun() const { return m_overrun.load(std::memory_order_relaxed); }

private:
    // One callback's samples in the ring.
    struct Head {
        std::int64_t index = 0; // of the first frame since open()
        std::int64_t frames = 0;
        std::int64_t capturedUs = 0;
    };
    struct Rings {
        Rings(AudioFormat format, Duration latency);
        SpscRing<float> samples;
        SpscRing<Head> heads;
        DeviceClockMap times; // the callback's
    };
    void process(const float* in, float* out, std::int64_t frames, const CallbackTime& time,
        bool lost) noexcept override;
    bool peek();
    std::optional<AudioBlock> take();

    const std::string m_device;
    std::string m_title; // what people know it by, once it was looked for
    const std::shared_ptr<PortAudioLibrary> m_library;
    Clock& m_clock;
    AudioFormat m_format;
    std::unique_ptr<Rings> m_rings;
    std::int64_t m_index = 0; // the callback's
    std::atomic<std::int64_t> m_overrun = 0;
    Head m_next; // the reader's: taken from the ring, not given out yet
    bool m_hasNext = false; // the reader's
    std::unique_ptr<PortAudioStream> m_stream; // last: its end comes first
};

} // namespace sluice
