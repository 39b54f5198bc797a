// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/LiveRun.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include "app/StreamKeys.h"
#include "core/base/Aside.h"
#include "core/base/Redact.h"
#include "core/base/Url.h"
#include "core/session/FromSettings.h"
#include "core/settings/ServiceCatalog.h"

namespace sluice {

namespace {

Error notReached(const std::string& shownUrl)
{
    const auto url = Url::parse(shownUrl);
    return Error(ErrorCode::ConnectionTimedOut, {url ? url->hostPort() : shownUrl});
}

} // namespace

LiveRun::LiveRun(AppContext& context, LiveCommand command, CommonOptions common)
    : m_context(context)
    , m_command(std::move(command))
    , m_common(std::move(common))
    , m_timeline(context.broadcast, context.clock, [this] { onTimeline(); })
    , m_keyReader(this, [this](const Result<std::string>& text) { takeKeys(text); })
    , m_painter(this, [this](const Result<TrimmingsPicture>& painted) { takeTrimmings(painted); })
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer); // a coarse one may be 5 % off
    connect(&m_timer, &QTimer::timeout, this, [this] { m_context.broadcast.end(); });
    connect(&m_context.server, &ServerSession::changed, this, &LiveRun::onServer);
    connect(&m_context.broadcast, &BroadcastSession::changed, this, &LiveRun::onBroadcast);
    // The slate gives way to a camera's first picture without any other word.
    connect(&m_context.broadcast, &BroadcastSession::frameChanged, this, &LiveRun::goLiveWhenReady);
    connect(&m_context.broadcast, &BroadcastSession::finished, this, [this] {
        if (m_started)
            finish(m_context.broadcast.status().error);
    });
}

void LiveRun::begin()
{
    if (!m_command.keyFile.empty()) {
        readKeys();
        return;
    }
    const auto awaited = fetchKeys();
    if (!awaited) {
        complain(awaited.error());
        emit over(kExitBadArguments);
    } else if (!*awaited) {
        proceed();
    }
}

void LiveRun::readKeys()
{
    static constexpr Duration kPatience = seconds(60); // a password manager may ask for its own first
    m_keyReader.start([path = m_command.keyFile](const StopToken& stop) {
        Aside aside;
        const auto text = aside.ask([path] { return readKeyText(path); }, kPatience, stop);
        return text.value_or(Error(ErrorCode::FileUnreadable, {path, "nothing came in 60 s"}));
    });
}

void LiveRun::takeKeys(const Result<std::string>& text)
{
    if (m_finished)
        return;
    if (!text) {
        complain(text.error());
        emit over(kExitBadArguments);
        return;
    }
    m_keyText = *text;
    proceed();
}

// A key that nobody gave may be in the keychain, under an address that was saved. False: nothing is waited for.
Result<bool> LiveRun::fetchKeys()
{
    if (std::getenv("SLUICE_STREAM_KEY") != nullptr)
        return false;
    std::vector<std::string*> urls{&m_command.url};
    for (std::string& more : m_command.moreUrls)
        urls.push_back(&more);
    for (const std::string* url : urls)
        if (m_context.destinations.countAt(QString::fromStdString(*url)) > 1)
            return Error(ErrorCode::BadArgument,
                {"Several destinations are saved at " + redactUrl(*url, true)
                    + ", each with a stream key of its own. Give the key that is meant with --key-file."});
    for (std::string* url : urls) {
        const SavedDestination* saved = m_context.destinations.ofServer(QString::fromStdString(*url));
        if (!saved)
            continue;
        ++m_awaitedKeys;
        m_context.destinations.key(saved->id, [this, url, server = saved->server](const QString& key) {
            if (!key.isEmpty())
                *url = withStreamKey(server.toStdString(), key.toStdString());
            if (--m_awaitedKeys == 0 && !m_finished)
                proceed();
        });
    }
    return m_awaitedKeys > 0;
}

void LiveRun::proceed()
{
    auto settings = m_context.settingsFor(m_common);
    if (!settings) {
        complain(settings.error());
        emit over(kExitBadArguments);
        return;
    }
    auto plan = livePlanFor(m_command, m_keyText, *settings);
    if (!plan) {
        complain(plan.error());
        emit over(kExitBadArguments);
        return;
    }
    m_plan = std::move(*plan);
    noteLimits();
    m_begun = true;
    m_begunAt = m_context.clock.wallNow();
    if (!m_common.timelinePath.empty())
        m_timeline.create(m_common.timelinePath);
    m_context.broadcast.setEncoding(m_plan.encoding);
    m_context.broadcast.setLayout(m_plan.layout);
    m_context.broadcast.setSlate(m_plan.slate);
    paint();
    m_context.broadcast.setSources(m_plan.sources);
    m_context.broadcast.setSound(m_plan.sound);
    m_context.broadcast.setRecording(m_plan.recording);
    if (m_plan.record)
        m_context.broadcast.startRecording();
    m_context.broadcast.setCameraControls(m_plan.cameraControls);
    m_context.broadcast.setDesktopMuted(m_plan.desktopMuted);
    m_context.broadcast.startPreview(); // devices warm up while the server starts
    static constexpr milliseconds kSoundPatience{
        3000}; // the stream must be live, or have failed, within 10 s
    QTimer::singleShot(kSoundPatience, this, [this] {
        m_soundGivenUp = true;
        goLiveWhenReady();
    });
    if (m_plan.builtIn)
        m_context.server.start(m_plan.server);
}

// Once: here neither the texts nor the layout change any more. Beside a window, that draws them.
void LiveRun::paint()
{
    static constexpr Duration kPatience = seconds(10); // for the logo's disk
    m_trimmed = !m_common.headless || m_plan.trimmings.none();
    if (m_trimmed)
        return;
    m_painter.start([what = m_plan.trimmings, layout = m_plan.layout, canvas = m_plan.encoding.video.size](
                        const StopToken& stop) -> Result<TrimmingsPicture> {
        Aside disk;
        auto painted
            = disk.ask([what, layout, canvas, stop] { return paintTrimmings(what, layout, canvas, stop); },
                kPatience, stop);
        if (!painted)
            return Error(ErrorCode::FileUnreadable, {what.logo, std::string(kDiskSilent)});
        return *std::move(painted);
    });
}

void LiveRun::takeTrimmings(const Result<TrimmingsPicture>& painted)
{
    if (!painted) {
        finish(painted.error());
        return;
    }
    m_context.broadcast.setOverlay(painted->picture, painted->corner.x, painted->corner.y);
    m_trimmed = true;
    goLiveWhenReady();
}

// stderr says nothing at the default level; whoever asks for warnings reads what a service will not like.
void LiveRun::noteLimits() const
{
    const StreamFacts facts = streamFactsOf(m_plan.encoding, m_plan.builtIn);
    std::vector<std::string> urls{m_plan.request.url};
    for (const BroadcastDestination& more : m_plan.request.more)
        urls.push_back(more.url);
    for (const std::string& url : urls)
        if (const Service* service = ServiceCatalog::builtIn().ofUrl(url))
            for (const Sentence& broken : brokenLimits(*service, facts))
                m_context.log.warning("live", "{}", broken.english());
}

void LiveRun::onServer()
{
    if (!m_plan.builtIn || m_finished)
        return;
    const ServerInfo info = m_context.server.info();
    if (info.state != ServerState::Failed)
        goLiveWhenReady();
    else if (m_started)
        loseServer(info.error);
    else
        finish(info.error);
}

// Once it has begun, the built-in server is a destination as any other: where there are more, they go on.
void LiveRun::loseServer(const std::optional<Error>& error)
{
    if (m_serverLost || !error)
        return;
    complain(*(m_serverLost = error));
    if (m_plan.request.more.empty())
        m_context.broadcast.end();
}

// Once the server answers and the sources run. A source that cannot be opened at the start is a wrong choice, said
// before anyone watches a slate; one that fails later is replaced until it is back.
void LiveRun::goLiveWhenReady()
{
    if (!m_begun || !m_trimmed || m_started || m_finished || !m_timeline.ready())
        return;
    const BroadcastStatus status = m_context.broadcast.status();
    for (const auto* error : {&status.cameraError, &status.screenError, &status.slateError,
             &status.microphoneError, &status.desktopError}) {
        if (!*error)
            continue;
        finish(*error);
        return;
    }
    const ServerInfo info = m_context.server.info();
    if (!status.soundReady && !m_soundGivenUp) // it may yet turn out to be a wrong choice
        return;
    if (!status.cameraRunning || !status.slateReady || (m_plan.builtIn && info.state != ServerState::Ready))
        return;
    const auto place = [&info](const auto& destination, std::string& url, std::string& shown) {
        if (destination.builtInServer) {
            url = info.publishUrl;
            shown = info.playUrl;
        }
    };
    place(m_plan.request, m_plan.request.url, m_plan.request.shownUrl);
    for (BroadcastDestination& more : m_plan.request.more)
        place(more, more.url, more.shownUrl);
    m_started = true;
    m_timeline.start();
    m_context.server.setStreamState(StreamState::Created); // pieces of an earlier broadcast go
    m_context.broadcast.goLive(m_plan.request);
}

// The name that was taken: another than the wanted one, where that was taken already. What ended it is said once: the
// stream goes on, and nobody looks at a window.
void LiveRun::sayRecording()
{
    for (const KeptFile& file : m_context.broadcast.status().recordings.files) {
        if (const auto failure = file.file.failure()) {
            if (!m_recordingFailure)
                complain(*(m_recordingFailure = failure));
            continue;
        }
        if (m_recordingSaid || file.file.state == FileRecorder::State::Waiting)
            continue;
        m_recordingSaid = true;
        print(QStringLiteral("record ") + QString::fromStdString(file.file.path));
    }
}

void LiveRun::onBroadcast()
{
    goLiveWhenReady();
    if (!m_started || m_finished) // another's, beside a window
        return;
    announce();
    sayRecording();
    sayDestinations();
    sayEncoder();
}

// It goes on with sound alone, and nobody looks at a window.
void LiveRun::sayEncoder()
{
    const auto error = m_context.broadcast.status().encoderError;
    if (m_announced && error && !std::exchange(m_encoderSaid, true))
        complain(*error);
}

// One of several that failed for good: the others go on, and nobody looks at a window.
void LiveRun::sayDestinations()
{
    const auto destinations = m_context.broadcast.status().destinations;
    for (std::size_t i = 0; destinations.size() > 1 && i < destinations.size(); ++i)
        if (destinations[i].state == BroadcastState::Failed && destinations[i].error
            && m_destinationsSaid.insert(i).second)
            complain(*destinations[i].error);
}

// A file that cannot even be made is a wrong choice; one that fails later is given up, and the stream goes on.
void LiveRun::onTimeline()
{
    if (m_finished)
        return;
    const auto& error = m_timeline.error();
    if (!error) {
        goLiveWhenReady();
    } else if (!m_started) {
        finish(error);
    } else {
        m_timelineSaid = true;
        complain(*error);
    }
}

void LiveRun::announce()
{
    if (m_announced || m_context.broadcast.status().state != BroadcastState::Live)
        return;
    m_announced = true;
    m_context.server.setStreamState(StreamState::Live);
    const auto say = [this](bool builtIn, const std::string& shown) {
        if (!builtIn)
            print(QStringLiteral("publish ") + QString::fromStdString(shown));
        else
            for (const QString& line : addressLines(m_context.server.info()))
                print(line);
    };
    say(m_plan.request.builtInServer, m_plan.request.shownUrl);
    for (const auto& destination : m_plan.request.more)
        say(destination.builtInServer, destination.shownUrl);
    if (m_common.runFor)
        m_timer.start(std::chrono::duration_cast<milliseconds>(*m_common.runFor));
}

void LiveRun::interrupt()
{
    m_interrupted = true;
    if (m_started)
        m_context.broadcast.end();
    else
        finish(std::nullopt);
}

// Where nothing was begun, of what was to be.
LiveReport LiveRun::report() const
{
    LiveReport report = m_context.broadcast.report();
    report.settings = m_plan.request.settingsForReport;
    if (m_started || !m_begun)
        return report;
    report.startedAtEpochMs = epochMs(m_begunAt);
    const auto add = [&report](bool builtIn, const std::string& shown) {
        report.destinations.push_back({.url = builtIn ? "built-in" : shown, .state = "idle"});
    };
    add(m_plan.request.builtInServer, m_plan.request.shownUrl);
    for (const BroadcastDestination& more : m_plan.request.more)
        add(more.builtInServer, more.shownUrl);
    return report;
}

void LiveRun::finish(std::optional<Error> error)
{
    if (std::exchange(m_finished, true))
        return;
    m_timeline.finish();
    LiveReport written = report();
    if (error)
        complain(*error);
    if (error && !written.error)
        written.error = ReportError::of(error);
    m_context.server.setStreamState(StreamState::Ended);
    m_context.server.stop();
    // Whoever asked for a recording and has none, or not all of it, learns so; it was said when it happened.
    if (!written.error && m_recordingFailure)
        written.error = ReportError::of(m_recordingFailure);
    if (!written.error && m_serverLost)
        written.error = ReportError::of(m_serverLost);
    // So does who asked for a destination that nothing, or not all, was sent to.
    for (std::size_t i = 0; i < written.destinations.size() && !m_interrupted && !error; ++i) {
        LiveReport::Destination& one = written.destinations[i];
        if (!one.error && m_announced && one.state == "connecting") // others had the time for it
            one.error = ReportError::of(notReached(one.url));
        if (!one.error || one.state == "ended")
            continue;
        if (!m_destinationsSaid.contains(i))
            std::fprintf(stderr, "%s\n", redact(one.error->message).c_str());
        written.error = written.error ? written.error : one.error;
    }
    if (const auto& lost = m_timeline.error(); lost && !error) {
        if (!m_timelineSaid)
            complain(*lost);
        written.error = written.error ? written.error : ReportError::of(lost);
    }
    int status = written.error ? kExitFailed : m_interrupted ? kExitInterrupted : kExitOk;
    if (!m_common.reportPath.empty()) {
        if (auto done = writeReport(m_common.reportPath, written); !done) {
            complain(done.error());
            status = kExitFailed;
        }
    }
    emit over(status);
}

} // namespace sluice
