// SPDX-License-Identifier: GPL-3.0-or-later
// What a tester takes away from a session: advice, exports, comparisons.
#include <algorithm>

#include <QDateTime>
#include <QLocale>

#include "core/session/AdvisorSession.h"
#include "ui/MainWindow.h"
#include "ui/evidence/AdvisorDialog.h"
#include "ui/evidence/CompareDialog.h"
#include "ui/evidence/ExportDialog.h"
#include "ui/settings/BufferEdit.h"
#include "ui/settings/SettingsDialog.h"
#include "ui/theme/Theme.h"
#include "ui/theme/Tr.h"

namespace sluice {

void MainWindow::askAdvisor()
{
    m_advisor->ask(m_context.watch.arrivals(), m_context.settings.current());
}

// What stands in the status bar is looked up without being asked for, but never under the eyes of who reads it.
void MainWindow::adviseAfterStall()
{
    constexpr qint64 kLeastMs = 20'000; // our choice: replaying a long session takes a core some seconds
    if (m_adviseLater.isActive())
        return;
    const qint64 passed = m_advised.isValid() ? m_advised.elapsed() : kLeastMs;
    m_adviseLater.start(static_cast<int>(std::max<qint64>(0, kLeastMs - passed)));
}

void MainWindow::adviseUnasked()
{
    if (m_advice || m_settings)
        return;
    m_advised.start();
    askAdvisor();
}

QString MainWindow::adviceLine() const
{
    if (!AdvisorDialog::hasBetter(*m_advisor))
        return {};
    QString sentence = AdvisorDialog::lineOf(*m_advisor);
    sentence.replace(0, 1, sentence.at(0).toLower());
    return tr("Advisor: %1").arg(sentence);
}

void MainWindow::showAdvisor()
{
    if (m_advice) {
        m_advice->raise();
        m_advice->activateWindow();
        return;
    }
    auto* dialog = new AdvisorDialog(m_theme, *m_advisor, this);
    m_advice = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &AdvisorDialog::askedAgain, this, &MainWindow::askAdvisor);
    connect(dialog, &AdvisorDialog::startChosen, this,
        [this, dialog](const BufferSettings& before, const BufferSettings& advised) {
            Settings changed = m_context.settings.current();
            bufferedit::useStart(changed, before, advised);
            if (auto applied = m_context.settings.apply(changed); !applied) {
                dialog->showProblem(trError(applied.error()));
                return;
            }
            askAdvisor(); // the same session, asked about what is in force now
        });
    askAdvisor();
    dialog->open();
}

void MainWindow::exportSession()
{
    auto session = m_context.watch.outline();
    if (!session) {
        showNote(tr("There is no session to export yet: open a stream first."));
        return;
    }
    auto* dialog
        = new ExportDialog(*std::move(session), m_context.watch.arrivals(), this, m_context.watch.timeline());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::compareSessions()
{
    const auto nameOf = [](const SessionRecord& session) {
        const QDateTime began = QDateTime::fromMSecsSinceEpoch(session.report.startedAtEpochMs);
        return QStringLiteral("%1 %2").arg(
            QLocale().toString(began.time(), QStringLiteral("HH:mm:ss")), qstr(session.name));
    };
    auto* dialog = new CompareDialog(m_theme, {}, this);
    for (const auto& session : m_context.watch.past())
        dialog->add(nameOf(*session), session);
    if (auto present = m_context.watch.outline(); present && present->report.startupMs > 0) {
        const QString name = nameOf(*present);
        dialog->add(name, *std::move(present), m_context.watch.timeline());
    }
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::showAdviceIn(SettingsDialog& dialog)
{
    const auto show = [this, &dialog] {
        const Advice* advice = m_advisor->advice();
        if (advice != nullptr && AdvisorDialog::hasBetter(*m_advisor))
            dialog.setAdvice(AdvisorDialog::lineOf(*m_advisor), advice->present.settings,
                advice->points[advice->bestIndex].settings);
        else
            dialog.setAdvice(m_advisor->state() == AdvisorSession::State::Nothing
                    ? tr("After watching a stream, what other start levels would have given stands here.")
                    : AdvisorDialog::lineOf(*m_advisor));
    };
    connect(m_advisor, &AdvisorSession::changed, &dialog, show);
    askAdvisor();
}

} // namespace sluice
