// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/RunFileRun.h"

#include <fmt/format.h>

#include "app/WatchRun.h"
#include "core/base/TextFile.h"

namespace sluice {

RunFileRun::RunFileRun(AppContext& context, RunFileCommand command, CommonOptions common)
    : m_context(context)
    , m_command(std::move(command))
    , m_common(std::move(common))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, [this] { m_context.watch.stop(); });
    connect(&m_context.watch, &WatchSession::finished, this, &RunFileRun::onFinished);
}

void RunFileRun::begin()
{
    auto file = RunFile::load(m_command.file);
    if (!file) {
        complain(file.error());
        emit over(kExitBadArguments);
        return;
    }
    m_file = *std::move(file);
    m_report.startedAtEpochMs = toMs(m_context.clock.wallNow().time_since_epoch());
    next();
}

// The next run that can begin; those that cannot are recorded as failed.
void RunFileRun::next()
{
    while (m_at < m_file.entries.size() && !m_interrupted) {
        const RunFile::Entry& entry = m_file.entries[m_at];
        auto settings = m_context.settingsFor(entry.common);
        auto request = settings ? watchRequestFor(entry.command, entry.common, *settings)
                                : Result<WatchRequest>(settings.error());
        if (request) {
            print(QString::fromStdString(
                fmt::format("{}/{} {} …", m_at + 1, m_file.entries.size(), entry.name)));
            m_running = true;
            m_timer.start(std::chrono::duration_cast<milliseconds>(*entry.common.runFor));
            m_context.watch.open(*request);
            return;
        }
        fail(request.error());
        ++m_at;
    }
    const bool wrong = m_report.failed() > 0;
    conclude(m_interrupted ? kExitInterrupted : wrong ? kExitFailed : kExitOk);
}

void RunFileRun::onFinished()
{
    if (!std::exchange(m_running, false))
        return;
    m_timer.stop();
    record(m_context.watch.status().report);
    ++m_at;
    // Not from within the session's own signal: it is about to be opened again.
    QMetaObject::invokeMethod(this, &RunFileRun::next, Qt::QueuedConnection);
}

void RunFileRun::record(const WatchReport& report)
{
    const RunFile::Entry& entry = m_file.entries[m_at];
    RunReport::Entry one{entry.name, brokenExpectations(entry.expect, report), report};
    if (!entry.common.reportPath.empty())
        if (auto written = writeReport(entry.common.reportPath, report); !written)
            one.failures.push_back(written.error().message());
    m_report.runs.push_back(std::move(one));
}

void RunFileRun::fail(const Error& error)
{
    WatchReport empty;
    empty.state = WatchState::Failed;
    empty.error = ReportError::of(error);
    m_report.runs.push_back({m_file.entries[m_at].name, {error.message()}, empty});
}

void RunFileRun::conclude(int status)
{
    if (!m_report.runs.empty())
        print(QString::fromStdString("\n" + m_report.toTable()));
    if (!m_common.reportPath.empty())
        if (auto written = writeReport(m_common.reportPath, m_report); !written) {
            complain(written.error());
            status = kExitFailed;
        }
    if (!m_command.junitPath.empty())
        if (auto written = writeTextFile(m_command.junitPath, m_report.toJUnit()); !written) {
            complain(written.error());
            status = kExitFailed;
        }
    if (status == kExitFailed && m_report.failed() > 0)
        complain(Error(ErrorCode::BadArgument,
            {fmt::format("{} of {} runs failed; the lines below the table say why.", m_report.failed(),
                m_report.runs.size())}));
    emit over(status);
}

void RunFileRun::interrupt()
{
    m_interrupted = true;
    if (m_running)
        m_context.watch.stop();
    else
        next();
}

} // namespace sluice
