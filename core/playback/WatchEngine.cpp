// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/playback/WatchEngine.h"

#include <array>
#include <utility>

namespace sluice {

namespace {

// What every sink is asked for: the rate nearly all streams and devices have.
constexpr AudioFormat kOutputFormat{48000, 2};

} // namespace

WatchEngine::WatchEngine(Config config, Services services, Callbacks callbacks)
    : m_config(std::move(config))
    , m_services(std::move(services))
    , m_callbacks(std::move(callbacks))
    , m_link(m_config.link)
{ }

WatchEngine::~WatchEngine()
{
    close();
}

void WatchEngine::close()
{
    if (std::exchange(m_closed, true))
        return;
    const std::array runners{m_readerRunner.get(), m_deliveryRunner.get(), m_audioRunner.get(),
        m_videoRunner.get(), m_presentRunner.get(), m_recordRunner.get()};
    if (m_reader)
        m_reader->disconnect();
    for (Runner* runner : runners)
        if (runner)
            runner->requestStop();
    if (m_speaker)
        m_speaker->close();
    for (Runner* runner : runners)
        if (runner)
            runner->join();
    if (m_recorder)
        m_recorder->finish();
    for (const auto& sink : m_config.videoSinks)
        sink->close();
}

Result<std::optional<Error>> WatchEngine::start()
{
    for (const auto& sink : m_config.videoSinks)
        if (auto opened = sink->open(); !opened)
            return opened.error();
    auto speaker = openSpeaker(m_config.audioOut);
    if (!speaker)
        return speaker.error();
    makeNodes();
    for (const auto& runner : {m_readerRunner.get(), m_deliveryRunner.get(), m_audioRunner.get(),
             m_videoRunner.get(), m_presentRunner.get()})
        runner->start();
    if (m_recordRunner)
        m_recordRunner->start();
    return speaker;
}

// The sink tells the format it runs with; where that is not what was asked for, the ring is made anew for it.
Result<std::optional<Error>> WatchEngine::openSpeaker(const std::string& id)
{
    const auto tryOpen = [&](const std::string& which, AudioFormat format) -> Result<AudioFormat> {
        auto made = m_services.sinks.audio(which);
        if (!made)
            return made.error();
        m_speaker = std::move(*made);
        m_output = std::make_unique<AudioOutput>(format);
        return m_speaker->open(format, *m_output);
    };
    auto opened = tryOpen(id, kOutputFormat);
    if (opened && *opened != kOutputFormat) {
        const AudioFormat its = *opened;
        m_speaker->close();
        opened = tryOpen(id, its);
    }
    if (opened)
        return std::optional<Error>();
    const Error problem = opened.error();
    if (problem.category()
        == ErrorCategory::Config) // a file that cannot be written, a name that makes no sense
        return problem;
    auto silent = tryOpen("null", kOutputFormat);
    if (!silent)
        return silent.error();
    return std::optional(problem);
}

void WatchEngine::makeNodes()
{
    Clock& clock = m_services.clock;
    if (!m_config.recordFile.empty()) {
        m_recorder = std::make_unique<Recorder>(
            m_config.recordFile, Recorder::Services{clock, m_services.resolver, m_services.log});
        m_recordRunner = std::make_unique<Runner>(*m_recorder, clock, "record");
    }
    m_reader = std::make_unique<StreamReader>(m_config.url,
        StreamReader::Services{clock, m_services.resolver, m_services.log, m_services.tlsReason}, m_link,
        m_callbacks.changed, [this] { m_deliveryRunner->wake(); });
    m_delivery = std::make_unique<Delivery>(
        clock, m_link, m_buffer, *m_config.arrivals, [this](const CodedPacket& packet) {
            if (m_recorder)
                m_recorder->add(packet);
            if (m_link.waitingBytes() > 0) // room has come free: the reader may be waiting for it
                m_readerRunner->wake();
        });
    m_audio
        = std::make_unique<AudioPlayer>(clock, m_buffer, *m_output, m_callbacks.changed, m_config.decoding);
    m_video = std::make_unique<VideoPlayer>(
        m_buffer, m_frames, [this] { m_presentRunner->wake(); }, m_callbacks.changed, m_config.decoding);
    std::vector<VideoSink*> sinks;
    sinks.reserve(m_config.videoSinks.size());
    for (const auto& sink : m_config.videoSinks)
        sinks.push_back(sink.get());
    m_presenter = std::make_unique<Presenter>(
        clock, m_frames, *m_output, std::move(sinks), m_callbacks.shown, [this] { m_videoRunner->wake(); });
    m_readerRunner = std::make_unique<Runner>(*m_reader, clock, "reader");
    m_deliveryRunner = std::make_unique<Runner>(*m_delivery, clock, "delivery");
    m_audioRunner = std::make_unique<Runner>(*m_audio, clock, "audio-decode");
    m_videoRunner = std::make_unique<Runner>(*m_video, clock, "video-decode");
    m_presentRunner = std::make_unique<Runner>(*m_presenter, clock, "present");
    m_buffer.setListener([this] {
        if (!m_placed || !m_output->gate())
            m_callbacks.changed(); // the control waits for a start, or a level
        m_audioRunner->wake();
        m_videoRunner->wake();
    });
}

void WatchEngine::connect()
{
    const PlaybackBuffer::Snapshot stored = m_buffer.snapshot();
    std::optional<MediaTime> end = stored.videoEnd;
    if (stored.audioEnd && (!end || *stored.audioEnd > *end))
        end = stored.audioEnd;
    m_reader->setContinuation({end, stored.videoDts, stored.audioDts});
    m_delivery->resetBroken();
    m_reader->connect();
    m_readerRunner->wake();
}

void WatchEngine::disconnect()
{
    m_reader->disconnect();
    m_readerRunner->wake();
}

void WatchEngine::setStreams(const MediaInfo& media)
{
    if (media.video && (!m_media || !m_media->video))
        m_video->setStream(*media.video);
    if (media.audio && (!m_media || !m_media->audio))
        m_audio->setStream(*media.audio);
    m_audio->setPictures(media.video.has_value());
    m_media = media;
    if (m_recorder)
        m_recorder->setStreams(media);
    wakeAll();
}

void WatchEngine::hold(bool hold)
{
    m_reader->hold(hold);
    if (!hold)
        m_readerRunner->wake();
}

void WatchEngine::setGate(bool open, TimePoint from)
{
    if (m_output->gate() == open)
        return;
    m_output->setGate(open, from);
    m_presentRunner->wake();
}

void WatchEngine::setRate(double rate)
{
    m_audio->setRate(rate);
    m_output->setRate(rate);
    m_presenter->setRate(rate);
}

void WatchEngine::playFrom(MediaTime position, std::uint64_t generation)
{
    m_placed = true;
    m_audio->restart(position, generation);
    m_video->restart(position, generation);
    m_presenter->restart(generation);
    if (!m_media || !m_media->audio)
        m_output->restart(position); // nobody else writes
    wakeAll();
}

void WatchEngine::seekSource(MediaTime to, std::uint64_t generation)
{
    m_reader->seek(to, generation);
    m_readerRunner->wake();
}

std::optional<Error> WatchEngine::checkSpeaker(TimePoint now)
{
    auto problem = m_speaker->poll(now);
    if (!problem)
        return std::nullopt;
    m_speaker->close();
    if (auto made = m_services.sinks.audio("null")) {
        m_speaker = std::move(*made);
        (void)m_speaker->open(m_output->format(), *m_output);
    }
    return problem;
}

bool WatchEngine::allPlayed(TimePoint now) const
{
    if (!m_media || !m_buffer.ended())
        return false;
    if (m_media->audio && (!m_audio->drained() || m_output->buffered() > Duration::zero()))
        return false;
    const auto heard = m_output->movedAt();
    if (m_media->audio && !m_media->video)
        return !heard || now >= *heard + milliseconds(50);
    if (!m_media->video)
        return true;
    if (!m_video->drained() || m_frames.size() > 0)
        return false;
    const auto clock = m_output->mediaTime(now);
    const auto until = m_presenter->shownUntil();
    return !clock || !until || *clock >= *until;
}

void WatchEngine::wakeAll()
{
    for (const auto& runner : {m_readerRunner.get(), m_deliveryRunner.get(), m_audioRunner.get(),
             m_videoRunner.get(), m_presentRunner.get()})
        runner->wake();
}

} // namespace sluice
