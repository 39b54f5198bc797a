// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/StreamReader.h"

#include <algorithm>
#include <utility>

namespace sluice {

StreamReader::StreamReader(std::string url, Services services, LinkEmulator& emulator,
    std::function<void()> changed, std::function<void()> submitted)
    : m_url(std::move(url))
    , m_services(std::move(services))
    , m_emulator(emulator)
    , m_changed(std::move(changed))
    , m_submitted(std::move(submitted))
    , m_loaded(std::make_shared<LoadedSegments>())
{ }

void StreamReader::connect()
{
    const std::lock_guard lock(m_mutex);
    m_connectWanted = true;
    m_status.link = Link::Connecting; // at once: whoever asked must not take it for down
    m_connectionStop.request_stop();
}

void StreamReader::disconnect()
{
    const std::lock_guard lock(m_mutex);
    m_disconnectWanted = true;
    m_connectWanted = false;
    m_status.link = Link::Down;
    m_connectionStop.request_stop();
}

void StreamReader::hold(bool hold)
{
    const std::lock_guard lock(m_mutex);
    m_hold = hold;
}

void StreamReader::seek(MediaTime to, std::uint64_t generation)
{
    const std::lock_guard lock(m_mutex);
    m_seekTo = to;
    m_seekGeneration = generation;
    m_status.ended = false;
    ++m_seeksAsked;
}

void StreamReader::setContinuation(const Continuation& continuation)
{
    const std::lock_guard lock(m_mutex);
    m_continuation = continuation;
}

StreamReader::Status StreamReader::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

// A token that ends both with the session and with this connection.
StopToken StreamReader::armConnection(const StopToken& stop)
{
    const std::lock_guard lock(m_mutex);
    m_connectionStop = StopSource();
    if (stop.stop_requested() || m_disconnectWanted)
        m_connectionStop.request_stop();
    return m_connectionStop.get_token();
}

Step StreamReader::step(const StopToken& stop)
{
    constexpr Duration kHoldLook = milliseconds(20);
    bool connectWanted = false;
    bool disconnectWanted = false;
    bool hold = false;
    bool seekWanted = false;
    {
        const std::lock_guard lock(m_mutex);
        connectWanted = std::exchange(m_connectWanted, false);
        disconnectWanted = std::exchange(m_disconnectWanted, false);
        hold = m_hold;
        seekWanted = m_seekTo.has_value();
    }
    if (m_demuxer && (disconnectWanted || connectWanted))
        lose(std::nullopt, false);
    if (connectWanted)
        return open(stop);
    if (!m_demuxer)
        return Step::wait();
    if (seekWanted)
        seekNow(stop);
    if (m_pending && !submitPending()) {
        const TimePoint now = m_services.clock.now();
        return Step::until(std::max(m_emulator.nextLook(now).value_or(now), now + milliseconds(2)));
    }
    if (m_atEnd)
        return Step::wait();
    if (hold)
        return Step::until(m_services.clock.now() + kHoldLook);
    return read(stop);
}

void StreamReader::setEnded(bool ended)
{
    m_atEnd = ended;
    {
        const std::lock_guard lock(m_mutex);
        m_status.ended = ended && !m_seekTo; // of where we shall not be
    }
    m_changed();
    m_submitted();
}

Step StreamReader::open(const StopToken& stop)
{
    const StopToken connection = armConnection(stop);
    const std::stop_callback forward(stop, [this] {
        const std::lock_guard lock(m_mutex);
        m_connectionStop.request_stop();
    });
    {
        const std::lock_guard lock(m_mutex);
        m_status.link = Link::Connecting;
        m_status.error.reset();
        m_status.ended = false;
        m_status.lastByteAt.reset();
        m_status.lastAnswerAt.reset();
    }
    m_changed();
    Demuxer::Options options;
    options.url = m_url;
    options.openDeadline = kOpenDeadline;
    options.loaded = m_loaded;
    auto demuxer = Demuxer::open(options, m_services.resolver, m_services.clock, m_services.log, connection);
    if (!demuxer) {
        lose(withTlsReason(demuxer.error(), m_url, m_services.tlsReason, connection), false);
        return Step::again();
    }
    m_demuxer = std::move(*demuxer);
    m_offsetKnown = !m_everConnected; // the first connection's zero is the session's
    m_discontinuityVideo = m_everConnected;
    m_discontinuityAudio = m_everConnected;
    m_offset = {};
    m_overlaps = false;
    if (m_everConnected && !m_demuxer->info().live)
        resume(connection);
    if (!m_demuxer->info().live)
        m_loaded->clear();
    m_everConnected = true;
    m_emulator.clear(m_services.clock.now());
    {
        const std::lock_guard lock(m_mutex);
        m_status.link = Link::Up;
        m_status.media = m_demuxer->info();
        m_status.known = true;
        m_status.connectedAt = m_services.clock.now();
        m_status.lastByteAt = m_demuxer->lastByteAt();
        m_status.lastAnswerAt = m_demuxer->lastAnswerAt();
    }
    m_changed();
    return Step::again();
}

// A file goes on where it was lost: what comes again before that place is dropped, so that the decoders notice
// nothing. Where the server cannot seek, everything before it is loaded once more.
void StreamReader::resume(const StopToken& connection)
{
    Continuation from;
    {
        const std::lock_guard lock(m_mutex);
        from = m_continuation;
        if (m_seekTo || (!from.videoDts && !from.audioDts)) // the place is another one, or none
            return;
    }
    m_offsetKnown = true;
    m_overlaps = true;
    m_discontinuityVideo = false;
    m_discontinuityAudio = false;
    if (!m_demuxer->info().seekable)
        return;
    const MediaTime to
        = std::min(from.videoDts.value_or(MediaTime::max()), from.audioDts.value_or(MediaTime::max()));
    if (auto done = m_demuxer->seek(to, connection); !done && !done.error().cancelled())
        m_services.log.warning("reader", "seek: {}", done.error().message());
}

bool StreamReader::alreadyThere(const CodedPacket& packet) const
{
    if (!m_overlaps)
        return false;
    const auto& last = packet.kind == StreamKind::Video ? m_continuation.videoDts : m_continuation.audioDts;
    return last && packet.dts <= *last;
}

Step StreamReader::read(const StopToken& stop)
{
    const StopToken connection = armConnection(stop);
    const std::stop_callback forward(stop, [this] {
        const std::lock_guard lock(m_mutex);
        m_connectionStop.request_stop();
    });
    auto packet = m_demuxer->read(connection);
    if (!packet) {
        if (packet.error().cancelled()) // by a seek, another attempt, or the end: step() knows which
            return Step::again();
        lose(packet.error(), false);
        return Step::again();
    }
    {
        const std::lock_guard lock(m_mutex);
        m_status.bytes = m_bytesBefore + m_demuxer->bytesReceived();
        m_status.lastByteAt = m_demuxer->lastByteAt();
        m_status.lastAnswerAt = m_demuxer->lastAnswerAt();
        if (*packet && alreadyThere(**packet))
            return Step::again();
        if ((*packet && (*packet)->newExtradata) || m_demuxer->info().nowPlaying != m_status.media.nowPlaying)
            m_status.media = m_demuxer->info();
    }
    if (!*packet) {
        if (!m_demuxer->info().seekable) {
            lose(std::nullopt, true);
            return Step::again();
        }
        setEnded(true); // it can still be sought back in
        return Step::again();
    }
    m_pending = std::move(**packet);
    stampPending();
    (void)submitPending();
    return Step::again();
}

// Puts the packet on the session's own time line and into its generation.
void StreamReader::stampPending()
{
    CodedPacket& packet = *m_pending;
    const std::lock_guard lock(m_mutex);
    if (!m_offsetKnown) {
        m_offset = m_continuation.end ? *m_continuation.end - packet.dts : Duration::zero();
        m_offsetKnown = true;
    }
    packet.pts += m_offset;
    packet.dts += m_offset;
    bool& discontinuity = packet.kind == StreamKind::Video ? m_discontinuityVideo : m_discontinuityAudio;
    packet.discontinuity |= std::exchange(discontinuity, false);
    packet.generation = m_status.generation;
}

bool StreamReader::submitPending()
{
    const LinkAnswer answer = m_emulator.submit(*m_pending, m_services.clock.now());
    if (answer == LinkAnswer::Full)
        return false;
    m_pending.reset(); // accepted, or the emulated connection is over and its end is told elsewhere
    m_submitted();
    return true;
}

void StreamReader::lose(std::optional<Error> error, bool ended)
{
    if (m_demuxer)
        m_bytesBefore += m_demuxer->bytesReceived();
    m_demuxer.reset();
    m_pending.reset();
    m_atEnd = false;
    {
        const std::lock_guard lock(m_mutex);
        m_status.link = ended ? Link::Up : m_connectWanted ? Link::Connecting : Link::Down;
        m_status.ended = ended;
        if (!error || !error->cancelled()) // our own stop says nothing about the source
            m_status.error = std::move(error);
    }
    m_changed();
    m_submitted();
}

void StreamReader::seekNow(const StopToken& stop)
{
    MediaTime to{};
    std::uint64_t generation = 0;
    std::uint32_t asked = 0;
    {
        const std::lock_guard lock(m_mutex);
        to = *m_seekTo;
        generation = m_seekGeneration;
        asked = m_seeksAsked;
        m_seekTo.reset();
    }
    m_pending.reset();
    m_overlaps = false;
    setEnded(false);
    m_emulator.clear(m_services.clock.now());
    const StopToken connection = armConnection(stop);
    auto done = m_demuxer->seek(to - m_offset, connection);
    if (!done && !done.error().cancelled())
        m_services.log.warning("reader", "seek: {}", done.error().message());
    {
        const std::lock_guard lock(m_mutex);
        m_status.generation = generation;
        m_status.seeksDone = asked;
    }
    m_changed();
}

} // namespace sluice
