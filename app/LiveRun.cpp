// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/LiveRun.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

#include <QFile>

#include "core/base/Redact.h"
#include "core/base/Url.h"
#include "core/session/FromSettings.h"
#include "core/settings/ServiceCatalog.h"

namespace sluice {

namespace {

// A key is short: whoever names a wrong file is told so instead of sending it.
constexpr std::size_t kMaxKeyBytes = 1024;

Result<std::string> textFrom(const std::string& path)
{
    QFile file;
    const bool opened = path == "-"
        ? file.open(stdin, QIODevice::ReadOnly)
        : (file.setFileName(QString::fromStdString(path)), file.open(QIODevice::ReadOnly));
    if (!opened)
        return Error(ErrorCode::FileUnreadable, {path, file.errorString().toStdString()});
    const QByteArray text = file.read(qint64(kMaxKeyBytes) * 8 + 1);
    return text.toStdString();
}

// One key for each of `count` addresses: a line each, where there are several. No keys at all: as many empty ones.
Result<std::vector<std::string>> keysFor(std::size_t count, const LiveCommand& command)
{
    std::string text;
    if (!command.keyFile.empty()) {
        auto read = textFrom(command.keyFile);
        if (!read)
            return read.error();
        text = *read;
    } else if (const char* fromEnvironment = std::getenv("SLUICE_STREAM_KEY")) {
        text = fromEnvironment;
    } else {
        return std::vector<std::string>(count);
    }
    QList<QByteArray> lines{QByteArray::fromStdString(text)};
    if (count > 1)
        lines = lines.front().split('\n');
    std::vector<std::string> keys;
    for (const QByteArray& line : lines)
        keys.push_back(line.trimmed().toStdString());
    while (keys.size() > count && keys.back().empty())
        keys.pop_back();
    const bool bad = std::ranges::any_of(keys, [](const std::string& key) {
        return key.size() > kMaxKeyBytes || key.find('\n') != std::string::npos;
    });
    const bool none = std::ranges::all_of(keys, [](const std::string& key) { return key.empty(); });
    if (bad || keys.size() != count || (none && !command.keyFile.empty()))
        return Error(ErrorCode::FileUnreadable,
            {command.keyFile.empty() ? "SLUICE_STREAM_KEY" : command.keyFile,
                count > 1 ? "it should hold one stream key for each address, a line each"
                          : "it should hold one stream key and nothing else"});
    return keys;
}

Result<std::string> withKey(const std::string& url, const std::string& key)
{
    const std::string whole = key.empty() ? url : url + (url.ends_with('/') ? "" : "/") + key;
    const auto parsed = Url::parse(whole);
    if (!parsed)
        return Error(ErrorCode::BadUrl, {redactUrl(url, true)});
    if (parsed->scheme != "rtmp" && parsed->scheme != "rtmps")
        return Error(ErrorCode::BadArgument,
            {"Sluice sends to rtmp and rtmps addresses only. Give one such as rtmp://server/app/key, or none for the "
             "built-in server."});
    if (!RtmpTarget::of(*parsed))
        return Error(ErrorCode::NoStreamKey, {redactUrl(whole, true)});
    return whole;
}

} // namespace

Result<LivePlan> livePlanFor(const LiveCommand& command, const Settings& settings)
{
    LivePlan plan;
    plan.builtIn = command.url.empty() || command.alsoBuiltIn;
    plan.sources = broadcastSourcesFrom(settings);
    if (command.camera)
        plan.sources.camera = command.camera->toText();
    if (command.microphone)
        plan.sources.microphone = command.microphone->toText();
    if (command.desktopAudio)
        plan.sources.desktop = command.desktopAudio->toText();
    plan.sound = broadcastSoundFrom(settings);
    plan.cameraControls = cameraControlsFrom(settings);
    // Who asks for it here wants to have it heard.
    plan.desktopMuted = !command.desktopAudio && settings.flag("audio.desktop_muted");
    if (command.screen)
        plan.sources.screen = command.screen->toText();
    plan.layout = layoutFrom(settings);
    plan.slate = settings.text("broadcast.slate");
    plan.encoding = broadcastEncodingFrom(settings, command.url.empty());
    plan.server = serverConfigFrom(settings);
    plan.server.hlsFragment = plan.encoding.video.gop;
    plan.recording = recordingFrom(settings);
    plan.record = command.recordPath.empty() && settings.flag("record.auto");
    plan.request.recordFile = command.recordPath;
    plan.request.settingsForReport = settings.toReport();
    plan.request.builtInServer = plan.builtIn;
    if (command.url.empty())
        return plan;
    std::vector<std::string> urls{command.url};
    urls.insert(urls.end(), command.moreUrls.begin(), command.moreUrls.end());
    const auto keys = keysFor(urls.size(), command);
    if (!keys)
        return keys.error();
    for (std::size_t i = 0; i < urls.size(); ++i) {
        auto url = withKey(urls[i], (*keys)[i]);
        if (!url)
            return url.error();
        plan.request.more.push_back({*url, redactUrl(*url, true)});
    }
    if (plan.builtIn) // it is the first, once it is ready
        return plan;
    plan.request.url = plan.request.more.front().url;
    plan.request.shownUrl = plan.request.more.front().shownUrl;
    plan.request.more.erase(plan.request.more.begin());
    return plan;
}

QStringList addressLines(const ServerInfo& info)
{
    return {QStringLiteral("publish ") + QString::fromStdString(info.publishUrl),
        QStringLiteral("watch ") + QString::fromStdString(info.playUrl),
        QStringLiteral("page ") + QString::fromStdString(info.watchUrl),
        QStringLiteral("hls ") + QString::fromStdString(info.hlsUrl)};
}

LiveRun::LiveRun(AppContext& context, LiveCommand command, CommonOptions common)
    : m_context(context)
    , m_command(std::move(command))
    , m_common(std::move(common))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer); // a coarse one may be 5 % off
    connect(&m_timer, &QTimer::timeout, this, [this] { m_context.broadcast.end(); });
    connect(&m_context.server, &ServerSession::changed, this, &LiveRun::onServer);
    connect(&m_context.broadcast, &BroadcastSession::changed, this, &LiveRun::onBroadcast);
    // The slate gives way to a camera's first picture without any other word.
    connect(&m_context.broadcast, &BroadcastSession::frameChanged, this, &LiveRun::goLiveWhenReady);
    connect(&m_context.broadcast, &BroadcastSession::finished, this,
        [this] { finish(m_context.broadcast.status().error); });
}

void LiveRun::begin()
{
    const auto awaited = fetchKeys();
    if (!awaited) {
        complain(awaited.error());
        emit over(kExitBadArguments);
    } else if (!*awaited) {
        proceed();
    }
}

// A key that nobody gave may be in the keychain, under an address that was saved. False: nothing is waited for.
Result<bool> LiveRun::fetchKeys()
{
    if (!m_command.keyFile.empty() || std::getenv("SLUICE_STREAM_KEY") != nullptr)
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
                *url = (server + QLatin1Char('/') + key).toStdString();
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
    auto plan = livePlanFor(m_command, *settings);
    if (!plan) {
        complain(plan.error());
        emit over(kExitBadArguments);
        return;
    }
    m_plan = std::move(*plan);
    noteLimits();
    m_begun = true;
    m_context.broadcast.setEncoding(m_plan.encoding);
    m_context.broadcast.setLayout(m_plan.layout);
    m_context.broadcast.setSlate(m_plan.slate);
    m_context.broadcast.setSources(m_plan.sources);
    m_context.broadcast.setSound(m_plan.sound);
    m_context.broadcast.setRecording(m_plan.recording);
    if (m_plan.record)
        m_context.broadcast.startRecording();
    m_context.broadcast.setCameraControls(m_plan.cameraControls);
    m_context.broadcast.setDesktopMuted(m_plan.desktopMuted);
    m_context.broadcast.startPreview(); // devices warm up while the server starts
    if (m_plan.builtIn)
        m_context.server.start(m_plan.server);
}

// stderr says nothing at the default level; whoever asks for warnings reads what a service will not like.
void LiveRun::noteLimits() const
{
    const StreamFacts facts = streamFactsOf(m_plan.encoding);
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
    if (info.state == ServerState::Failed)
        finish(info.error);
    else
        goLiveWhenReady();
}

// Once the server answers and the sources run. A source that cannot be opened at the start is a wrong choice, said
// before anyone watches a slate; one that fails later is replaced until it is back.
void LiveRun::goLiveWhenReady()
{
    if (!m_begun || m_started || m_finished)
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
    if (!status.cameraRunning || !status.slateReady || (m_plan.builtIn && info.state != ServerState::Ready))
        return;
    if (m_plan.builtIn) {
        m_plan.request.url = info.publishUrl;
        m_plan.request.shownUrl = info.playUrl;
    }
    m_started = true;
    m_context.server.setStreamState(StreamState::Created); // pieces of an earlier broadcast go
    m_context.broadcast.goLive(m_plan.request);
}

// The name that was taken: another than the wanted one, where that was taken already. What ended it is said once: the
// stream goes on, and nobody looks at a window.
void LiveRun::sayRecording()
{
    if (!m_announced)
        return;
    for (const KeptFile& file : m_context.broadcast.status().recordings.files) {
        if (file.file.state == FileRecorder::State::Failed && file.file.error) {
            if (!std::exchange(m_recordingFailureSaid, true))
                complain(*file.file.error);
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
    announce();
    sayRecording();
}

void LiveRun::announce()
{
    if (m_announced || m_context.broadcast.status().state != BroadcastState::Live)
        return;
    m_announced = true;
    m_context.server.setStreamState(StreamState::Live);
    if (m_plan.builtIn) {
        for (const QString& line : addressLines(m_context.server.info()))
            print(line);
    } else {
        print(QStringLiteral("publish ") + QString::fromStdString(m_plan.request.shownUrl));
    }
    for (const auto& destination : m_plan.request.more)
        print(QStringLiteral("publish ") + QString::fromStdString(destination.shownUrl));
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

void LiveRun::finish(std::optional<Error> error)
{
    if (std::exchange(m_finished, true))
        return;
    LiveReport report = m_context.broadcast.report();
    report.settings = m_plan.request.settingsForReport;
    if (error && !report.error)
        report.error = ReportError::of(error);
    m_context.server.setStreamState(StreamState::Ended);
    m_context.server.stop();
    int status = error ? kExitFailed : m_interrupted ? kExitInterrupted : kExitOk;
    if (error)
        complain(*error);
    if (!m_common.reportPath.empty()) {
        if (auto written = writeReport(m_common.reportPath, report); !written) {
            complain(written.error());
            status = kExitFailed;
        }
    }
    emit over(status);
}

} // namespace sluice
