// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/MicrophoneSource.h"

#include <algorithm>

#include "core/devices/DeviceLister.h"

namespace sluice {

namespace {

constexpr Duration kRing = seconds(2); // a reader that is later than this has other troubles
constexpr std::size_t kMostHeads = 4096; // callbacks of half a millisecond for as long
constexpr Duration kLook = milliseconds(4); // the callback may not wake anyone, so the reader looks
constexpr Duration kMostPerBlock = milliseconds(40);

} // namespace

MicrophoneSource::Rings::Rings(AudioFormat format, Duration latency)
    : samples(static_cast<std::size_t>(format.framesIn(kRing) * format.channels))
    , heads(kMostHeads)
    , times(format.rate, DeviceClockMap::Direction::Capture, latency)
{ }

MicrophoneSource::MicrophoneSource(
    std::string device, std::shared_ptr<PortAudioLibrary> library, Clock& clock)
    : m_device(std::move(device))
    , m_library(std::move(library))
    , m_clock(clock)
{ }

MicrophoneSource::~MicrophoneSource() = default;

Result<AudioFormat> MicrophoneSource::open(AudioFormat wanted, StopToken stop)
{
    close();
    if (stop.stop_requested())
        return Error(ErrorCode::Cancelled);
    PortAudioStream::Config config;
    config.direction = PortAudioStream::Direction::Capture;
    config.device = m_device;
    config.title = m_title = soundTitle(m_device, DeviceLister().microphones(), m_title);
    config.wanted = wanted;
    auto stream = PortAudioStream::open(config, m_library, m_clock, *this);
    if (!stream)
        return stream.error();
    m_format = (*stream)->format();
    m_rings = std::make_unique<Rings>(m_format, (*stream)->latency());
    m_index = 0;
    m_hasNext = false;
    if (auto started = (*stream)->start(); !started)
        return started.error();
    m_stream = std::move(*stream);
    return m_format;
}

void MicrophoneSource::process(
    const float* in, float*, std::int64_t frames, const CallbackTime& time, bool lost) noexcept
{
    if (in == nullptr || frames <= 0)
        return;
    const TimePoint captured = m_rings->times.map(m_index, frames, time, lost);
    const auto count = static_cast<std::size_t>(frames * m_format.channels);
    if (m_rings->samples.writable() >= count && m_rings->heads.writable() > 0) {
        m_rings->samples.write({in, count});
        const Head head{m_index, frames, captured.time_since_epoch().count()};
        m_rings->heads.write({&head, 1});
    } else {
        m_overrun.fetch_add(frames, std::memory_order_relaxed);
    }
    m_index += frames;
}

bool MicrophoneSource::peek()
{
    m_hasNext = m_hasNext || m_rings->heads.read({&m_next, 1}) == 1;
    return m_hasNext;
}

// Everything that follows on without a gap, up to kMostPerBlock. Callbacks that came in one go know better and better
// how old the first of them was.
std::optional<AudioBlock> MicrophoneSource::take()
{
    if (!peek())
        return std::nullopt;
    const Head first = m_next;
    std::vector<float> samples;
    std::int64_t end = first.index;
    Duration captured(first.capturedUs);
    while (peek() && m_next.index == end
        && (samples.empty() || m_format.durationOf(end - first.index + m_next.frames) <= kMostPerBlock)) {
        const std::size_t had = samples.size();
        samples.resize(had + static_cast<std::size_t>(m_next.frames * m_format.channels));
        m_rings->samples.read(std::span(samples).subspan(had));
        captured = std::min(captured, Duration(m_next.capturedUs) - m_format.durationOf(end - first.index));
        end += m_next.frames;
        m_hasNext = false;
    }
    AudioBlock block = AudioBlock::of(m_format, std::move(samples));
    block.pts = mediaTime(m_format.durationOf(first.index));
    block.captured = TimePoint(captured);
    return block;
}

Result<std::optional<AudioBlock>> MicrophoneSource::read(Duration patience, StopToken stop)
{
    if (!m_stream)
        return Error(ErrorCode::Internal, {"the microphone is not open"});
    const TimePoint deadline = m_clock.now() + patience;
    while (true) {
        if (stop.stop_requested())
            return Error(ErrorCode::Cancelled);
        if (auto block = take())
            return block;
        const TimePoint now = m_clock.now();
        if (m_stream->dead(now))
            return Error(
                ErrorCode::MicrophoneFailed, {m_title, QT_TRANSLATE_NOOP("core", "it stopped sending")});
        if (now >= deadline)
            return std::optional<AudioBlock>();
        m_clock.sleepUntil(std::min(deadline, now + kLook), stop);
    }
}

void MicrophoneSource::close()
{
    m_stream.reset();
    m_rings.reset();
}

} // namespace sluice
