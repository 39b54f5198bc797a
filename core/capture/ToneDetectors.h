// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <complex>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

#include "core/media/AudioBlock.h"

namespace sluice {

// Finds the beeps of the test tone in sound that was coded, mixed or played meanwhile. Fed in pieces of any length.
// One thread. Rates from 16 kHz on.
class BeepDetector {
public:
    explicit BeepDetector(AudioFormat format);

    void feed(std::span<const float> interleaved);
    // When the beeps that have ended so far began, since the first frame fed; within 2 ms of the truth. Each is
    // given once.
    std::vector<Duration> takeOnsets();

private:
    void envelopeAt(double level);
    void endOfBeep();

    AudioFormat m_format;
    std::int64_t m_frames = 0;
    std::size_t m_windowFrames;
    std::deque<std::complex<double>> m_window; // the last 2 ms, turned down by the beep's frequency
    std::complex<double> m_sum;
    std::int64_t m_loudFrom = -1; // frame at which the envelope rose, −1 while quiet
    std::vector<float> m_envelope; // since m_loudFrom; bounded by kLongestFrames
    std::vector<Duration> m_onsets;
};

// Finds what does not belong into the test tone: splices (a jump in the wave) and drop-outs (no bed). The two sines
// of the tone vanish in a filter with zeros at their frequencies; whatever is left was not in the tone. One thread.
class GlitchDetector {
public:
    enum class Kind { Splice, Dropout };
    struct Glitch {
        Kind kind = Kind::Splice;
        Duration at{}; // since the first frame fed
        Duration length{}; // of a drop-out
    };

    // `threshold`: what may be left of the tone. 0.003 holds for PCM; coded sound needs more.
    explicit GlitchDetector(AudioFormat format, double threshold = 0.003);

    void feed(std::span<const float> interleaved);
    // Found since the last call; a drop-out still running is not among them.
    std::vector<Glitch> takeGlitches();

private:
    void look(double sample);

    AudioFormat m_format;
    double m_threshold;
    double m_a; // 2·cos ω of the bed
    double m_b; // 2·cos ω of the beep
    std::int64_t m_frames = 0;
    double m_x1 = 0, m_x2 = 0, m_y1 = 0, m_y2 = 0;
    std::int64_t m_quietFrames = 0;
    std::int64_t m_lastSplice = -1;
    std::vector<Glitch> m_glitches;
};

} // namespace sluice
