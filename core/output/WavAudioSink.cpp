// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/output/WavAudioSink.h"

namespace sluice {

namespace {

constexpr Duration kLook = milliseconds(100);
constexpr std::size_t kChunk = 16384; // samples per write

} // namespace

WavAudioSink::~WavAudioSink()
{
    close();
}

Result<AudioFormat> WavAudioSink::open(AudioFormat wanted, AudioRenderer& renderer)
{
    close();
    m_ring = std::make_unique<SpscRing<float>>(
        static_cast<std::size_t>(wanted.framesIn(kRing) * wanted.channels));
    m_failure.reset();
    m_told = false;
    m_committed = m_clock.now();
    m_pace.emplace(m_clock, wanted, renderer, [this](std::span<const float> block) {
        if (m_ring->writable() >= block.size())
            m_ring->write(block);
        else
            fail(Error(
                ErrorCode::FileUnwritable, {m_path, QT_TRANSLATE_NOOP("core", "the disk is too slow")}));
    });
    m_startedAt = m_clock.wallAt(m_pace->firstHeardAt());
    auto writer = WavWriter::create(m_path, wanted, m_startedAt);
    if (!writer) {
        m_pace.reset();
        return writer.error();
    }
    m_writer = std::make_unique<WavWriter>(std::move(*writer));
    m_disk.emplace(static_cast<Node&>(*this), m_clock, "wav-file");
    m_disk->start();
    m_pace->start();
    return wanted;
}

Step WavAudioSink::step(const StopToken&)
{
    drain();
    if (failed())
        return Step::done();
    return Step::until(m_clock.now() + kLook);
}

void WavAudioSink::drain()
{
    m_chunk.resize(kChunk);
    while (!failed()) {
        const std::size_t count = m_ring->read(m_chunk);
        if (count == 0)
            break;
        if (auto written = m_writer->append(std::span(m_chunk).first(count)); !written)
            return fail(written.error());
    }
    if (failed() || m_clock.now() - m_committed < kCommit)
        return;
    m_committed = m_clock.now();
    if (auto written = m_writer->commit(); !written)
        fail(written.error());
}

void WavAudioSink::close()
{
    m_pace.reset();
    m_disk.reset();
    if (m_writer) {
        drain();
        if (auto written = m_writer->commit(); !written)
            fail(written.error());
    }
    m_writer.reset();
    m_ring.reset();
}

void WavAudioSink::fail(const Error& error)
{
    const std::lock_guard guard(m_mutex);
    if (!m_failure)
        m_failure = error;
}

bool WavAudioSink::failed() const
{
    const std::lock_guard guard(m_mutex);
    return m_failure.has_value();
}

std::optional<Error> WavAudioSink::poll(TimePoint)
{
    const std::lock_guard guard(m_mutex);
    if (!m_failure || m_told)
        return std::nullopt;
    m_told = true;
    return m_failure;
}

} // namespace sluice
