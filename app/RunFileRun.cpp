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
    m_end.setSingleShot(true);
    m_end.setTimerType(Qt::PreciseTimer);
    connect(&m_end, &QTimer::timeout, this, [this] {
        m_over = true;
        if (m_running)
            m_context.watch.stop(); // else next() comes
    });
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
    if (auto settings = m_context.settingsFor(m_common); !settings) {
        complain(settings.error());
        emit over(kExitBadArguments);
        return;
    }
    m_file = *std::move(file);
    if (m_common.runFor)
        m_end.start(std::chrono::duration_cast<milliseconds>(*m_common.runFor));
    m_report.startedAtEpochMs = toMs(m_context.clock.wallNow().time_since_epoch());
    next();
}

// The next run that can begin; those that cannot are recorded as failed.
void RunFileRun::next()
{
    while (m_at < m_file.entries.size() && !m_interrupted && !m_over) {
        const RunFile::Entry& entry = m_file.entries[m_at];
        auto settings = m_context.settingsFor(entry.common, &m_common);
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
    const bool early = m_timer.isActive() && (m_over || m_interrupted);
    m_timer.stop();
    record(m_context.watch.status().report, early);
    ++m_at;
    // Not from within the session's own signal: it is about to be opened again.
    QMetaObject::invokeMethod(this, &RunFileRun::next, Qt::QueuedConnection);
}

void RunFileRun::record(const WatchReport& report, bool cutShort)
{
    const RunFile::Entry& entry = m_file.entries[m_at];
    RunReport::Entry one{entry.name, brokenExpectations(entry.expect, report, cutShort), report, cutShort};
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
    m_report.runs.push_back({m_file.entries[m_at].name, {error.message()}, empty, false});
}

void RunFileRun::conclude(int status)
{
    if (std::exchange(m_concluded, true))
        return; // an interruption between two runs
    for (std::size_t i = m_at; i < m_file.entries.size(); ++i)
        m_report.notRun.push_back(m_file.entries[i].name);
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
