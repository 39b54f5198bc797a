// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/AudioNode.h"

#include <array>

namespace sluice {

AudioNode::AudioNode(Clock& clock, AudioMeter& meter, std::function<void()> changed)
    : m_clock(clock)
    , m_meter(meter)
    , m_changed(std::move(changed))
    , m_timeline(kFormat, clock.now())
{ }

AudioNode::~AudioNode() = default;

void AudioNode::setSource(std::optional<Factory> factory)
{
    const std::lock_guard lock(m_mutex);
    m_newFactory = std::move(factory);
    m_replace = true;
}

void AudioNode::goLive(Live live)
{
    const std::lock_guard lock(m_liveMutex);
    m_timeline = AudioTimeline(kFormat, live.epoch - live.offset);
    m_live = std::move(live);
}

void AudioNode::endLive()
{
    const std::lock_guard lock(m_liveMutex);
    if (!m_live)
        return;
    m_packets.clear();
    m_live->encoder->drain(m_packets);
    for (const CodedPacket& packet : m_packets)
        m_live->packet(packet);
    m_live.reset();
}

void AudioNode::takeOver()
{
    {
        const std::lock_guard lock(m_mutex);
        if (!m_replace)
            return;
        m_replace = false;
        m_factory = std::move(m_newFactory);
        m_newFactory.reset();
        m_status.running = false;
        m_status.error.reset();
    }
    if (m_source)
        m_source->close();
    m_source.reset();
    m_retryAt = {};
    m_meter.reset();
    m_changed();
}

Step AudioNode::step(const StopToken& stop)
{
    constexpr Duration kPatience = milliseconds(50);
    takeOver();
    if (!m_factory)
        return Step::wait();
    const TimePoint now = m_clock.now();
    if (!m_source && now >= m_retryAt)
        (void)open(stop);
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

bool AudioNode::open(const StopToken& stop)
{
    auto source = (*m_factory)();
    if (!source) {
        fail(source.error());
        return false;
    }
    m_source = std::move(*source);
    auto format = m_source->open(kFormat, stop);
    if (!format) {
        fail(format.error());
        return false;
    }
    auto resampler = Resampler::open(*format, kFormat);
    if (!resampler) {
        fail(resampler.error());
        return false;
    }
    m_resampler.emplace(std::move(*resampler));
    {
        const std::lock_guard lock(m_mutex);
        m_status.running = true;
        m_status.error.reset();
    }
    m_changed();
    return true;
}

void AudioNode::fail(const Error& error)
{
    if (m_source)
        m_source->close();
    m_source.reset();
    m_retryAt = m_clock.now() + kRetry;
    if (error.cancelled())
        return;
    {
        const std::lock_guard lock(m_mutex);
        m_status.running = false;
        m_status.error = error;
    }
    m_changed();
}

// An empty block means that nothing came.
void AudioNode::feed(const AudioBlock& block)
{
    const std::lock_guard lock(m_liveMutex);
    if (block.frames() > 0) {
        m_resampler->setCompensation(m_timeline.correctionPpm());
        m_timeline.add(m_resampler->convert(block));
    } else {
        m_timeline.idle(m_clock.now());
    }
    work();
}

void AudioNode::work()
{
    m_mixer.setGain(0, m_muted ? 0.0F : 1.0F);
    AudioBlock piece;
    while (m_timeline.take(kPiece, piece)) {
        const AudioBlock mixed = m_mixer.mix(std::array{piece});
        m_meter.process(mixed);
        if (!m_live)
            continue;
        m_packets.clear();
        if (auto done = m_live->encoder->encode(mixed, m_packets); !done) {
            const std::lock_guard lock(m_mutex);
            m_status.error = done.error();
        }
        for (const CodedPacket& packet : m_packets)
            m_live->packet(packet);
    }
    const std::lock_guard lock(m_mutex);
    m_status.silenceFrames = m_timeline.silenceFrames();
}

AudioNode::Status AudioNode::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

} // namespace sluice
