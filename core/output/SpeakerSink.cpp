// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/output/SpeakerSink.h"

#include "core/devices/DeviceLister.h"

namespace sluice {

SpeakerSink::SpeakerSink(std::string device, std::shared_ptr<PortAudioLibrary> library, Clock& clock)
    : m_device(std::move(device))
    , m_library(std::move(library))
    , m_clock(clock)
{ }

SpeakerSink::~SpeakerSink() = default;

Result<AudioFormat> SpeakerSink::open(AudioFormat wanted, AudioRenderer& renderer)
{
    close();
    PortAudioStream::Config config;
    config.direction = PortAudioStream::Direction::Playback;
    config.device = m_device;
    config.title = m_title = soundTitle(m_device, DeviceLister().speakers(), m_title);
    config.wanted = {wanted.rate, 2}; // mono and surround are brought to stereo before they get here
    auto stream = PortAudioStream::open(config, m_library, m_clock, *this);
    if (!stream)
        return stream.error();
    m_renderer = &renderer;
    m_format = (*stream)->format();
    m_times = std::make_unique<DeviceClockMap>(
        m_format.rate, DeviceClockMap::Direction::Playback, (*stream)->latency());
    m_index = 0;
    m_latencyUs.store((*stream)->latency().count());
    m_told = false;
    if (auto started = (*stream)->start(); !started)
        return started.error();
    m_stream = std::move(*stream);
    return m_format;
}

void SpeakerSink::process(
    const float*, float* out, std::int64_t frames, const CallbackTime& time, bool lost) noexcept
{
    if (out == nullptr || frames <= 0)
        return;
    const TimePoint heardAt = m_times->map(m_index, frames, time, lost);
    m_index += frames;
    if (lost)
        m_underruns.fetch_add(1, std::memory_order_relaxed);
    m_latencyUs.store(std::max(Duration(0), heardAt - time.now).count(), std::memory_order_relaxed);
    m_renderer->render({out, static_cast<std::size_t>(frames * m_format.channels)}, heardAt, time.now);
}

void SpeakerSink::close()
{
    m_stream.reset();
    m_renderer = nullptr;
}

Duration SpeakerSink::latency() const
{
    return Duration(m_latencyUs.load(std::memory_order_relaxed));
}

std::optional<Error> SpeakerSink::poll(TimePoint now)
{
    if (!m_stream || m_told || !m_stream->dead(now))
        return std::nullopt;
    m_told = true;
    return Error(ErrorCode::SpeakerFailed, {m_title, QT_TRANSLATE_NOOP("core", "it stopped playing")});
}

} // namespace sluice
