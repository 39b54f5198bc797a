// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/PublishPipeline.h"

#include <algorithm>

#include <fmt/format.h>

#include "core/base/Redact.h"
#include "core/base/Url.h"

namespace sluice {

class PublishPipeline::Control final : public Node {
public:
    explicit Control(PublishPipeline& pipeline) : m_pipeline(pipeline) { }
    Step step(const StopToken&) override { return m_pipeline.control(); }

private:
    PublishPipeline& m_pipeline;
};

namespace {

// Until a canvas is asked for.
constexpr VideoSize kFirstCanvas{1280, 720};
constexpr FrameRate kFirstRate{30, 1};

// 0.2 s of the chosen bitrate, 32 … 128 KiB: the kernel's own default would hide seconds of congestion.
int sendBufferFor(int kbps)
{
    return std::clamp(kbps * 1000 / 8 / 5, 32 * 1024, 128 * 1024);
}

} // namespace

PublishPipeline::PublishPipeline(
    Services services, std::function<void()> changed, std::function<void()> previewChanged)
    : m_services(services)
    , m_changed(std::move(changed))
    , m_recordings(Recordings::servicesFor(services.clock, services.resolver, services.log, m_events),
          [this] {
              m_controlRunner->wake();
              m_changed();
          })
    , m_capture(
          services.clock, [this] { m_videoRunner.wake(); }, [this] { noteLost(m_capture); })
    , m_screen(
          services.clock, [this] { m_videoRunner.wake(); }, [this] { noteLost(m_screen); })
    , m_slateReel([this] { m_slateRunner.wake(); })
    , m_video(services.clock, {m_capture.mailbox(), m_screen.mailbox(), &m_slateReel}, kFirstCanvas,
          kFirstRate, std::move(previewChanged))
    , m_slate({services.clock, services.resolver, services.log}, m_slateReel, m_changed)
    , m_audio(services.clock, kInputs, m_changed, [this] { m_audioRunner.wake(); })
    , m_control(std::make_unique<Control>(*this))
    , m_captureRunner(m_capture, services.clock, "capture")
    , m_screenRunner(m_screen, services.clock, "screen")
    , m_videoRunner(m_video, services.clock, "video-encode")
    , m_slateRunner(m_slate, services.clock, "slate")
    , m_audioRunner(m_audio, services.clock, "audio-encode")
    , m_controlRunner(std::make_unique<Runner>(*m_control, services.clock, "publish-control"))
{
    for (std::size_t i = 0; i < kInputs; ++i)
        m_inputRunners.push_back(
            std::make_unique<Runner>(m_audio.input(i), services.clock, fmt::format("audio-in-{}", i)));
    m_slate.setCanvas(kFirstCanvas, kFirstRate);
    m_captureRunner.start();
    m_screenRunner.start();
    m_videoRunner.start();
    m_slateRunner.start();
    m_audioRunner.start();
    for (const auto& runner : m_inputRunners)
        runner->start();
    m_controlRunner->start();
}

PublishPipeline::~PublishPipeline()
{
    for (const auto& send : sends()) // whoever connects or writes gives up now
        send->runner->requestStop();
    m_controlRunner->requestStop();
    m_controlRunner->join();
    end();
    std::vector<Runner*> runners{
        &m_captureRunner, &m_screenRunner, &m_videoRunner, &m_slateRunner, &m_audioRunner};
    for (const auto& runner : m_inputRunners)
        runners.push_back(runner.get());
    for (Runner* runner : runners)
        runner->requestStop();
    for (Runner* runner : runners)
        runner->join();
}

void PublishPipeline::setSources(std::optional<Sources> sources)
{
    (void)m_commands.tryPush({Command::Kind::Sources, std::move(sources), std::nullopt});
    m_controlRunner->wake();
}

void PublishPipeline::setCanvas(VideoSize size, FrameRate rate)
{
    m_video.setCanvas(size, rate);
    m_slate.setCanvas(size, rate);
    m_slateRunner.wake();
}

void PublishPipeline::setLayout(const Layout& layout)
{
    m_video.setLayout(layout);
    m_videoRunner.wake();
    Command command{Command::Kind::Layout, std::nullopt, std::nullopt};
    command.layout = layout;
    (void)m_commands.tryPush(std::move(command));
    m_controlRunner->wake();
}

void PublishPipeline::setSlate(const std::string& path)
{
    m_slate.setFile(path);
    m_slateRunner.wake();
}

void PublishPipeline::setMuted(Input input, bool muted)
{
    m_audio.setMuted(input, muted);
}

void PublishPipeline::setSound(const Sound& sound)
{
    for (std::size_t i = 0; i < kInputs; ++i)
        m_audio.setGain(i, sound.gain[i]);
    m_audio.setNoiseSuppression(kMicrophone, sound.noiseSuppression);
    m_audio.setLimiter(sound.limiter);
    m_audio.setOffset(sound.offset);
}

void PublishPipeline::start(LiveConfig config)
{
    setState(State::Connecting);
    (void)m_commands.tryPush({Command::Kind::Start, std::nullopt, std::move(config)});
    m_controlRunner->wake();
}

void PublishPipeline::stop()
{
    bool connecting = false;
    {
        const std::lock_guard lock(m_mutex);
        connecting = m_state == State::Connecting;
        if (m_state == State::Connecting || m_state == State::Live || m_state == State::Reconnecting)
            m_state = State::Stopping;
    }
    if (connecting) // nothing is owed to a peer that was never live
        for (const auto& send : sends())
            send->runner->requestStop();
    (void)m_commands.tryPush({Command::Kind::Stop, std::nullopt, std::nullopt});
    m_controlRunner->wake();
    m_changed();
}

void PublishPipeline::setPaused(bool paused)
{
    const TimePoint now = m_services.clock.now();
    {
        const std::lock_guard lock(m_mutex);
        const bool live = m_state == State::Live || m_state == State::Reconnecting;
        const bool before = !m_pauses.empty() && !m_pauses.back().until;
        if (before == paused || (paused && !live))
            return;
        if (paused)
            m_pauses.push_back({now, {}});
        else
            m_pauses.back().until = now;
        m_video.setPaused(paused);
        m_audio.setPaused(paused);
    }
    m_videoRunner.wake();
    m_events.add(paused ? EventKind::LivePaused : EventKind::LiveResumed, now,
        Sentence(paused ? QT_TRANSLATE_NOOP("core", "Paused: viewers see the slate and hear nothing")
                        : QT_TRANSLATE_NOOP("core", "The pause is over")));
    m_changed();
}

// With the broadcast; nothing is told.
void PublishPipeline::endPause()
{
    const std::lock_guard lock(m_mutex);
    if (!m_pauses.empty() && !m_pauses.back().until)
        m_pauses.back().until = m_services.clock.now();
    m_video.setPaused(false);
    m_audio.setPaused(false);
    m_videoRunner.wake();
}

void PublishPipeline::retryNow()
{
    for (const auto& send : sends()) {
        if (send->sender->status().state == SenderState::Failed) // it would only fail again
            continue;
        send->sender->retryNow();
        send->runner->wake();
    }
}

void PublishPipeline::retryNow(std::size_t destination)
{
    const auto all = sends();
    if (destination >= all.size())
        return;
    all[destination]->sender->retryNow();
    all[destination]->runner->wake();
}

void PublishPipeline::viewerJoined()
{
    m_video.viewerJoined();
}

// --- the control thread -----------------------------------------------------------------------------------------

Step PublishPipeline::control()
{
    constexpr Duration kLook = milliseconds(50); // states are told at once by a wake; figures this often
    while (auto command = m_commands.tryPop())
        apply(std::move(*command));
    watchSenders();
    watchSources();
    m_recordings.look();
    const TimePoint now = m_services.clock.now();
    measure(now);
    adapt(now);
    return Step::until(now + kLook);
}

void PublishPipeline::apply(Command command)
{
    switch (command.kind) {
    case Command::Kind::Sources:
        applySources(std::move(command.sources));
        break;
    case Command::Kind::Layout:
        applyLayout(command.layout);
        break;
    case Command::Kind::Start:
        end();
        begin(*command.config);
        break;
    case Command::Kind::Stop:
        end();
        setState(State::Idle);
        break;
    }
}

void PublishPipeline::begin(const LiveConfig& config)
{
    const CaptureNode::Status capture = m_capture.status();
    const CaptureNode::Status screen = m_screen.status();
    {
        const std::lock_guard lock(m_mutex);
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
        // A source that is slower than asked for is encoded at its own rate: its frames are all there are.
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
    setState(State::Connecting);
    LiveConfig opened = m_config;
    if (auto done = openEncoders(opened); !done) {
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
    {
        const std::lock_guard lock(m_mutex);
        m_sends = made;
    }
    beginAdapting(m_services.clock.now());
    attachEncoders(m_config);
    for (const auto& send : made)
        send->runner->start();
}

Result<void> PublishPipeline::openEncoders(LiveConfig& config)
{
    std::optional<Error> why;
    const bool builtIn = std::ranges::any_of(config.destinations, &Destination::builtInServer);
    auto video = openOrSpare(config.video, config.openVideo, builtIn, why);
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
Result<std::unique_ptr<VideoEncoder>> PublishPipeline::replaceEncoder(
    const LiveConfig& config, const Error& cause)
{
    const auto spare = spareWhileLive(config.video);
    if (!spare)
        return cause;
    auto opened = config.openVideo ? config.openVideo(*spare) : VideoEncoder::open(*spare);
    if (!opened)
        return opened.error();
    m_services.log.warning("publish", "{} ({})", cause.message(), cause.detail());
    m_events.add(EventKind::EncoderReplaced, m_services.clock.now(),
        Sentence(QT_TRANSLATE_NOOP("core", "The encoder %1 failed; the stream goes on with %2."),
            {config.video.encoder, spare->encoder}));
    return opened;
}

std::shared_ptr<PublishPipeline::Send> PublishPipeline::makeSend(
    const LiveConfig& config, const Destination& destination)
{
    const std::optional<Url> url = Url::parse(destination.url);
    Sender::Config sender;
    sender.muxer.url = destination.url;
    sender.muxer.video = m_videoEncoder->info();
    sender.muxer.audio = m_audioEncoder->info();
    sender.muxer.sendBufferBytes = sendBufferFor(config.video.bitrateKbps + config.audio.bitrateKbps);
    sender.muxer.tcpNoDelay = destination.builtInServer;
    sender.host = url ? url->host : std::string();
    sender.builtInServer = destination.builtInServer;
    sender.dropStale = destination.dropStale;
    sender.besideOthers = config.destinations.size() > 1 && !(url && url->isFile());
    sender.seed = static_cast<std::uint64_t>(m_services.clock.now().time_since_epoch().count());

    auto send = std::make_shared<Send>();
    send->destination = destination;
    send->host = url ? url->hostPort() : std::string();
    // Where others watch through other destinations, one that is slow waits for the next regular keyframe.
    send->queue = std::make_shared<PacketQueue>(
        [this] { m_video.requestKeyframe(); }, config.destinations.size() <= 1);
    send->sender = std::make_unique<Sender>(sender, send->queue,
        Sender::Services{m_services.clock, m_services.resolver, m_services.log},
        [this] { m_controlRunner->wake(); });
    send->runner = std::make_unique<Runner>(*send->sender, m_services.clock, "sender");
    return send;
}

void PublishPipeline::attachEncoders(const LiveConfig& config)
{
    const TimePoint epoch = m_services.clock.now();
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
    video.replace = [this, config](const Error& cause) { return replaceEncoder(config, cause); };
    m_video.goLive(std::move(video));
}

// Everything that was captured still leaves, but nobody waits for a peer that takes nothing.
void PublishPipeline::end()
{
    const auto running = sends();
    if (!m_hub)
        return;
    m_video.endLive();
    m_audio.endLive();
    m_hub->finish();
    m_recordings.finish();
    const TimePoint deadline = m_services.clock.now() + kDrainDeadline;
    const auto over = [](const auto& send) {
        const SenderState state = send->sender->status().state;
        return state == SenderState::Ended || state == SenderState::Failed;
    };
    for (const auto& send : running)
        send->runner->wake();
    while (!std::ranges::all_of(running, over) && m_services.clock.now() < deadline)
        m_services.clock.sleepFor(milliseconds(10), StopToken());
    for (const auto& send : running)
        send->runner->requestStop();
    for (const auto& send : running)
        send->runner->join();
    for (const auto& send : running) {
        noteSender(*send, send->sender->status());
        noteDrops(*send, m_services.clock.now(), true);
    }
    m_recordings.join(deadline + kFileGrace);
    m_hub.reset();
    endPause();
    m_events.add(
        EventKind::Stopped, m_services.clock.now(), Sentence(QT_TRANSLATE_NOOP("core", "Stream ended")));
    const std::lock_guard lock(m_mutex);
    m_endedAt = m_services.clock.now();
}

// The stream's state is that of its best destination.
void PublishPipeline::watchSenders()
{
    State state = State::Idle;
    std::optional<Error> error;
    {
        const std::lock_guard lock(m_mutex);
        if (m_state != State::Connecting && m_state != State::Live && m_state != State::Reconnecting)
            return;
    }
    const auto running = sends();
    if (running.empty())
        return;
    bool live = false;
    bool reconnecting = false;
    bool connecting = false;
    for (const auto& send : running) {
        const SenderStatus status = send->sender->status();
        noteSender(*send, status);
        live |= status.state == SenderState::Live;
        // One that was never live is tried again only for as long as another is, or may yet be.
        reconnecting |= status.state == SenderState::Reconnecting && status.liveSince;
        connecting |= status.state == SenderState::Connecting;
        if (status.error)
            error = status.error;
    }
    if (live)
        state = State::Live;
    else if (reconnecting)
        state = State::Reconnecting;
    else if (connecting)
        state = State::Connecting;
    else
        state = error ? State::Failed : State::Idle;
    if (state == State::Failed)
        end();
    setState(state, live ? std::nullopt : error);
}

void PublishPipeline::noteSender(Send& send, const SenderStatus& now)
{
    if (send.seen == now.state)
        return;
    send.seen = now.state;
    const TimePoint at = m_services.clock.now();
    const bool several = severalDestinations();
    if (now.state == SenderState::Live)
        ++send.timesLive;
    if (now.state == SenderState::Live && send.timesLive == 1)
        m_events.add(EventKind::Live, at,
            several ? Sentence(QT_TRANSLATE_NOOP("core", "Live at %1"), {send.host})
                    : Sentence(QT_TRANSLATE_NOOP("core", "Live")));
    else if (now.state == SenderState::Live)
        m_events.add(EventKind::DestinationBack, at,
            several ? Sentence(QT_TRANSLATE_NOOP("core", "Live again at %1"), {send.host})
                    : Sentence(QT_TRANSLATE_NOOP("core", "Live again")));
    else if (now.state == SenderState::Reconnecting && now.error)
        m_events.add(EventKind::DestinationLost, at, now.error->sentence());
    else if (now.state == SenderState::Failed && now.error)
        m_events.add(EventKind::DestinationFailed, at, now.error->sentence());
}

void PublishPipeline::measure(TimePoint now)
{
    std::int64_t bytes = 0;
    for (const auto& send : sends()) {
        const std::int64_t sent = send->sender->status().bytes;
        bytes += sent;
        if (sent > send->bytesSeen)
            send->rate.add(sent - send->bytesSeen, now);
        send->bytesSeen = sent;
    }
    if (bytes > m_bytesSeen)
        m_sentRate.add(bytes - m_bytesSeen, now);
    m_bytesSeen = bytes;
}

void PublishPipeline::setState(State state, std::optional<Error> error)
{
    {
        const std::lock_guard lock(m_mutex);
        const bool stopping = m_state == State::Stopping && state != State::Idle;
        if (stopping || (m_state == state && m_error.has_value() == error.has_value()))
            return;
        m_state = state;
        m_error = std::move(error);
    }
    m_changed();
}

std::vector<std::shared_ptr<PublishPipeline::Send>> PublishPipeline::sends() const
{
    const std::lock_guard lock(m_mutex);
    return m_sends;
}

} // namespace sluice
