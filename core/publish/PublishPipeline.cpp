// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/publish/PublishPipeline.h"

#include <fmt/format.h>

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
    giveUp();
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
    m_commands.push({Command::Kind::Sources, std::move(sources), std::nullopt}, Counts::Latest);
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
    m_commands.push(std::move(command), Counts::Latest);
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
    Command command{Command::Kind::Start, std::nullopt, std::move(config)};
    {
        const std::lock_guard lock(m_mutex);
        m_giveUp = StopSource();
        command.giveUp = m_giveUp.get_token();
    }
    m_commands.push(std::move(command), Counts::Each);
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
    giveUp();
    if (connecting) // nothing is owed to a peer that was never live
        for (const auto& send : sends())
            send->runner->requestStop();
    m_commands.push({Command::Kind::Stop, std::nullopt, std::nullopt}, Counts::Each);
    m_controlRunner->wake();
    m_changed();
}

// Whoever waits for an encoder to open does so no more.
void PublishPipeline::giveUp()
{
    const auto source = [this] {
        const std::lock_guard lock(m_mutex);
        return m_giveUp;
    }();
    source.request_stop();
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
        begin(*command.config, command.giveUp);
        break;
    case Command::Kind::Stop:
        end();
        setState(State::Idle);
        break;
    }
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

namespace {
bool sameError(const std::optional<Error>& a, const std::optional<Error>& b)
{
    return a.has_value() == b.has_value()
        && (!a || (a->code() == b->code() && a->sentence() == b->sentence()));
}
} // namespace

void PublishPipeline::setState(State state, std::optional<Error> error)
{
    {
        const std::lock_guard lock(m_mutex);
        const bool stopping = m_state == State::Stopping && state != State::Idle;
        if (stopping || (m_state == state && sameError(m_error, error)))
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
