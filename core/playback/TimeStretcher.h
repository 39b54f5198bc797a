// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "core/base/Time.h"
#include "core/media/AudioBlock.h"

namespace sluice {

// A run of output frames through which media time passes evenly.
struct StretchedPiece {
    std::size_t frames = 0;
    MediaTime begin; // of the first of them
    Duration media{}; // media time that passes during them
    bool operator==(const StretchedPiece&) const = default;
};

// What came out: the samples, and what media time each of them is. block.pts is that of the first piece.
struct StretchedAudio {
    AudioBlock block; // no samples where nothing is ready yet
    std::vector<StretchedPiece> pieces; // their frames add up to the block's
    // Media time of output frame `frame` (0 … frames()).
    MediaTime at(std::size_t frame) const;
};

// Plays sound faster or slower and keeps its pitch: samples are passed on as they are, and now and then one stretch
// of 5–15 ms is left out or played twice, cross-faded where the sound resembles itself most.
//
// How: at rate r each output frame owes r − 1 input frames. When the debt reaches 7.5 ms (half of the longest lag,
// so that after paying it stands within ±7.5 ms) the lag with the best normalised correlation is looked for between
// 5 ms (a period of 200 Hz; shorter ones would let low voices sound rough) and 15 ms (a period of 67 Hz, the lowest
// of a male voice), and the sound is cross-faded over 8 ms to the place one lag further on, or back. A period of any
// voiced sound, or a multiple of it, lies in that range, so the wave goes on unbroken. The gains of the cross-fade
// follow the correlation found, so that noise keeps its loudness as well.
//
// At exactly 1 it is not there: the very block that went in comes out, bit for bit, at once. At other rates it holds
// input back only while it waits for enough of it to splice: 23 ms at most, given back when the rate returns to 1; and
// where it is asked to, some of it always, so that there is something to pay the debt with when no more comes: settle().
//
// The bookkeeping is exact, not an average: pieces say which media time is heard in which output frame, splices
// included, so that the clock made of them never drifts from the sound. Where sound is repeated, media time runs back
// within a piece by up to 7 ms (longest lag less fade); a clock made of it may stand still for that moment.
//
// Not thread-safe: one owner (the decoding side, not the device's callback). Memory: about 60 ms of sound.
class TimeStretcher {
public:
    static constexpr double kMinRate = 0.8;
    static constexpr double kMaxRate = 1.25;
    static constexpr Duration kMinLag = milliseconds(5);
    static constexpr Duration kMaxLag = milliseconds(15);
    static constexpr Duration kFade = milliseconds(8);
    static constexpr Duration kDebtLimit = microseconds(7500);

    // To be held back for settle(): enough to be drawn out or pressed together by any debt at the usual rates.
    static constexpr Duration kToSettle = milliseconds(10);

    // `format` of every block; the rate of samples is 8000 … 192000 Hz. `held`: input that is always held back while
    // the rate is not 1.
    explicit TimeStretcher(AudioFormat format, Duration held = Duration::zero());

    // Media time per real time, clamped to 0.8 … 1.25. Acts on what process() gives from now on.
    void setRate(double rate);
    double rate() const { return m_rate; }

    // Takes a block, gives what is ready; the two need not be equally long. Blocks follow each other; where their
    // PTS leave a hole, the pieces follow the PTS. `generation` is passed through.
    StretchedAudio process(const AudioBlock& in);
    // The end of the stream: gives what is held back.
    StretchedAudio flush();
    // The end of what has come so far: gives what is held back, drawn out or pressed together (by a factor of two at
    // most) so that nothing is owed. All that was given out then lasts its media time / rate, to a frame; the rest stays owed. The pitch of
    // these few milliseconds gives way.
    StretchedAudio settle();
    // A seek: forgets everything but the rate.
    void reset();

    Duration heldBack() const; // input not yet given out

private:
    // Input frame `first` (running number) and all after it have the PTS counted from here.
    struct Anchor {
        std::int64_t first = 0;
        MediaTime pts;
    };

    struct Match {
        std::int64_t lag = 0;
        double likeness = 0; // normalised correlation, 0 … 1
    };

    void append(const AudioBlock& in);
    void run(StretchedAudio& out, std::vector<float>& samples);
    bool splice(StretchedAudio& out, std::vector<float>& samples);
    std::int64_t framesUntilSplice() const;
    void copy(std::int64_t frames, StretchedAudio& out, std::vector<float>& samples);
    void crossFade(std::int64_t to, double likeness, std::vector<float>& samples) const;
    Match bestMatch(bool ahead) const;
    StretchedAudio finish(StretchedAudio out, std::vector<float>&& samples) const;
    StretchedAudio giveAll();
    void forgetPast();
    std::vector<float> guide(std::int64_t first, std::int64_t frames) const;
    const float* frame(std::int64_t index) const;
    const Anchor& anchorOf(std::int64_t index) const;
    MediaTime mediaAt(std::int64_t index) const;
    MediaTime mediaAfter(std::int64_t index) const;
    std::int64_t end() const
    {
        return m_first + static_cast<std::int64_t>(m_samples.size()) / m_format.channels;
    }

    const AudioFormat m_format;
    const std::int64_t m_minLag; // frames, as are all below
    const std::int64_t m_maxLag;
    const std::int64_t m_fade;
    const std::int64_t m_held;
    const double m_debtLimit;

    double m_rate = 1.0;
    double m_debt = 0; // input frames that the output owes (to leave out: positive)
    std::vector<float> m_samples; // past (for repeating) and input not yet given out
    std::int64_t m_first = 0; // running number of the first frame in m_samples
    std::int64_t m_position = 0; // of the next frame to give out
    std::deque<Anchor> m_anchors;
    std::uint64_t m_generation = 0;
};

} // namespace sluice
