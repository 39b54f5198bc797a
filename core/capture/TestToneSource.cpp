// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/TestToneSource.h"

#include <algorithm>

#include "core/capture/TestTone.h"

namespace sluice {

namespace {

constexpr int kBlocksPerSecond = 100;
constexpr int kMostChannels = 8;

} // namespace

Result<AudioFormat> PacedAudioSource::open(AudioFormat wanted, StopToken stop)
{
    if (stop.stop_requested())
        return Error(ErrorCode::Cancelled);
    m_format = {wanted.rate > 0 ? wanted.rate : 48000, std::clamp(wanted.channels, 1, kMostChannels)};
    m_blockFrames = std::max(1, m_format.rate / kBlocksPerSecond);
    m_counter.emplace(
        m_clock, m_epoch,
        [format = m_format, frames = m_blockFrames](
            std::int64_t k) { return format.durationOf((k + 1) * frames); },
        [format = m_format, frames = m_blockFrames](Duration since) {
            auto k = format.framesIn(since) / frames - 2;
            while (format.durationOf(k * frames) < since)
                ++k;
            return k; // the first that is heard whole
        });
    return m_format;
}

Result<std::optional<AudioBlock>> PacedAudioSource::read(Duration patience, StopToken stop)
{
    if (stop.stop_requested())
        return Error(ErrorCode::Cancelled);
    if (!m_counter)
        return Error(ErrorCode::Internal, {"the sound source is not open"});
    const std::optional<std::int64_t> index = m_counter->next(patience, stop);
    if (!index)
        return std::optional<AudioBlock>();
    const std::int64_t first = *index * m_blockFrames;
    std::vector<float> samples(static_cast<std::size_t>(m_blockFrames * m_format.channels));
    fill(m_format, first, samples);
    AudioBlock block = AudioBlock::of(m_format, std::move(samples));
    block.pts = mediaTime(m_format.durationOf(first));
    block.captured = m_epoch + m_format.durationOf(first);
    return std::optional(std::move(block));
}

void PacedAudioSource::close()
{
    m_counter.reset();
}

void TestToneSource::fill(AudioFormat format, std::int64_t first, std::span<float> out)
{
    fillTestTone(format, first, out);
}

void SilenceSource::fill(AudioFormat, std::int64_t, std::span<float> out)
{
    std::fill(out.begin(), out.end(), 0.0F);
}

} // namespace sluice
