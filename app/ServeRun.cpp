// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ServeRun.h"

#include "app/LivePlan.h"
#include "core/session/FromSettings.h"

namespace sluice {

ServeRun::ServeRun(AppContext& context, CommonOptions common)
    : m_context(context)
    , m_common(std::move(common))
{
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer); // a coarse one may be 5 % off
    connect(&m_timer, &QTimer::timeout, this, [this] { finish(kExitOk); });
    connect(&m_context.server, &ServerSession::changed, this, &ServeRun::onServer);
}

void ServeRun::begin()
{
    auto settings = m_context.settingsFor(m_common);
    if (!settings) {
        complain(settings.error());
        emit over(kExitBadArguments);
        return;
    }
    m_settings = settings->toReport();
    m_chronicle.emplace(m_context.clock.now(), m_context.clock.wallNow());
    m_context.server.start(serverConfigFrom(*settings));
}

void ServeRun::onServer()
{
    const ServerInfo info = m_context.server.info();
    if (m_chronicle && !m_finished)
        m_chronicle->look(info, m_context.clock.now());
    if (info.state == ServerState::Failed && !m_finished) {
        if (info.error)
            complain(*info.error);
        finish(kExitFailed, info.error);
    }
    if (info.state != ServerState::Ready || m_announced)
        return;
    m_announced = true;
    for (const QString& line : addressLines(info))
        print(line);
    for (const std::string& address : info.networkAddresses)
        print(QStringLiteral("page ") + QString::fromStdString(info.watchUrlAt(address)));
    if (m_common.runFor)
        m_timer.start(std::chrono::duration_cast<milliseconds>(*m_common.runFor));
}

void ServeRun::interrupt()
{
    finish(kExitInterrupted);
}

void ServeRun::finish(int status, const std::optional<Error>& error)
{
    if (std::exchange(m_finished, true))
        return;
    m_context.server.stop();
    if (m_chronicle && !m_common.reportPath.empty()) {
        ServeReport report = m_chronicle->report(m_context.clock.now());
        report.settings = m_settings;
        report.error = ReportError::of(error);
        if (auto written = writeReport(m_common.reportPath, report); !written) {
            complain(written.error());
            status = kExitFailed;
        }
    }
    emit over(status);
}

} // namespace sluice
