// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/LiveRun.h"

#include <cstdio>
#include <cstdlib>

#include <QFile>

#include "core/base/Redact.h"
#include "core/base/Url.h"
#include "core/session/FromSettings.h"

namespace sluice {

namespace {

// A key is short: whoever names a wrong file is told so instead of sending it.
constexpr qint64 kMaxKeyBytes = 1024;

Result<std::string> keyFrom(const std::string& path)
{
    QFile file;
    const bool opened = path == "-"
        ? file.open(stdin, QIODevice::ReadOnly)
        : (file.setFileName(QString::fromStdString(path)), file.open(QIODevice::ReadOnly));
    if (!opened)
        return Error(ErrorCode::FileUnreadable, {path, file.errorString().toStdString()});
    const QByteArray key = file.read(kMaxKeyBytes + 1).trimmed();
    if (key.isEmpty() || key.size() > kMaxKeyBytes || key.contains('\n'))
        return Error(ErrorCode::FileUnreadable, {path, "it should hold one stream key and nothing else"});
    return key.toStdString();
}

Result<std::string> withKey(const std::string& url, const LiveCommand& command)
{
    std::string key;
    if (!command.keyFile.empty()) {
        auto read = keyFrom(command.keyFile);
        if (!read)
            return read.error();
        key = *read;
    } else if (const char* fromEnvironment = std::getenv("SLUICE_STREAM_KEY")) {
        key = fromEnvironment;
    }
    const std::string whole = key.empty() ? url : url + (url.ends_with('/') ? "" : "/") + key;
    const auto parsed = Url::parse(whole);
    if (!parsed)
        return Error(ErrorCode::BadUrl, {redactUrl(url, true)});
    if (parsed->scheme != "rtmp" && parsed->scheme != "rtmps")
        return Error(ErrorCode::BadArgument,
            {"Sluice sends to rtmp and rtmps addresses only. Give one such as rtmp://server/app/key, or none for the "
             "built-in server."});
    if (!RtmpTarget::of(*parsed))
        return Error(ErrorCode::BadUrl, {redactUrl(whole, true)});
    return whole;
}

} // namespace

Result<LivePlan> livePlanFor(const LiveCommand& command, const Settings& settings)
{
    LivePlan plan;
    plan.builtIn = command.url.empty();
    plan.sources = broadcastSourcesFrom(settings);
    if (command.camera)
        plan.sources.camera = command.camera->toText();
    if (command.microphone)
        plan.sources.microphone = command.microphone->toText();
    if (command.desktopAudio)
        plan.sources.desktop = command.desktopAudio->toText();
    plan.sound = broadcastSoundFrom(settings);
    if (command.screen)
        plan.sources.screen = command.screen->toText();
    plan.layout = layoutFrom(settings);
    plan.slate = settings.text("broadcast.slate");
    plan.encoding = broadcastEncodingFrom(settings, plan.builtIn);
    plan.server = serverConfigFrom(settings);
    plan.server.hlsFragment = plan.encoding.video.gop;
    plan.request.recordFile = command.recordPath;
    plan.request.settingsForReport = settings.toReport();
    plan.request.builtInServer = plan.builtIn;
    if (!plan.builtIn) {
        auto url = withKey(command.url, command);
        if (!url)
            return url.error();
        plan.request.url = *url;
        plan.request.shownUrl = redactUrl(*url, true);
    }
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
    connect(&m_context.broadcast, &BroadcastSession::finished, this,
        [this] { finish(m_context.broadcast.status().error); });
}

void LiveRun::begin()
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
    m_begun = true;
    m_context.broadcast.setEncoding(m_plan.encoding);
    m_context.broadcast.setLayout(m_plan.layout);
    m_context.broadcast.setSlate(m_plan.slate);
    m_context.broadcast.setSources(m_plan.sources);
    m_context.broadcast.setSound(m_plan.sound);
    m_context.broadcast.startPreview(); // devices warm up while the server starts
    if (m_plan.builtIn)
        m_context.server.start(m_plan.server);
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
    if (!status.cameraRunning || (m_plan.builtIn && info.state != ServerState::Ready))
        return;
    if (m_plan.builtIn) {
        m_plan.request.url = info.publishUrl;
        m_plan.request.shownUrl = info.playUrl;
    }
    m_started = true;
    m_context.server.setStreamState(StreamState::Created); // pieces of an earlier broadcast go
    m_context.broadcast.goLive(m_plan.request);
}

void LiveRun::onBroadcast()
{
    goLiveWhenReady();
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
