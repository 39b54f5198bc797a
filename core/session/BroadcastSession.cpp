// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/BroadcastSession.h"

#include <atomic>
#include <cmath>
#include <filesystem>
#include <mutex>
#include <string_view>

#include "core/av/Remux.h"
#include "core/base/Aside.h"
#include "core/base/Redact.h"
#include "core/capture/SourceFactory.h"
#include "core/publish/PublishPipeline.h"
#include "core/server/ServerTypes.h"
#include "core/session/Background.h"
#include "core/session/BroadcastFigures.h"
#include "core/session/ConfidenceMonitor.h"
#include "core/session/Notifier.h"

namespace sluice {

namespace {

constexpr std::string_view kNone = "none";

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
              {services.clock, services.resolver, services.log, services.tlsReason},
              [n = changed]() mutable { n.tell(); }, [n = frameChanged]() mutable { n.tell(); })
        , converter(session, [this](const Result<std::string>& made) { onConverted(made); })
        , tidier(session, [](std::size_t) {})
    { }

    void onConverted(const Result<std::string>& made)
    {
        conversion.running = false;
        if (made) {
            conversion.made = *made;
            shelf.becameMp4(conversion.from, *made);
        } else {
            conversion.error = made.error();
        }
        emit q->changed();
    }

    void onChanged()
    {
        const PublishPipeline::Status now = pipeline.status();
        const auto state = now.state;
        shelf.take(now.recordings.files);
        const bool over = state == PublishPipeline::State::Idle || state == PublishPipeline::State::Failed;
        const bool ended = over && std::exchange(running, !over);
        emit q->changed();
        if (ended)
            emit q->finished();
    }

    // The canvas and the sources' mode are the encoding's from now on.
    void takeShape()
    {
        const VideoRequest wanted{encoding.video.size, encoding.video.rate};
        const bool other = !(std::exchange(shape, wanted) == wanted);
        pipeline.setCanvas(wanted.size, wanted.rate);
        if (other && previewing)
            applySources();
    }

    void applySources()
    {
        if (!previewing) {
            pipeline.setSources(std::nullopt);
            return;
        }
        PublishPipeline::Sources made;
        made.request = shape;
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
    BroadcastEncoding encoding; // of the next time live
    VideoRequest shape; // of what is shown and sent now
    Layout layout;
    std::string slate;
    BroadcastRequest request;
    Duration gop{}; // of what is sent now
    OwnServer ownServer;
    bool previewing = false;
    bool running = false;
    bool muted = false;
    bool desktopMuted = false;
    BroadcastSound sound;
    BroadcastStatus::Conversion conversion;
    std::atomic<double> converted = 0; // 0…1
    RecordingShelf shelf;
    // Declared last: their threads end before what they use.
    PublishPipeline pipeline;
    Background<Result<std::string>> converter;
    Aside disk;
    Background<std::size_t> tidier;
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

void BroadcastSession::setLogoError(const std::optional<Error>& error)
{
    d->pipeline.setLogoError(error);
    emit changed();
}

void BroadcastSession::setEncoding(const BroadcastEncoding& encoding)
{
    d->encoding = encoding;
    if (live())
        return; // the running stream keeps its shape
    d->takeShape();
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

void BroadcastSession::setOwnServer(OwnServer server)
{
    d->ownServer = std::move(server);
}

void BroadcastSession::startPreview()
{
    if (d->previewing)
        return;
    d->takeShape();
    d->previewing = true;
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
    if (!live())
        d->takeShape(); // what was set while live counts from here
    startPreview();
    d->request = request;
    d->running = true;
    d->shelf.take(d->pipeline.status().recordings.files); // the pipeline forgets them now
    d->shelf.nextBegins();
    PublishPipeline::LiveConfig config;
    config.video = d->encoding.video;
    d->gop = config.video.gop;
    config.video.size = d->shape.size; // what is composed
    config.video.rate = d->shape.rate;
    config.audio = d->encoding.audio;
    config.adaptive = d->encoding.adaptive;
    const auto add = [&config, this](const std::string& url, const std::string& shown, bool builtIn) {
        const OwnServer server = builtIn ? d->ownServer : OwnServer();
        config.destinations.push_back({url, shown, builtIn, server.dropStale, server.givenUp});
    };
    add(request.url, request.shownUrl, request.builtInServer);
    for (const BroadcastDestination& more : request.more)
        add(more.url, more.shownUrl, more.builtInServer);
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

void BroadcastSession::forgetHalves(const std::string& folder)
{
    d->tidier.start([disk = &d->disk, folder](const StopToken& stop) {
        constexpr Duration kPatience = seconds(60); // for a folder of thousands on a slow disk
        return disk->ask([folder] { return sluice::forgetHalves(folder); }, kPatience, stop).value_or(0);
    });
}

void BroadcastSession::cancelConversion()
{
    d->converter.cancel();
    d->conversion.running = false;
    emit changed();
}

void BroadcastSession::takeOff(const std::string& path)
{
    d->shelf.takeOff(path);
    if (d->conversion.from == path)
        d->conversion.error.reset();
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
    BroadcastStatus status = broadcastFigures(now);
    status.destination = redactUrl(d->request.shownUrl.empty() ? d->request.url : d->request.shownUrl, true);
    status.builtInServer = d->request.builtInServer;
    status.sources = d->sources;
    status.sound = d->sound;
    status.muted = d->muted;
    status.desktopMuted = d->desktopMuted;
    status.microphoneSilent = status.microphoneSilent && d->sources.microphone != kNone;
    status.layout = d->layout;
    const CaptureNode::Status& main = d->layout.usesScreen() ? now.screen : now.capture;
    status.cameraRunning = d->layout.kind == LayoutKind::Slate || (main.running && !now.video.slate);
    status.captureFps = main.fps;
    status.adaptedKbps = now.videoKbps + d->encoding.audio.bitrateKbps;
    status.kept = d->shelf.newestFirst();
    status.conversion = d->conversion;
    status.conversion.progress = d->converted;
    if (d->monitor && d->monitor->following())
        status.glassToGlass = d->monitor->glassToGlass();
    if (status.glassToGlass)
        status.browserDelay = browserDelay(d->request.hlsFragment, d->gop);
    const bool on = live();
    if (now.liveSince && on)
        status.live = d->services.clock.now() - *now.liveSince;
    if (on)
        return status;
    status.size = d->encoding.video.size;
    status.fps = d->encoding.video.rate.value();
    status.targetKbps = d->encoding.video.bitrateKbps + d->encoding.audio.bitrateKbps;
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
