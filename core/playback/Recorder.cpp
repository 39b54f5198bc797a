// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/Recorder.h"

namespace sluice {

Recorder::Recorder(std::string path, Services services) : m_path(std::move(path)), m_services(services) { }

void Recorder::setStreams(const MediaInfo& media)
{
    const std::lock_guard lock(m_mutex);
    if (!m_media) // a file has one header: what a later connection brings must fit it
        m_media = media;
}

void Recorder::add(const CodedPacket& packet)
{
    const std::size_t size = packet.size;
    if (m_queuedBytes.fetch_add(size) + size <= kQueueBytes && m_queue.tryPush(packet))
        return;
    m_queuedBytes -= size;
    const std::lock_guard lock(m_mutex);
    m_lost = true;
}

// Out of the queue.
std::optional<CodedPacket> Recorder::taken(std::optional<CodedPacket> packet)
{
    if (packet)
        m_queuedBytes -= packet->size;
    return packet;
}

Step Recorder::step(const StopToken& stop)
{
    constexpr Duration kPatience = milliseconds(200);
    constexpr Duration kLook = milliseconds(20);
    if (!knowsStreams()) // the first packets may be here before: they wait, the first keyframe among them
        return Step::until(m_services.clock.now() + kLook);
    if (auto packet = taken(m_queue.pop(stop, kPatience)))
        write(std::move(*packet), stop);
    return Step::again();
}

bool Recorder::knowsStreams() const
{
    const std::lock_guard lock(m_mutex);
    return m_media.has_value();
}

void Recorder::write(CodedPacket packet, const StopToken& stop)
{
    std::optional<MediaInfo> media;
    {
        const std::lock_guard lock(m_mutex);
        if (m_error)
            return;
        media = m_media;
    }
    if (!media)
        return;
    const bool startsHere = !media->video || (packet.kind == StreamKind::Video && packet.keyframe);
    if (!m_muxer && !startsHere)
        return;
    Result<void> done;
    if (!m_muxer) {
        Muxer::Options options;
        options.url = "file:" + m_path;
        options.video = media->video;
        options.audio = media->audio;
        options.recording = true; // takes no other file's place
        auto muxer = Muxer::open(options, m_services.resolver, m_services.clock, m_services.log, stop);
        if (muxer) {
            m_muxer = std::move(*muxer);
            const std::lock_guard lock(m_mutex);
            m_taken = m_muxer->path();
        } else {
            done = muxer.error();
        }
        m_base = packet.dts.time_since_epoch();
    }
    if (m_muxer && packet.dts.time_since_epoch() >= *m_base) {
        packet.pts -= *m_base;
        packet.dts -= *m_base;
        done = m_muxer->write(packet, stop);
    }
    if (!done && !done.error().cancelled())
        note(done.error());
}

void Recorder::note(const Error& error)
{
    const std::lock_guard lock(m_mutex);
    if (!m_error)
        m_error = error;
}

std::string Recorder::path() const
{
    const std::lock_guard lock(m_mutex);
    return m_taken;
}

void Recorder::finish()
{
    constexpr Duration kDeadline = seconds(2);
    const TimePoint until = m_services.clock.now() + kDeadline;
    while (auto packet = taken(m_queue.tryPop())) {
        if (m_services.clock.now() >= until) {
            note(Error(ErrorCode::FileUnwritable,
                {path(), QT_TRANSLATE_NOOP("core", "nothing was taken for too long")}));
            break;
        }
        write(std::move(*packet), StopToken());
    }
    if (m_muxer)
        if (auto finished = m_muxer->finish(kDeadline, StopToken()); !finished)
            note(finished.error());
    m_muxer.reset();
}

std::optional<Error> Recorder::error() const
{
    const std::lock_guard lock(m_mutex);
    if (m_lost && !m_error)
        return Error(ErrorCode::FileUnwritable, {m_path, QT_TRANSLATE_NOOP("core", "the disk is too slow")});
    return m_error;
}

} // namespace sluice
