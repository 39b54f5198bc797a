// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/AudioInput.h"

#include <utility>

namespace sluice {

AudioInput::AudioInput(Clock& clock, std::function<void()> changed, std::function<void()> arrived)
    : m_clock(clock)
    , m_changed(std::move(changed))
    , m_arrived(std::move(arrived))
{ }

AudioInput::~AudioInput() = default;

void AudioInput::setSource(std::optional<Factory> factory)
{
    const std::lock_guard lock(m_mutex);
    if (!m_active)
        m_timeline.reset(); // of long ago
    m_active = factory.has_value();
    m_newFactory = std::move(factory);
    m_replace = true;
    m_status = {};
    m_status.active = m_active;
}

void AudioInput::takeOver()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!std::exchange(m_replace, false))
            return;
        m_factory = std::exchange(m_newFactory, std::nullopt);
        m_status.running = false;
        m_status.error.reset();
    }
    closeSource();
    m_retryAt = {};
    m_changed();
}

Step AudioInput::step(const StopToken& stop)
{
    constexpr Duration kPatience = milliseconds(20);
    takeOver();
    if (!m_factory)
        return Step::wait();
    const TimePoint now = m_clock.now();
    if (!m_source && now >= m_retryAt)
        open(stop);
    if (!m_source) {
        feed({});
        return Step::until(now + kPatience);
    }
    auto block = m_source->read(kPatience, stop);
    if (!block)
        fail(block.error());
    feed(block && *block ? **block : AudioBlock());
    return Step::again();
}

void AudioInput::open(const StopToken& stop)
{
    m_away = true;
    auto source = (*m_factory)();
    auto format = source ? (*source)->open(kFormat, stop) : Result<AudioFormat>(source.error());
    auto resampler = format ? Resampler::open(*format, kFormat) : Result<Resampler>(format.error());
    m_away = false;
    if (!resampler) {
        fail(resampler.error());
        return;
    }
    m_source = std::move(*source);
    m_resampler.emplace(std::move(*resampler));
    {
        const std::lock_guard lock(m_mutex);
        if (m_replace)
            return; // the status is another source's already
        m_status.running = true;
        m_status.error.reset();
    }
    m_changed();
}

void AudioInput::closeSource()
{
    m_away = true;
    if (m_source)
        m_source->close();
    m_source.reset();
    m_away = false;
}

// It is said before the source is closed: a sound server that hangs may hold that up.
void AudioInput::fail(const Error& error)
{
    m_retryAt = m_clock.now() + kRetry;
    bool news = false;
    if (!error.cancelled()) {
        const std::lock_guard lock(m_mutex);
        news = !m_replace;
        if (news) {
            m_status.losses += m_status.running ? 1 : 0;
            m_status.running = false;
            m_status.error = error;
        }
    }
    if (news)
        m_changed();
    closeSource();
}

// An empty block means that nothing came.
void AudioInput::feed(const AudioBlock& block)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_timeline && block.frames() > 0) {
            // More samples are a slower resampler.
            m_resampler->setCompensation(-m_timeline->correctionPpm());
            if (m_timeline->add(m_resampler->convert(block)))
                m_grownAt = m_clock.now();
        } else if (m_timeline) {
            m_timeline->idle(
                m_clock.now(), m_source ? AudioTimeline::kPatience : AudioTimeline::kAbsentPatience);
        }
    }
    m_arrived();
}

void AudioInput::restart(TimePoint at)
{
    const std::lock_guard lock(m_mutex);
    m_timeline.emplace(kFormat, at);
    m_grownAt = m_clock.now();
}

bool AudioInput::begun() const
{
    const std::lock_guard lock(m_mutex);
    return m_timeline.has_value();
}

void AudioInput::delay(Duration by)
{
    const std::lock_guard lock(m_mutex);
    if (m_timeline)
        m_timeline->delay(by);
}

bool AudioInput::take(std::size_t frames, AudioBlock& out)
{
    const std::lock_guard lock(m_mutex);
    if (!m_timeline)
        return false;
    const TimePoint now = m_clock.now();
    if (m_away)
        m_timeline->idle(now, AudioTimeline::kAbsentPatience);
    else if (now - m_grownAt > AudioTimeline::kPatience)
        m_timeline->idle(now);
    return m_timeline->take(frames, out);
}

bool AudioInput::stoodStill() const
{
    const std::lock_guard lock(m_mutex);
    return m_timeline && m_timeline->stoodStill();
}

AudioInput::Status AudioInput::status() const
{
    const std::lock_guard lock(m_mutex);
    Status status = m_status;
    if (m_timeline) {
        status.silenceFrames = m_timeline->silenceFrames();
        status.drift = m_timeline->drift();
    }
    return status;
}

} // namespace sluice
