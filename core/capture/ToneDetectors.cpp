// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/ToneDetectors.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/capture/TestTone.h"

namespace sluice {

namespace {

constexpr double kWindow = 0.002; // s: two periods of the beep, so that its mirror image cancels out
constexpr double kQuiet = kBeepLevel / 12; // twice the bed, far below any beep that is worth finding
constexpr double kShortest = 0.05, kLongest = 0.2; // s: a beep lasts 0.1 s
constexpr double kDropoutLevel = kBedLevel / 5;
constexpr double kDropoutLength = 0.005; // s: more than two periods of the bed
constexpr double kSpliceApart = 0.005; // s: one splice rings through the filter, count it once

double mean(std::span<const float> frame)
{
    double sum = 0;
    for (const float sample : frame)
        sum += sample;
    return sum / static_cast<double>(frame.size());
}

} // namespace

BeepDetector::BeepDetector(AudioFormat format)
    : m_format(format)
    , m_windowFrames(static_cast<std::size_t>(std::lround(kWindow * format.rate)))
{ }

void BeepDetector::feed(std::span<const float> interleaved)
{
    const auto channels = static_cast<std::size_t>(m_format.channels);
    for (std::size_t i = 0; i + channels <= interleaved.size(); i += channels, ++m_frames) {
        const double angle
            = -2 * std::numbers::pi * kBeepHz * static_cast<double>(m_frames % m_format.rate) / m_format.rate;
        m_window.push_back(std::polar(2.0, angle) * mean(interleaved.subspan(i, channels)));
        m_sum += m_window.back();
        if (m_window.size() > m_windowFrames) {
            m_sum -= m_window.front();
            m_window.pop_front();
        }
        envelopeAt(std::abs(m_sum) / static_cast<double>(m_windowFrames));
    }
}

void BeepDetector::envelopeAt(double level)
{
    if (m_loudFrom < 0) {
        if (level < kQuiet)
            return;
        m_loudFrom = m_frames;
        m_envelope.clear();
    }
    const auto longest = static_cast<std::size_t>(kLongest * m_format.rate);
    if (m_envelope.size() <= longest) // a longer sound is no beep; it only has to end
        m_envelope.push_back(static_cast<float>(level));
    if (level < kQuiet) {
        if (m_envelope.size() <= longest)
            endOfBeep();
        m_loudFrom = -1;
    }
}

// The envelope is the beep's ramp smeared by the window, both symmetrical: it stands at half its height half a ramp
// and half a window after the onset.
void BeepDetector::endOfBeep()
{
    const auto half = [peak = *std::max_element(m_envelope.begin(), m_envelope.end())](
                          float level) { return level >= peak / 2; };
    const auto rise = std::find_if(m_envelope.begin(), m_envelope.end(), half);
    const auto fall = std::find_if(m_envelope.rbegin(), m_envelope.rend(), half);
    const auto riseFrame = m_loudFrom + (rise - m_envelope.begin());
    const auto fallFrame = m_loudFrom + (m_envelope.rend() - fall);
    if (static_cast<double>(fallFrame - riseFrame) < kShortest * m_format.rate)
        return;
    const Duration late = kBeepRamp / 2 + fromSeconds(kWindow / 2);
    m_onsets.push_back(std::max(Duration(0), m_format.durationOf(riseFrame) - late));
}

std::vector<Duration> BeepDetector::takeOnsets()
{
    return std::exchange(m_onsets, {});
}

GlitchDetector::GlitchDetector(AudioFormat format, double threshold)
    : m_format(format)
    , m_threshold(threshold)
    , m_a(2 * std::cos(2 * std::numbers::pi * kBedHz / format.rate))
    , m_b(2 * std::cos(2 * std::numbers::pi * kBeepHz / format.rate))
{ }

void GlitchDetector::feed(std::span<const float> interleaved)
{
    const auto channels = static_cast<std::size_t>(m_format.channels);
    for (std::size_t i = 0; i + channels <= interleaved.size(); i += channels, ++m_frames)
        look(mean(interleaved.subspan(i, channels)));
}

void GlitchDetector::look(double x)
{
    const double y = x - m_a * m_x1 + m_x2; // the bed is gone
    const double rest = y - m_b * m_y1 + m_y2; // the beep, too
    m_x2 = std::exchange(m_x1, x);
    m_y2 = std::exchange(m_y1, y);

    if (std::abs(x) < kDropoutLevel) {
        ++m_quietFrames;
    } else {
        if (static_cast<double>(m_quietFrames) >= kDropoutLength * m_format.rate)
            m_glitches.push_back({Kind::Dropout, m_format.durationOf(m_frames - m_quietFrames),
                m_format.durationOf(m_quietFrames)});
        m_quietFrames = 0;
    }
    constexpr std::int64_t kSettled = 4; // frames that the two filters need to be filled
    if (m_frames >= kSettled && std::abs(rest) > m_threshold) {
        if (m_lastSplice < 0 || static_cast<double>(m_frames - m_lastSplice) > kSpliceApart * m_format.rate)
            m_glitches.push_back({Kind::Splice, m_format.durationOf(m_frames), Duration(0)});
        m_lastSplice = m_frames;
    }
}

std::vector<GlitchDetector::Glitch> GlitchDetector::takeGlitches()
{
    return std::exchange(m_glitches, {});
}

} // namespace sluice
