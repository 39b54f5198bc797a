// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "core/base/Time.h"
#include "core/media/AudioBlock.h"

namespace sluice {

// Makes one uninterrupted run of samples out of blocks that a device stamped with its own clock. Pure; one thread.
// What the encoder gets is counted in samples, so it can neither gap nor overlap; the clocks are held together by a
// correction in ppm for the resampler, and only a difference over kJump is mended at once: a gap with silence, an
// overlap by leaving samples out.
class AudioTimeline {
public:
    static constexpr Duration kJump = milliseconds(70); // our choice: above any sound card's jitter
    // Less than a cent of pitch, which nobody hears, and more than the ±200 ppm that sound cards are apart.
    static constexpr double kMaxPpm = 500;
    // What a device's stamps say is sure only some seconds after it was opened; until then the first block stands
    // where they were wrong by tens of milliseconds. So at the beginning and after a jump they are followed faster, as
    // far as the resampler goes.
    static constexpr Duration kSettling = seconds(30); // the largest jitter, 70 ms, at 2 ms a second
    static constexpr double kSettlingPpm = 2000;
    // Without a block for so long, silence takes the place of the missing sound.
    static constexpr Duration kPatience = milliseconds(250);
    // A source whose stamps are older than that (it is far away, or its clock is wrong) never comes in time. When that
    // has been so for kLateFor, it is placed where it comes, with kLateReserve against its jitter: sound that is late
    // is better than none, and nobody else is held up for it. It goes where its stamps say once they are better.
    static constexpr Duration kLateFor = seconds(1); // longer than a reader takes to catch up
    static constexpr Duration kLateReserve = milliseconds(50); // our choice: the usual blocks of 20 ms, twice
    // Silence that was filled in at once for so long was missed by everybody: the program or the computer stood still.
    static constexpr Duration kStandstill = seconds(1);

    AudioTimeline(AudioFormat format, TimePoint epoch);

    // Appends to the run what is new in `block` (the timeline's format), silence before it where it was missing. The
    // first block, also the first after silence for a source that gave nothing, stands exactly where its stamp says.
    // False: nothing in it is new.
    bool add(const AudioBlock& block);
    // Where there is no source at all, nothing is waited for but what the other inputs take to come.
    static constexpr Duration kAbsentPatience
        = milliseconds(60); // our choice: the usual way through a sound card
    // Nothing came: silence up to now − patience.
    void idle(TimePoint now, Duration patience = kPatience);
    // Everything that is still to come is `by` later than its stamps say (negative: earlier): silence is put in, or
    // what comes next is left out.
    void delay(Duration by);
    // The next whole piece of `frames`, or nothing. pts counts from the epoch.
    bool take(std::size_t frames, AudioBlock& out);
    // The piece taken last holds silence for a standstill, or is from before it: it says nothing of the source.
    bool stoodStill() const { return m_stoodStill; }

    // What the resampler in front should correct by: positive makes more samples.
    double correctionPpm() const { return m_ppm; }
    std::int64_t silenceFrames() const { return m_silence; } // filled in so far
    // How far the last block's stamp was from its place in the run (of a late source: from where it is placed):
    // positive, the stamp says later.
    Duration drift() const { return m_drift; }

private:
    void appendSilence(std::int64_t frames);
    std::int64_t aheadOf(const AudioBlock& block);
    std::int64_t positionOf(TimePoint t) const { return m_format.framesIn(t - m_epoch); }

    AudioFormat m_format;
    TimePoint m_epoch;
    std::vector<float> m_pending; // bounded: take() follows every add()
    std::int64_t m_taken = 0; // frames handed out
    std::int64_t m_end = 0; // frames appended
    std::int64_t m_silence = 0;
    std::int64_t m_settledAt = 0; // frame of the run
    bool m_exact = true; // the next block goes where its stamp says
    std::int64_t m_late = 0; // frames that a late source is placed after its stamps
    std::optional<std::int64_t> m_lateSince; // m_end when it was first too late
    std::int64_t m_standstillEnd = 0; // frame of the run
    bool m_stoodStill = false;
    double m_filtered = 0; // seconds
    double m_ppm = 0;
    Duration m_drift{};
};

} // namespace sluice
