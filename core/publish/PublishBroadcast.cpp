// SPDX-License-Identifier: GPL-3.0-or-later
// The part of PublishPipeline that makes a broadcast, of encoders and destinations, and ends it.
#include <algorithm>

#include "core/base/Url.h"
#include "core/publish/PublishPipeline.h"

namespace sluice {

namespace {

Error encoderSilent(const VideoEncoderConfig& config)
{
    return Error(ErrorCode::EncoderFailed, {config.encoder, QT_TRANSLATE_NOOP("core", "it does not answer")});
}

} // namespace

void PublishPipeline::begin(const LiveConfig& config, const StopToken& giveUp)
{
    const CaptureNode::Status capture = m_capture.status();
    const CaptureNode::Status screen = m_screen.status();
    {
        const std::lock_guard lock(m_mutex);
        m_sends.clear();
        m_pauses.clear();
        m_video.setPaused(false); // a pause that came while the last one ended
        m_audio.setPaused(false);
        m_layouts.assign(1, {m_services.clock.now(), m_layout.kind});
        m_startedAt = m_services.clock.now();
        m_startedWall = m_services.clock.wallNow();
        m_endedAt.reset();
        m_error.reset();
        m_config = config;
        m_capturedBefore = capture.captured + screen.captured;
        m_droppedBefore = capture.dropped + screen.dropped;
        // A source that is slower than asked for is encoded at its own rate: its frames are all there are. One that
        // has not said so yet is not waited for: slots that it leaves empty do no harm.
        const auto& opened = m_layout.usesScreen() ? screen.opened : capture.opened;
        if (opened && opened->rate.numerator > 0 && opened->rate.value() < config.video.rate.value())
            m_config.video.rate = opened->rate;
    }
    keepScreenAt(m_config.video.rate);
    m_bytesSeen = 0;
    m_sentRate.clear();
    m_events.clear();
    m_microphoneSilent = false; // told again: it belongs to this broadcast too
    m_events.add(
        EventKind::Connecting, m_services.clock.now(), Sentence(QT_TRANSLATE_NOOP("core", "Connecting")));
    noteLogo();
    setState(State::Connecting);
    LiveConfig opened = m_config;
    const auto done
        = m_video.hangs() ? Result<void>(encoderSilent(config.video)) : openEncoders(opened, giveUp);
    if (giveUp.stop_requested()) { // cancelled meanwhile: no destination is to see anything of it
        noteEnd();
        return;
    }
    if (!done) {
        m_events.add(EventKind::Warning, m_services.clock.now(), done.error().sentence());
        noteEnd();
        setState(State::Failed, done.error());
        return;
    }
    {
        const std::lock_guard lock(m_mutex);
        m_config = opened;
    }
    m_hub = std::make_shared<PacketHub>(true, true);
    if (!config.recordFile.empty())
        m_recordings.start(config.recordFile);
    m_recordings.begin(m_videoEncoder->info(), m_audioEncoder->info());
    m_hub->setTap([this](const CodedPacket& packet) { m_recordings.push(packet); });
    std::vector<std::shared_ptr<Send>> made;
    made.reserve(m_config.destinations.size());
    for (const Destination& destination : m_config.destinations)
        made.push_back(makeSend(m_config, destination));
    for (const auto& send : made)
        m_hub->addQueue(send->queue);
    if (!adopt(made))
        return;
    beginAdapting(m_services.clock.now());
    attachEncoders(m_config);
    for (const auto& send : made)
        send->runner->start();
}

// The log is this broadcast's; what was wrong with the logo before it began belongs to it, too.
void PublishPipeline::noteLogo()
{
    const std::lock_guard lock(m_mutex);
    if (m_logoError)
        m_events.add(EventKind::Warning, m_services.clock.now(), m_logoError->sentence());
}

void PublishPipeline::setLogoError(const std::optional<Error>& error)
{
    {
        const std::lock_guard lock(m_mutex);
        m_logoError = error;
    }
    noteLogo();
}

// False when it was cancelled before; from here on stop() finds the destinations itself.
bool PublishPipeline::adopt(std::vector<std::shared_ptr<Send>> made)
{
    const std::lock_guard lock(m_mutex);
    if (m_state == State::Stopping)
        return false;
    m_sends = std::move(made);
    return true;
}

// Nothing interrupts an encoder that opens, so it does that aside.
Result<std::unique_ptr<VideoEncoder>> PublishPipeline::openVideo(
    LiveConfig& config, const StopToken& giveUp, std::optional<Error>& why)
{
    struct Opened {
        Result<std::unique_ptr<VideoEncoder>> encoder;
        VideoEncoderConfig config;
        std::optional<Error> why;
    };
    const bool builtIn = std::ranges::any_of(config.destinations, &Destination::builtInServer);
    auto opened = m_opening.of(config.video.encoder)
                      ->ask(
                          [video = config.video, open = config.openVideo, builtIn]() mutable {
                              std::optional<Error> wrong;
                              auto encoder = openOrSpare(video, open, builtIn, wrong);
                              return Opened{std::move(encoder), video, wrong};
                          },
                          config.openingPatience, giveUp);
    if (opened) {
        config.video = opened->config;
        if (opened->why)
            why = opened->why;
        return std::move(opened->encoder);
    }
    if (giveUp.stop_requested())
        return Error(ErrorCode::Cancelled);
    const Error silent = encoderSilent(config.video);
    const std::string spare = VideoEncoderConfig().encoder;
    if (config.video.encoder == spare)
        return silent;
    why = silent;
    config.video.encoder = spare;
    return openVideo(config, giveUp, why);
}

Result<void> PublishPipeline::openEncoders(LiveConfig& config, const StopToken& giveUp)
{
    std::optional<Error> why;
    auto video = openVideo(config, giveUp, why);
    if (!video)
        return video.error();
    if (why) {
        m_services.log.warning("publish", "{} ({})", why->message(), why->detail());
        const TimePoint now = m_services.clock.now();
        m_events.add(EventKind::Warning, now, why->sentence());
        m_events.add(EventKind::EncoderReplaced, now,
            Sentence(QT_TRANSLATE_NOOP("core", "The stream is encoded by x264 instead.")));
    }
    auto audio = AudioEncoder::open(config.audio);
    if (!audio)
        return audio.error();
    m_videoEncoder = std::move(*video);
    m_audioEncoder = std::move(*audio);
    return {};
}

// On the encoding thread.
Result<VideoNode::Live::Replacement> PublishPipeline::replaceEncoder(
    const LiveConfig& config, const Error& cause, int kbps)
{
    auto spare = spareWhileLive(config.video);
    if (!spare)
        return cause;
    if (kbps > 0)
        spare->bitrateKbps = kbps;
    auto opened = config.openVideo ? config.openVideo(*spare) : VideoEncoder::open(*spare);
    if (!opened)
        return opened.error();
    m_services.log.warning("publish", "{} ({})", cause.message(), cause.detail());
    m_events.add(EventKind::EncoderReplaced, m_services.clock.now(),
        Sentence(QT_TRANSLATE_NOOP("core", "The encoder %1 failed; the stream goes on with %2."),
            {config.video.encoder, spare->encoder}));
    return VideoNode::Live::Replacement{std::move(*opened), openAnew(*spare, config.openVideo)};
}

// On the encoding thread. What was announced did not happen, and that is said, too.
void PublishPipeline::noteNotAnew(const Error& cause)
{
    m_services.log.warning("publish", "{} ({})", cause.message(), cause.detail());
    m_events.add(EventKind::Warning, m_services.clock.now(),
        Sentence(QT_TRANSLATE_NOOP("core",
            "The encoder could not be opened with another bitrate; it goes on with the one that it has.")));
}

std::shared_ptr<PublishPipeline::Send> PublishPipeline::makeSend(
    const LiveConfig& config, const Destination& destination)
{
    const std::optional<Url> url = Url::parse(destination.url);
    Sender::Config sender;
    sender.muxer.url = destination.url;
    sender.muxer.video = m_videoEncoder->info();
    sender.muxer.audio = m_audioEncoder->info();
    sender.muxer.sendKbps = config.video.bitrateKbps + config.audio.bitrateKbps;
    sender.muxer.tcpNoDelay = destination.builtInServer;
    sender.host = url ? url->host : std::string();
    sender.builtInServer = destination.builtInServer;
    sender.dropStale = destination.dropStale;
    sender.givenUp = destination.givenUp;
    sender.noPicture
        = [this, video = config.video] { return m_video.status().error.value_or(encoderSilent(video)); };
    sender.besideOthers = config.destinations.size() > 1 && !(url && url->isFile());
    sender.seed = static_cast<std::uint64_t>(m_services.clock.now().time_since_epoch().count());

    auto send = std::make_shared<Send>();
    send->destination = destination;
    send->host = url ? url->hostPort() : std::string();
    // Where others watch through other destinations, one that is slow waits for the next regular keyframe.
    send->queue = std::make_shared<PacketQueue>(
        [this] { m_video.requestKeyframe(); }, config.destinations.size() <= 1);
    send->sender = std::make_unique<Sender>(sender, send->queue,
        Sender::Services{m_services.clock, m_services.resolver, m_services.log, m_services.tlsReason},
        [this] { m_controlRunner->wake(); });
    send->runner = std::make_unique<Runner>(*send->sender, m_services.clock, "sender");
    return send;
}

void PublishPipeline::attachEncoders(const LiveConfig& config)
{
    const TimePoint now = m_services.clock.now();
    const VideoFrame last = m_video.preview();
    const TimePoint epoch = last ? FrameCadence::onBeat(last.captured, config.video.rate, now) : now;
    const auto push = [hub = m_hub, &clock = m_services.clock](
                          const CodedPacket& packet) { hub->push(packet, clock.now()); };
    AudioNode::Live audio;
    audio.encoder = std::move(m_audioEncoder);
    audio.epoch = epoch;
    audio.packet = push;
    m_audio.goLive(std::move(audio));
    VideoNode::Live video;
    video.encoder = std::move(m_videoEncoder);
    video.rate = config.video.rate;
    video.gop = config.video.gop;
    video.epoch = epoch;
    video.stamps = config.video.stamps;
    video.packet = push;
    video.taken = [hub = m_hub, &clock = m_services.clock] { hub->expectVideo(clock.now()); };
    video.anew = openAnew(config.video, config.openVideo);
    video.notAnew = [this](const Error& cause) { noteNotAnew(cause); };
    video.replace
        = [this, config](const Error& cause, int kbps) { return replaceEncoder(config, cause, kbps); };
    m_video.goLive(std::move(video));
}

// Everything that was captured still leaves, but nobody waits for a peer that takes nothing.
void PublishPipeline::end()
{
    const auto running = sends();
    if (!m_hub)
        return;
    m_hub->ends();
    if (!m_video.endLive())
        m_events.add(EventKind::Warning, m_services.clock.now(), encoderSilent(m_config.video).sentence());
    m_audio.endLive();
    m_hub->finish();
    m_recordings.finish();
    const TimePoint deadline = m_services.clock.now() + kDrainDeadline;
    const auto over = [](const auto& send) {
        if (send->runner->finished()) // it was told to stop, whatever it was at
            return true;
        const SenderState state = send->sender->status().state;
        return state == SenderState::Ended || state == SenderState::Failed;
    };
    for (const auto& send : running)
        send->runner->wake();
    while (!std::ranges::all_of(running, over) && m_services.clock.now() < deadline)
        m_services.clock.sleepFor(milliseconds(10), StopToken());
    for (const auto& send : running)
        send->runner->requestStop();
    for (const auto& send : running) {
        send->runner->join();
        send->sender->close();
    }
    for (const auto& send : running) {
        noteSender(*send, send->sender->status());
        noteDrops(*send, m_services.clock.now(), true);
    }
    noteOverload(m_services.clock.now(), true);
    m_recordings.join(deadline + kFileGrace, kSlowDisk);
    m_hub.reset();
    noteEnd();
}

bool PublishPipeline::everLive() const
{
    return std::ranges::any_of(sends(), [](const auto& send) { return send->timesLive > 0; });
}

void PublishPipeline::noteEnd()
{
    endPause();
    m_events.add(EventKind::Stopped, m_services.clock.now(),
        Sentence(everLive() ? QT_TRANSLATE_NOOP("core", "Stream ended")
                            : QT_TRANSLATE_NOOP("core", "The stream did not begin.")));
    const std::lock_guard lock(m_mutex);
    m_endedAt = m_services.clock.now();
}

} // namespace sluice
