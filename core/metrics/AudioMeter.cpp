// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/AudioMeter.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sluice {

namespace {

constexpr double kNothingDb = -200.0; // below what any number of bits can hold

double decibels(double amplitude)
{
    return amplitude > 1e-10 ? 20.0 * std::log10(amplitude) : kNothingDb;
}

} // namespace

void AudioMeter::reset()
{
    const std::lock_guard lock(m_mutex);
    start({0, 0});
}

void AudioMeter::start(AudioFormat format)
{
    m_format = format;
    m_channels.assign(static_cast<std::size_t>(std::max(format.channels, 0)), {});
    for (Channel& channel : m_channels)
        channel.squares.assign(kRmsSlots, 0.0);
    m_slotFrames = std::max<std::int64_t>(1, format.framesIn(kRmsWindow / static_cast<int>(kRmsSlots)));
    m_inSlot = 0;
    m_nextSquare = 0;
    m_squaresFilled = 0;
    m_quietFrames = 0;
}

void AudioMeter::process(std::span<const float> samples, AudioFormat format, float gain)
{
    if (format.channels <= 0 || format.rate <= 0)
        return;
    const std::lock_guard lock(m_mutex);
    if (!(format == m_format))
        start(format);
    const std::size_t width = m_channels.size();
    for (std::size_t at = 0; at + width <= samples.size(); at += width) {
        for (std::size_t c = 0; c < width; ++c) {
            const auto sample = static_cast<double>(samples[at + c]);
            const double value = std::isfinite(sample) ? sample * static_cast<double>(gain) : 0.0;
            m_channels[c].slotPeak = std::max(m_channels[c].slotPeak, std::abs(value));
            m_channels[c].slotSquares += value * value;
        }
        if (++m_inSlot == m_slotFrames)
            endSlot();
    }
}

void AudioMeter::endSlot()
{
    bool quiet = true;
    for (Channel& channel : m_channels) {
        quiet = quiet && decibels(channel.slotPeak) < kFloorDb;
        endSlot(channel);
    }
    m_quietFrames = quiet ? m_quietFrames + m_slotFrames : 0;
    m_nextSquare = (m_nextSquare + 1) % kRmsSlots;
    m_squaresFilled = std::min(m_squaresFilled + 1, kRmsSlots);
    m_inSlot = 0;
}

void AudioMeter::endSlot(Channel& channel)
{
    const double peak = decibels(channel.slotPeak);
    const double slotSeconds = static_cast<double>(m_slotFrames) / m_format.rate;
    channel.peakDb = std::max(peak, channel.peakDb - kDecayDbPerSecond * slotSeconds);

    channel.holdLeft -= m_slotFrames;
    if (channel.holdLeft <= 0 || peak >= channel.holdDb) {
        channel.holdDb = channel.peakDb;
        channel.holdLeft = m_format.framesIn(kHold);
    }
    channel.clipLeft = channel.slotPeak >= kClipLevel
        ? m_format.framesIn(kClipLamp)
        : std::max<std::int64_t>(0, channel.clipLeft - m_slotFrames);
    channel.squares[m_nextSquare] = channel.slotSquares;
    channel.slotPeak = 0.0;
    channel.slotSquares = 0.0;
}

AudioLevels AudioMeter::levels() const
{
    const std::lock_guard lock(m_mutex);
    AudioLevels out;
    const double frames = static_cast<double>(m_slotFrames) * static_cast<double>(m_squaresFilled);
    for (const Channel& channel : m_channels) {
        const double sum = std::accumulate(channel.squares.begin(), channel.squares.end(), 0.0);
        const double rms = frames > 0.0 ? std::sqrt(sum / frames) : 0.0;
        out.channels.push_back({std::max(channel.peakDb, kFloorDb), std::max(channel.holdDb, kFloorDb),
            std::max(decibels(rms), kFloorDb), channel.clipLeft > 0});
    }
    out.silent = m_format.rate > 0 && m_quietFrames >= m_format.framesIn(kSilentAfter);
    return out;
}

} // namespace sluice
