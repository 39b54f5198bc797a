// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>

#include "core/base/Result.h"
#include "core/base/Sentence.h"
#include "core/base/Time.h"
#include "core/media/AudioBlock.h"

namespace sluice {

// Fills `out` (interleaved, channels of the open format) completely. `heardAt` is when the first frame of `out`
// leaves the loudspeaker, by our monotonic clock; `askedAt` is when the device came for it. What arrives after that
// is not in the block, even if the sink's thread gets round to it later. Called on the sink's own thread, a real-time
// one for a device: no lock, no allocation, no log, no exception.
class AudioRenderer {
public:
    virtual ~AudioRenderer() = default;
    virtual void render(std::span<float> out, TimePoint heardAt, TimePoint askedAt) noexcept = 0;
};

// Where sound goes: a loudspeaker, nowhere (at the pace of a real one), or a file (at the pace of a real one).
// open(), close() and poll() belong to one thread. After close() the renderer is not called again.
class AudioSink {
public:
    virtual ~AudioSink() = default;

    // Starts calling `renderer`. The sink picks the format it runs with; `wanted` is the stream's.
    // Errors: NoSoundSystem, SpeakerNotFound, SpeakerFailed, FileUnwritable.
    virtual Result<AudioFormat> open(AudioFormat wanted, AudioRenderer& renderer) = 0;
    virtual void close() = 0;
    // From render() to the ear, as far as the sink knows. Any thread while open.
    virtual Duration latency() const = 0;
    // So late it may come for its blocks and still take all of them, each as if it had come in time. A real
    // device plays silence meanwhile and makes up for nothing. Any thread.
    virtual Duration makesUpFor() const { return Duration::zero(); }
    // How often the device itself has said so far that it ran dry although it was given enough. Any thread.
    virtual std::uint32_t underruns() const { return 0; }
    // Says once what went wrong with a running device (unplugged, callbacks stopped). To be asked at least each
    // second; the device is then useless until opened again.
    virtual std::optional<Error> poll(TimePoint now) = 0;
};

} // namespace sluice
