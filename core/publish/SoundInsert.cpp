// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/SoundInsert.h"

#include <algorithm>
#include <utility>

namespace sluice {

SoundInsert::SoundInsert(AudioFormat format, Factory factory)
    : m_format(format)
    , m_factory(std::move(factory))
{ }

std::optional<Error> SoundInsert::error() const
{
    const std::lock_guard lock(m_mutex);
    return m_error;
}

void SoundInsert::openWhenWanted()
{
    if (!m_on) {
        const std::lock_guard lock(m_mutex);
        m_error.reset();
        return;
    }
    if (m_filter || error())
        return;
    auto made = m_factory();
    if (!made) {
        fail(made.error());
        return;
    }
    m_filter = std::move(*made);
    m_wetFrom = m_pushed;
    m_skip = m_filter->latency();
}

void SoundInsert::fail(const Error& error)
{
    drop();
    const std::lock_guard lock(m_mutex);
    m_error = error;
}

void SoundInsert::drop()
{
    m_filter.reset();
    m_wet.clear();
    m_wetness = 0;
}

void SoundInsert::restart()
{
    drop();
    m_dry.clear();
    m_taken = m_pushed = 0;
}

void SoundInsert::push(const AudioBlock& block)
{
    openWhenWanted();
    m_dry.insert(m_dry.end(), block.data().begin(), block.data().end());
    m_pushed += static_cast<std::int64_t>(block.frames());
    if (!m_filter)
        return;
    auto done = m_filter->process(block);
    if (!done) {
        fail(done.error());
        return;
    }
    const std::int64_t old = std::min(m_skip, static_cast<std::int64_t>(done->frames()));
    m_skip -= old;
    const auto fresh = done->data().subspan(static_cast<std::size_t>(old * m_format.channels));
    m_wet.insert(m_wet.end(), fresh.begin(), fresh.end());
}

std::size_t SoundInsert::available() const
{
    const auto channels = static_cast<std::size_t>(m_format.channels);
    if (!m_filter)
        return m_dry.size() / channels;
    const auto before = static_cast<std::size_t>(std::max<std::int64_t>(0, m_wetFrom - m_taken));
    return std::min(m_dry.size() / channels, before + m_wet.size() / channels);
}

bool SoundInsert::take(std::size_t frames, AudioBlock& out)
{
    if (available() < frames)
        return false;
    const auto channels = static_cast<std::size_t>(m_format.channels);
    const auto dryEnd = m_dry.begin() + static_cast<std::ptrdiff_t>(frames * channels);
    std::vector<float> samples(m_dry.begin(), dryEnd);
    m_dry.erase(m_dry.begin(), dryEnd);
    std::size_t used = 0;
    if (m_filter) {
        const float step = 1.0F / static_cast<float>(m_format.framesIn(kFade));
        const std::int64_t warm = m_wetFrom + m_format.framesIn(kWarmUp);
        for (std::size_t frame = 0; frame < frames; ++frame) {
            const std::int64_t at = m_taken + static_cast<std::int64_t>(frame);
            if (at < m_wetFrom)
                continue;
            const bool wet = m_on && at >= warm;
            m_wetness = std::clamp(m_wetness + (wet ? step : -step), 0.0F, 1.0F);
            for (std::size_t c = 0; c < channels; ++c, ++used) {
                float& sample = samples[frame * channels + c];
                sample += (m_wet[used] - sample) * m_wetness;
            }
        }
        m_wet.erase(m_wet.begin(), m_wet.begin() + static_cast<std::ptrdiff_t>(used));
        if (!m_on && m_wetness == 0.0F)
            drop();
    }
    m_taken += static_cast<std::int64_t>(frames);
    out = AudioBlock::of(m_format, std::move(samples));
    return true;
}

} // namespace sluice
