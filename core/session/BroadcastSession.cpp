// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/BroadcastSession.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <string_view>

#include "core/av/Remux.h"
#include "core/base/Redact.h"
#include "core/capture/SourceFactory.h"
#include "core/publish/PublishPipeline.h"
#include "core/session/Background.h"
#include "core/session/ConfidenceMonitor.h"
#include "core/session/Notifier.h"

namespace sluice {

namespace {

constexpr std::string_view kNone = "none";

BroadcastState stateOf(PublishPipeline::State state)
{
    switch (state) {
    case PublishPipeline::State::Idle:
        return BroadcastState::Idle;
    case PublishPipeline::State::Connecting:
        return BroadcastState::Connecting;
    case PublishPipeline::State::Live:
        return BroadcastState::Live;
    case PublishPipeline::State::Reconnecting:
        return BroadcastState::Reconnecting;
    case PublishPipeline::State::Stopping:
        return BroadcastState::Stopping;
    case PublishPipeline::State::Failed:
        break;
    }
    return BroadcastState::Failed;
}

BroadcastState stateOf(SenderState state)
{
    switch (state) {
    case SenderState::Connecting:
        return BroadcastState::Connecting;
    case SenderState::Live:
        return BroadcastState::Live;
    case SenderState::Reconnecting:
        return BroadcastState::Reconnecting;
    case SenderState::Ended:
        return BroadcastState::Idle;
    case SenderState::Failed:
        break;
    }
    return BroadcastState::Failed;
}

} // namespace

class BroadcastSession::Private {
public:
    Private(BroadcastSession* session, SessionServices s)
        : q(session)
        , services(std::move(s))
        , changed(session, [this] { onChanged(); })
        , frameChanged(session, [session] { emit session->frameChanged(); })
        , factory(std::make_shared<Factory>(services))
        , pipeline(
              {services.clock, services.resolver, services.log}, [n = changed]() mutable { n.tell(); },
              [n = frameChanged]() mutable { n.tell(); })
        , converter(session, [this](const Result<std::string>& made) { onConverted(made); })
    { }

    void onConverted(const Result<std::string>& made)
    {
        conversion.running = false;
        if (made)
            conversion.made = *made;
        else
            conversion.error = made.error();
        emit q->changed();
    }

    void onChanged()
    {
        const auto state = pipeline.status().state;
        const bool over = state == PublishPipeline::State::Idle || state == PublishPipeline::State::Failed;
        const bool ended = over && std::exchange(running, !over);
        emit q->changed();
        if (ended)
            emit q->finished();
    }

    void applySources()
    {
        if (!previewing) {
            pipeline.setSources(std::nullopt);
            return;
        }
        PublishPipeline::Sources made;
        made.request = {encoding.video.size, encoding.video.rate};
        made.soundExpected = sources.microphone != kNone;
        made.camera = [f = factory, id = sources.camera] {
            const std::lock_guard lock(f->mutex);
            return f->factory.camera(id);
        };
        made.screen = [f = factory, id = sources.screen] {
            const std::lock_guard lock(f->mutex);
            return f->factory.screen(id);
        };
        made.cameraName = sources.camera;
        made.screenName = sources.screen;
        made.microphoneName = sources.microphone;
        made.desktopName = sources.desktop;
        made.microphone = [f = factory, id = sources.microphone] {
            const std::lock_guard lock(f->mutex);
            return f->factory.microphone(id);
        };
        if (sources.desktop != kNone)
            made.desktop = [f = factory, id = sources.desktop] {
                const std::lock_guard lock(f->mutex);
                return f->factory.desktopSound(id);
            };
        pipeline.setSources(std::move(made));
    }

    // The factory belongs to one thread at a time; sources are made on the threads that read them.
    struct Factory {
        explicit Factory(const SessionServices& s) : factory(s.clock, s.resolver, s.log, s.sound) { }
        std::mutex mutex;
        SourceFactory factory; // mutex
    };

    BroadcastSession* const q;
    SessionServices services;
    Notifier changed;
    Notifier frameChanged;
    std::shared_ptr<Factory> factory;
    BroadcastSources sources;
    BroadcastEncoding encoding;
    Layout layout;
    std::string slate;
    BroadcastRequest request;
    std::function<void()> dropStale;
    bool previewing = false;
    bool running = false;
    bool muted = false;
    bool desktopMuted = false;
    BroadcastSound sound;
    BroadcastStatus::Conversion conversion;
    std::atomic<double> converted = 0; // 0…1
    // Declared last: their threads end before what they use.
    PublishPipeline pipeline;
    Background<Result<std::string>> converter;
    std::unique_ptr<ConfidenceMonitor> monitor;
};

BroadcastSession::BroadcastSession(SessionServices services, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(services)))
{ }

BroadcastSession::~BroadcastSession()
{
    d->changed.detach();
    d->frameChanged.detach();
}

void BroadcastSession::setSources(const BroadcastSources& sources)
{
    d->sources = sources;
    if (d->previewing)
        d->applySources();
}

void BroadcastSession::setLayout(const Layout& layout)
{
    if (layout == d->layout)
        return;
    d->layout = layout;
    d->pipeline.setLayout(layout);
    emit changed();
}

void BroadcastSession::setSlate(const std::string& path)
{
    if (path == d->slate)
        return;
    d->slate = path;
    d->pipeline.setSlate(path);
}

void BroadcastSession::setOverlay(const VideoFrame& picture, int x, int y)
{
    d->pipeline.setOverlay(picture ? std::make_shared<const Overlay>(picture, x, y) : nullptr);
}

void BroadcastSession::setEncoding(const BroadcastEncoding& encoding)
{
    const bool canvasChanged
        = encoding.video.size != d->encoding.video.size || encoding.video.rate != d->encoding.video.rate;
    d->encoding = encoding;
    if (live())
        return; // the running stream keeps its shape
    d->pipeline.setCanvas(encoding.video.size, encoding.video.rate);
    if (canvasChanged && d->previewing)
        d->applySources();
}

void BroadcastSession::setMuted(bool muted)
{
    d->muted = muted;
    d->pipeline.setMuted(PublishPipeline::kMicrophone, muted);
    emit changed();
}

void BroadcastSession::setDesktopMuted(bool muted)
{
    d->desktopMuted = muted;
    d->pipeline.setMuted(PublishPipeline::kDesktop, muted);
    emit changed();
}

void BroadcastSession::setSound(const BroadcastSound& sound)
{
    const auto linear = [](double db) { return static_cast<float>(std::pow(10.0, db / 20.0)); };
    d->sound = sound;
    PublishPipeline::Sound made;
    made.gain = {linear(sound.microphoneGainDb), linear(sound.desktopGainDb)};
    made.noiseSuppression = sound.noiseSuppression;
    made.limiter = sound.limiter;
    made.offset = sound.offset;
    d->pipeline.setSound(made);
}

void BroadcastSession::setCameraControls(const CameraControlMemory& memory)
{
    const std::lock_guard lock(d->factory->mutex);
    d->factory->factory.keepCameraControls(memory);
}

void BroadcastSession::setDropStale(std::function<void()> dropStale)
{
    d->dropStale = std::move(dropStale);
}

void BroadcastSession::startPreview()
{
    if (d->previewing)
        return;
    d->previewing = true;
    d->pipeline.setCanvas(d->encoding.video.size, d->encoding.video.rate);
    d->applySources();
}

void BroadcastSession::stopPreview()
{
    if (!d->previewing || live())
        return;
    d->previewing = false;
    d->applySources();
}

void BroadcastSession::goLive(const BroadcastRequest& request)
{
    startPreview();
    d->request = request;
    d->running = true;
    PublishPipeline::LiveConfig config;
    config.video = d->encoding.video;
    config.audio = d->encoding.audio;
    config.adaptive = d->encoding.adaptive;
    config.destinations.push_back({request.url, request.shownUrl, request.builtInServer,
        request.builtInServer ? d->dropStale : std::function<void()>()});
    for (const BroadcastDestination& more : request.more)
        config.destinations.push_back({more.url, more.shownUrl, more.builtInServer,
            more.builtInServer ? d->dropStale : std::function<void()>()});
    config.recordFile = request.recordFile;
    d->pipeline.start(std::move(config));
}

void BroadcastSession::end()
{
    d->pipeline.stop();
}

void BroadcastSession::setPaused(bool paused)
{
    d->pipeline.setPaused(paused);
}

void BroadcastSession::setRecording(const RecordingSettings& settings)
{
    d->pipeline.recordings().setSettings(settings);
}

void BroadcastSession::startRecording()
{
    d->pipeline.recordings().start();
    emit changed();
}

void BroadcastSession::stopRecording()
{
    d->pipeline.recordings().stop();
    emit changed();
}

void BroadcastSession::convert(const std::string& path)
{
    if (d->conversion.running)
        return;
    d->conversion = {};
    d->conversion.running = true;
    d->conversion.from = path;
    d->converted = 0;
    RemuxRequest request;
    request.from = path;
    request.to = std::filesystem::path(path).replace_extension(".mp4").string();
    request.removeOriginal = true;
    request.progress = [p = d.get(), n = d->changed](double share) mutable {
        if (static_cast<int>(share * 100) != static_cast<int>(p->converted.exchange(share) * 100))
            n.tell();
    };
    d->converter.start([request, s = d->services](const StopToken& stop) {
        return remuxToMp4(request, s.resolver, s.clock, s.log, stop);
    });
    emit changed();
}

void BroadcastSession::cancelConversion()
{
    d->converter.cancel();
    d->conversion.running = false;
    emit changed();
}

ConfidenceMonitor& BroadcastSession::monitor()
{
    if (!d->monitor)
        d->monitor = std::make_unique<ConfidenceMonitor>(d->services);
    return *d->monitor;
}

void BroadcastSession::saveReplay()
{
    d->pipeline.recordings().saveReplay();
    emit changed();
}

void BroadcastSession::retryNow()
{
    d->pipeline.retryNow();
}

void BroadcastSession::retryNow(std::size_t destination)
{
    d->pipeline.retryNow(destination);
}

void BroadcastSession::viewerJoined()
{
    d->pipeline.viewerJoined();
}

const SessionServices& BroadcastSession::services() const
{
    return d->services;
}

BroadcastStatus BroadcastSession::status() const
{
    const PublishPipeline::Status now = d->pipeline.status();
    BroadcastStatus status;
    status.state = stateOf(now.state);
    status.destination = redactUrl(d->request.shownUrl.empty() ? d->request.url : d->request.shownUrl, true);
    status.builtInServer = d->request.builtInServer;
    status.sources = d->sources;
    status.sound = d->sound;
    status.error = now.error;
    status.cameraError = now.capture.error;
    const auto& microphone = now.audio.inputs[PublishPipeline::kMicrophone];
    const auto& desktop = now.audio.inputs[PublishPipeline::kDesktop];
    status.microphoneError = microphone.error ? microphone.error : now.audio.error;
    status.desktopError = desktop.error;
    status.microphoneSilent = microphone.silent && d->sources.microphone != kNone;
    status.microphoneMeter = microphone.levels;
    status.desktopMeter = desktop.levels;
    status.desktopMuted = d->desktopMuted;
    status.screenError = now.screen.error;
    const CaptureNode::Status& main = d->layout.usesScreen() ? now.screen : now.capture;
    status.cameraRunning = d->layout.kind == LayoutKind::Slate || (main.running && !now.video.slate);
    status.layout = d->layout;
    status.slateError = now.slateError;
    status.slateReady = now.slateReady;
    status.shown = now.video.layout;
    status.inset = now.video.inset;
    status.muted = d->muted;
    status.captureFps = main.fps;
    status.targetKbps = now.targetKbps;
    status.adaptedKbps = now.videoKbps + d->encoding.audio.bitrateKbps;
    status.networkNotice = now.networkNotice;
    status.droppedCapture = now.video.leftOut;
    status.droppedEncode = now.capture.dropped;
    status.droppedNetwork = now.droppedNetwork;
    status.paused = now.paused;
    status.recordings = now.recordings;
    status.conversion = d->conversion;
    status.conversion.progress = d->converted;
    if (d->monitor && d->monitor->following())
        status.glassToGlass = d->monitor->glassToGlass();
    status.frames = now.video.encoded;
    status.encoderLoad = now.video.load;
    status.meter = now.audio.mix;
    const bool on = live();
    status.size = on ? now.size : d->encoding.video.size;
    status.fps = (on ? now.rate : d->encoding.video.rate).value();
    if (!on)
        status.targetKbps = d->encoding.video.bitrateKbps + d->encoding.audio.bitrateKbps;
    for (const Duration queued : now.queued)
        status.sendQueue = std::max(status.sendQueue, queued);
    for (std::size_t i = 0; i < now.senders.size(); ++i) {
        const SenderStatus& sender = now.senders[i];
        status.destinations.push_back({now.shownUrls[i], stateOf(sender.state), sender.error, sender.retryAt,
            now.queued[i], now.dropped[i], sender.reconnects, now.sent[i]});
        status.reconnects += sender.reconnects;
        if (sender.retryAt)
            status.retryAt = sender.retryAt;
    }
    const auto liveCount = std::ranges::count(now.senders, SenderState::Live, &SenderStatus::state);
    status.sentKbps = now.sentKbps / static_cast<double>(std::max<std::ptrdiff_t>(1, liveCount));
    if (now.liveSince && on)
        status.live = d->services.clock.now() - *now.liveSince;
    return status;
}

VideoFrame BroadcastSession::latestFrame() const
{
    return d->pipeline.preview();
}

EventLog::Slice BroadcastSession::eventsSince(std::uint64_t position) const
{
    return d->pipeline.events().since(position);
}

LiveReport BroadcastSession::report() const
{
    LiveReport report = d->pipeline.report();
    report.settings = d->request.settingsForReport;
    return report;
}

bool BroadcastSession::live() const
{
    const auto state = d->pipeline.status().state;
    return state == PublishPipeline::State::Connecting || state == PublishPipeline::State::Live
        || state == PublishPipeline::State::Reconnecting;
}

} // namespace sluice
