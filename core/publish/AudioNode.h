// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "core/av/Encoder.h"
#include "core/base/Clock.h"
#include "core/base/Runner.h"
#include "core/metrics/AudioMeter.h"
#include "core/publish/AudioInput.h"
#include "core/publish/AudioMixer.h"
#include "core/publish/SoundInsert.h"

namespace sluice {

// Mixes any number of inputs into one uninterrupted run of 48 kHz stereo, measures and, while live, encodes it. What
// is chosen is part of the mix, whether its device gives something or not: sound that was announced never stops.
// step() belongs to the runner's thread, the inputs' to runners of their own, the rest to any.
class AudioNode final : public Node {
public:
    static constexpr AudioFormat kFormat = AudioInput::kFormat;
    static constexpr std::size_t kPiece = 480; // frames, 10 ms: what mixer and meters work in

    struct Live {
        std::unique_ptr<AudioEncoder> encoder;
        TimePoint epoch; // media time zero
        std::function<void(const CodedPacket&)> packet; // called on the runner's thread
    };
    struct InputStatus : AudioInput::Status {
        AudioLevels levels; // after the gain and before the mute: what the device hears
        float gain = 1; // linear
        bool muted = false;
        bool silent = false; // nothing over −60 dBFS for 10 s from a source that runs and is not muted
    };
    struct Status {
        std::vector<InputStatus> inputs;
        AudioLevels mix; // what viewers hear
        std::optional<Error> error; // of the encoder, or of a filter that is left out
    };

    // `arrived`: an input has something to take; wakes this node's runner.
    AudioNode(Clock& clock, std::size_t inputs, std::function<void()> changed,
        const std::function<void()>& arrived);
    ~AudioNode() override;

    std::size_t inputs() const { return m_channels.size(); }
    AudioInput& input(std::size_t index) { return m_channels.at(index)->input; } // its runner steps it
    void setSource(
        std::size_t input, std::optional<AudioInput::Factory> factory); // wake the runners afterwards
    void setMuted(std::size_t input, bool muted) { m_channels.at(input)->muted = muted; }
    void setPaused(bool paused) { m_paused = paused; } // silence, whatever is muted or not
    void setGain(std::size_t input, float gain) { m_channels.at(input)->gain = gain; } // linear
    void setNoiseSuppression(std::size_t input, bool on) { m_channels.at(input)->noise.setOn(on); }
    void setOffset(Duration offset) { m_offset = offset.count(); } // added to the sound's time stamps
    void setLimiter(bool on) { m_limiter.setOn(on); } // without it what passes full scale is clipped
    void goLive(Live live);
    void endLive();

    Step step(const StopToken& stop) override;
    Status status() const;

private:
    struct Channel {
        Channel(Clock& clock, const std::function<void()>& changed, const std::function<void()>& arrived)
            : input(clock, changed, arrived)
            , noise(kFormat, [] { return SoundFilter::noiseSuppression(kFormat); })
        { }
        AudioInput input;
        SoundInsert noise;
        AudioMeter meter;
        AudioMeter heard; // of the source itself, whatever the gain: tells silence
        std::atomic<float> gain = 1;
        std::atomic<bool> muted = false;
        bool mixed = false; // m_liveMutex: part of the mix
        AudioBlock next; // m_liveMutex: taken, and waits for the others
    };

    void begin(TimePoint at);
    void follow();
    void followOffset();
    bool takeAll();
    bool fill(Channel& channel);
    void mix();
    void finish(AudioBlock block);
    void encode(const AudioBlock& block);

    Clock& m_clock;
    const std::function<void()> m_changed;
    std::vector<std::unique_ptr<Channel>> m_channels;
    AudioMeter m_meter;
    std::atomic<Duration::rep> m_offset = 0;
    std::atomic<bool> m_paused = false;

    std::mutex m_liveMutex; // held while encoding
    std::optional<Live> m_live; // m_liveMutex, as everything down to the next mutex
    TimePoint m_epoch; // of the run: the live epoch less the offset, before it when the first input came
    Duration m_appliedOffset{};
    std::int64_t m_frames = 0; // mixed since the epoch
    std::int64_t m_finished = 0; // … and through the limiter
    AudioMixer m_mixer;
    SoundInsert m_limiter;
    std::vector<AudioBlock> m_blocks;
    std::vector<CodedPacket> m_packets;

    mutable std::mutex m_mutex;
    std::optional<Error> m_error; // m_mutex
};

} // namespace sluice
