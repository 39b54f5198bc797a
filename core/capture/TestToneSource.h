// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/capture/AudioSource.h"
#include "core/capture/PacedCounter.h"

namespace sluice {

// A microphone that is made up: blocks of 10 ms, each given when its last sample would have been heard. Sample n is
// captured exactly at epoch + n/rate. Gives the format that is asked for.
class PacedAudioSource : public AudioSource {
public:
    PacedAudioSource(Clock& clock, TimePoint epoch) : m_clock(clock), m_epoch(epoch) { }

    Result<AudioFormat> open(AudioFormat wanted, StopToken stop) final;
    Result<std::optional<AudioBlock>> read(Duration patience, StopToken stop) final;
    void close() final;
    // Blocks that a late reader missed since open().
    std::int64_t skipped() const { return m_counter ? m_counter->skipped() : 0; }

private:
    // Frame `first` counts from the epoch.
    virtual void fill(AudioFormat format, std::int64_t first, std::span<float> out) = 0;

    Clock& m_clock;
    const TimePoint m_epoch;
    AudioFormat m_format;
    std::int64_t m_blockFrames = 0;
    std::optional<PacedCounter> m_counter;
};

// The tone with its beep each second; with the epoch of a TestPictureSource, the beep falls on the flash.
class TestToneSource final : public PacedAudioSource {
public:
    using PacedAudioSource::PacedAudioSource;

private:
    void fill(AudioFormat format, std::int64_t first, std::span<float> out) override;
};

// `--microphone none`: a stream that announces sound and sends none hangs players, so silence is sent.
class SilenceSource final : public PacedAudioSource {
public:
    using PacedAudioSource::PacedAudioSource;

private:
    void fill(AudioFormat format, std::int64_t first, std::span<float> out) override;
};

} // namespace sluice
