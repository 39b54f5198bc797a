// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/DemoRun.h"

#include <cstdio>

#include <fmt/format.h>

#include "core/base/SecondsText.h"
#include "core/session/FromSettings.h"

namespace sluice {

namespace {

constexpr auto kWatchBeforeCut = milliseconds(6000); // a graph with something to see on it
constexpr auto kWatchAfterResume = milliseconds(4000);
constexpr auto kWholeDeadline
    = seconds(40); // the demonstration takes 20; a machine that cannot do it in 40 is told
// How much longer than the level the cut lasts: a stall that nobody can miss.
constexpr Duration kStall = seconds(3);

std::string precise(std::int64_t ms)
{
    return inSeconds(ms, 2);
}

} // namespace

DemoRun::DemoRun(AppContext& context, DemoCommand command, CommonOptions common,
    std::function<void(const WatchRequest&)> show)
    : m_context(context)
    , m_command(std::move(command))
    , m_common(std::move(common))
    , m_show(std::move(show))
{
    m_deadline.setSingleShot(true);
    connect(&m_deadline, &QTimer::timeout, this, [this] {
        finish(Error(ErrorCode::Internal, {"the demonstration did not come to its end in time"}));
    });
    connect(&m_context.server, &ServerSession::changed, this, &DemoRun::onServer);
    connect(&m_context.broadcast, &BroadcastSession::changed, this, &DemoRun::onBroadcast);
    connect(&m_context.watch, &WatchSession::changed, this, &DemoRun::onWatch);
    connect(&m_context.watch, &WatchSession::finished, this, &DemoRun::watchEnded);
}

void DemoRun::begin()
{
    auto settings = m_context.settingsFor(m_common);
    if (!settings) {
        complain(settings.error());
        emit over(kExitBadArguments);
        return;
    }
    m_settings = *settings;
    m_deadline.start(kWholeDeadline);
    BroadcastSources sources;
    if (m_command.camera) {
        sources.camera = m_command.camera->toText();
        if (m_command.camera->kind == DeviceSpec::Kind::File)
            sources.microphone = sources.camera;
    }
    m_context.broadcast.setEncoding(broadcastEncodingFrom(m_settings, true));
    m_context.broadcast.setLayout({}); // whatever the window showed last
    m_context.broadcast.setSources(sources);
    m_context.broadcast.startPreview();
    ServerConfig server = serverConfigFrom(m_settings);
    server.shareOnNetwork = false;
    m_context.server.start(server);
}

void DemoRun::onServer()
{
    if (m_stage != Stage::Server)
        return;
    const ServerInfo info = m_context.server.info();
    if (info.state == ServerState::Failed)
        finish(info.error);
    if (info.state != ServerState::Ready)
        return;
    m_stage = Stage::Live;
    m_request.url = info.publishUrl;
    m_request.shownUrl = info.playUrl;
    m_request.builtInServer = true;
    m_request.settingsForReport = m_settings.toReport();
    m_context.server.setStreamState(StreamState::Created);
    m_context.broadcast.goLive(m_request);
}

void DemoRun::onBroadcast()
{
    const BroadcastStatus status = m_context.broadcast.status();
    if (status.state == BroadcastState::Failed && m_stage != Stage::Over) {
        finish(status.error);
        return;
    }
    if (m_stage != Stage::Live || status.state != BroadcastState::Live)
        return;
    m_context.server.setStreamState(StreamState::Live);
    WatchRequest request = watchRequestFrom(m_settings);
    request.url = m_context.server.info().playUrl;
    if (m_show) {
        m_show(request);
    } else {
        request.audioOut = "null";
        request.timelineFile = m_common.timelinePath;
        request.arrivalsFile = m_common.arrivalsPath;
        m_context.watch.open(request);
    }
    m_stage = Stage::Watching; // what was watched until now was somebody else's
}

void DemoRun::onWatch()
{
    const WatchStatus status = m_context.watch.status();
    if (m_stage == Stage::Watching && status.state == WatchState::Playing) {
        m_stage = Stage::Cut;
        QTimer::singleShot(kWatchBeforeCut, this, &DemoRun::cut);
    }
    if (m_stage == Stage::Cut && !m_forced.empty() && status.report.stallCount() == 1
        && status.state == WatchState::Playing) {
        m_stage = Stage::Resumed;
        QTimer::singleShot(kWatchAfterResume, this, &DemoRun::conclude);
    }
}

// The buffer holds out for as long as it is full; what the cut lasts beyond that is the stall.
void DemoRun::cut()
{
    if (m_stage != Stage::Cut)
        return;
    const WatchStatus status = m_context.watch.status();
    const Duration now = m_context.clock.now() - m_context.watch.startedAt();
    m_forced.push_back({toMs(now + status.level), toMs(kStall)});
    m_context.watch.cutLink(status.level + kStall);
}

void DemoRun::conclude()
{
    if (m_stage != Stage::Resumed)
        return;
    m_last = report();
    if (m_show) { // the window stays open, live and watched
        summarize();
        m_stage = Stage::Over;
        m_deadline.stop();
        return;
    }
    m_stage = Stage::Ending;
    m_context.watch.stop();
}

void DemoRun::watchEnded()
{
    if (m_stage == Stage::Server || m_stage == Stage::Live || m_stage == Stage::Over || m_watched)
        return;
    m_watched = true;
    const auto error = m_context.watch.status().error;
    m_last = report();
    m_context.broadcast.end();
    connect(&m_context.broadcast, &BroadcastSession::finished, this, [this, error] { finish(error); });
}

void DemoRun::interrupt()
{
    m_interrupted = true;
    finish(std::nullopt);
}

DemoReport DemoRun::report() const
{
    DemoReport report;
    report.forcedStalls = m_forced;
    report.live = m_context.broadcast.report();
    report.watch = m_context.watch.status().report;
    report.watch.settings = m_settings.toReport();
    return report;
}

void DemoRun::summarize() const
{
    const WatchReport& watch = m_last.watch;
    print(QStringLiteral("Sluice went live on its own server and watched itself."));
    print(QString::fromStdString(fmt::format("  First picture after {}, playing after {}.",
        precise(watch.firstPictureMs), precise(watch.startupMs))));
    for (const auto& forced : m_last.forcedStalls)
        print(
            QString::fromStdString(fmt::format("  The link was cut so that the buffer runs dry at {} for {}.",
                precise(forced.atMs), precise(forced.durationMs))));
    for (const ReportStall& stall : watch.stalls)
        print(QString::fromStdString(fmt::format("  Rebuffering was seen at {} for {} (cause: {}).",
            precise(stall.atMs), precise(stall.durationMs), token(stall.cause))));
    print(QString::fromStdString(
        fmt::format("  {} frames shown, {} late, {} dropped; latency {} ({}).", watch.framesShown,
            watch.framesLate, watch.framesDropped, precise(watch.latency.mean), token(watch.latency.basis))));
    print(QString::fromStdString(fmt::format("  Sent {:.1f} MB, {} frames dropped by the network.",
        m_last.live.destinations.empty() ? 0.0 : static_cast<double>(m_last.live.destinations[0].bytes) / 1e6,
        m_last.live.destinations.empty() ? 0 : m_last.live.destinations[0].droppedNetwork)));
}

void DemoRun::finish(std::optional<Error> error)
{
    if (m_stage == Stage::Over && !m_interrupted)
        return;
    const bool whole = m_stage == Stage::Ending;
    m_stage = Stage::Over;
    m_deadline.stop();
    if (!m_watched)
        m_last = report();
    m_last.live = m_context.broadcast.report();
    m_context.server.setStreamState(StreamState::Ended);
    m_context.server.stop();
    if (!error && m_watched) // a file that was asked for, and is not whole
        error = m_context.watch.status().fileError;
    int status = error ? kExitFailed : m_interrupted ? kExitInterrupted : kExitOk;
    if (error)
        complain(*error);
    else if (whole)
        summarize();
    if (!m_common.reportPath.empty()) {
        if (auto written = writeReport(m_common.reportPath, m_last); !written) {
            complain(written.error());
            status = kExitFailed;
        }
    }
    emit over(status);
}

} // namespace sluice
