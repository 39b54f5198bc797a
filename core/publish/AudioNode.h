// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/av/Encoder.h"
#include "core/av/Resampler.h"
#include "core/base/Clock.h"
#include "core/base/Runner.h"
#include "core/capture/AudioSource.h"
#include "core/metrics/AudioMeter.h"
#include "core/publish/AudioMixer.h"
#include "core/publish/AudioTimeline.h"

namespace sluice {

// Reads one sound source, makes it one uninterrupted run of 48 kHz stereo, mixes, measures and, while live, encodes.
// A source that fails is silence until it is back: sound that was announced never stops. step() belongs to the
// runner's thread, the rest to any.
class AudioNode final : public Node {
public:
    static constexpr Duration kRetry = seconds(1);
    static constexpr AudioFormat kFormat{48000, 2};
    static constexpr std::size_t kPiece = 480; // frames, 10 ms: what mixer and meter work in

    using Factory = std::function<Result<std::unique_ptr<AudioSource>>()>;
    struct Live {
        std::unique_ptr<AudioEncoder> encoder;
        TimePoint epoch; // media time zero
        Duration offset{}; // added to the sound's time stamps
        std::function<void(const CodedPacket&)> packet; // called on the runner's thread
    };
    struct Status {
        bool running = false;
        std::optional<Error> error;
        std::int64_t silenceFrames = 0;
    };

    AudioNode(Clock& clock, AudioMeter& meter, std::function<void()> changed);
    ~AudioNode() override;

    void setSource(std::optional<Factory> factory); // wake the runner afterwards
    void setMuted(bool muted) { m_muted = muted; }
    void goLive(Live live);
    void endLive();

    Step step(const StopToken& stop) override;
    Status status() const;

private:
    void takeOver();
    bool open(const StopToken& stop);
    void fail(const Error& error);
    void feed(const AudioBlock& block);
    void work();

    Clock& m_clock;
    AudioMeter& m_meter;
    const std::function<void()> m_changed;
    std::atomic<bool> m_muted = false;

    // Of the runner's thread
    std::optional<Factory> m_factory;
    std::unique_ptr<AudioSource> m_source;
    std::optional<Resampler> m_resampler;
    TimePoint m_retryAt;

    std::mutex m_liveMutex; // held while encoding
    std::optional<Live> m_live; // m_liveMutex, as everything down to the next mutex
    AudioTimeline m_timeline; // counts from the live epoch, before it from the node's start
    AudioMixer m_mixer{kFormat};
    std::vector<CodedPacket> m_packets;

    mutable std::mutex m_mutex;
    bool m_replace = false; // m_mutex, as everything below
    std::optional<Factory> m_newFactory;
    Status m_status;
};

} // namespace sluice
