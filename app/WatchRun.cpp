// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/WatchRun.h"

#include <QSysInfo>

#include <fmt/format.h>

#include "core/metrics/HtmlReport.h"
#include "core/session/FromSettings.h"
#include "core/session/ReportLanguage.h"

namespace sluice {

namespace {

Result<LinkPlan> linkFor(const LinkOption& option)
{
    switch (option.kind) {
    case LinkOption::Kind::Spec: {
        auto spec = LinkSpec::parse(option.value);
        if (!spec)
            return spec.error();
        return LinkPlan::of(*spec);
    }
    case LinkOption::Kind::Preset:
        return LinkPlan::ofPreset(option.value);
    case LinkOption::Kind::Trace:
        return LinkPlan::ofTrace(option.value);
    case LinkOption::Kind::None:
        break;
    }
    return LinkPlan();
}

} // namespace

Result<WatchRequest> watchRequestFor(
    const WatchCommand& command, const CommonOptions& common, const Settings& settings)
{
    WatchRequest request = watchRequestFrom(settings);
    auto link = linkFor(command.link);
    if (!link)
        return link.error();
    request.link = *link;
    request.url = command.url;
    request.wait = command.wait;
    if (command.audioOut)
        request.audioOut = command.audioOut->toText();
    if (command.videoOut.kind == VideoOutOption::Kind::Log)
        request.videoOut = "log:" + command.videoOut.path;
    request.timelineFile = common.timelinePath;
    request.arrivalsFile = common.arrivalsPath;
    request.recordFile = command.recordPath;
    return request;
}

Result<void> writePage(const std::string& path, const WatchSession& watch, const WatchReport& report)
{
    SessionRecord session = watch.record().value_or(SessionRecord());
    session.report = report; // there is one where nothing could be opened, too
    const HtmlReport page{std::string("Sluice ") + SLUICE_VERSION + ", Qt " + qVersion(),
        QSysInfo::prettyProductName().toStdString(), reportWords()};
    return page.write(path, session);
}

WatchRun::WatchRun(AppContext& context, WatchCommand command, CommonOptions common,
    std::function<void(const WatchRequest&)> show)
    : m_context(context)
    , m_command(std::move(command))
    , m_common(std::move(common))
    , m_show(std::move(show))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer); // a coarse one may be 5 % off
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_timeOver = true;
        end();
    });
    connect(&m_context.watch, &WatchSession::finished, this, &WatchRun::onFinished);
}

void WatchRun::begin()
{
    auto settings = m_context.settingsFor(m_common);
    if (!settings) {
        complain(settings.error());
        emit over(kExitBadArguments);
        return;
    }
    auto request = watchRequestFor(m_command, m_common, *settings);
    if (!request) {
        complain(request.error());
        emit over(kExitBadArguments);
        return;
    }
    if (m_common.runFor)
        m_timer.start(std::chrono::duration_cast<milliseconds>(*m_common.runFor));
    if (!m_show) {
        m_context.watch.open(*request);
        return;
    }
    request->wait = true; // in the window, "nobody is streaming here" waits
    m_show(*request);
}

void WatchRun::interrupt()
{
    m_interrupted = true;
    end();
}

void WatchRun::end()
{
    m_context.watch.stop();
}

void WatchRun::onFinished()
{
    disconnect(&m_context.watch, nullptr, this, nullptr);
    m_timer.stop();
    const WatchStatus status = m_context.watch.status();
    std::optional<Error> error = status.error;
    if (!error && m_timeOver && !m_interrupted && status.report.startupMs == 0)
        error = Error(ErrorCode::NeverPlayed, {fmt::format("{:.6g}", toSeconds(*m_common.runFor))});
    // Whoever asked for a file and has none, or not all of it, learns so.
    if (!error)
        error = status.fileError;
    emit over(finishWith(error));
}

int WatchRun::finishWith(const std::optional<Error>& error)
{
    if (const std::string written = m_context.watch.status().recordFile; !written.empty())
        print(QStringLiteral("record ") + QString::fromStdString(written));
    WatchReport report = m_context.watch.status().report;
    if (error)
        complain(*error);
    if (error && !report.error)
        report.error = ReportError::of(error);
    const int status = error ? kExitFailed : m_interrupted ? kExitInterrupted : kExitOk;
    if (!m_common.reportPath.empty()) {
        if (auto written = writeReport(m_common.reportPath, report); !written) {
            complain(written.error());
            return kExitFailed;
        }
    }
    if (!m_common.htmlPath.empty()) {
        if (auto written = writePage(m_common.htmlPath, m_context.watch, report); !written) {
            complain(written.error());
            return kExitFailed;
        }
    }
    return status;
}

} // namespace sluice
