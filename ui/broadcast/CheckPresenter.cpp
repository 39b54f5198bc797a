// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/CheckPresenter.h"

#include <utility>

#include "core/session/FromSettings.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/Calibrator.h"
#include "ui/broadcast/CheckDialog.h"
#include "ui/broadcast/DestinationCard.h"
#include "ui/broadcast/DestinationKeeper.h"

namespace sluice {

CheckPresenter::CheckPresenter(
    UiContext& context, BroadcastTab& tab, DestinationKeeper& keeper, Calibrator& calibrator, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_tab(tab)
    , m_keeper(keeper)
    , m_calibrator(calibrator)
{ }

void CheckPresenter::show()
{
    if (m_dialog == nullptr) {
        m_dialog = new CheckDialog(m_tab.window());
        connect(m_dialog, &CheckDialog::checkRequested, this, &CheckPresenter::check);
        connect(m_dialog, &CheckDialog::cancelRequested, &m_context.preflight, &PreflightSession::cancel);
        connect(&m_context.preflight, &PreflightSession::changed, m_dialog,
            [this] { m_dialog->setChecks(m_context.preflight.checks(), m_context.preflight.overall()); });
    }
    m_dialog->setMayAsk(m_keeper.mayAsk());
    m_dialog->open();
    check();
}

bool CheckPresenter::takeCamera()
{
    if (!std::exchange(m_waits, false) || !m_dialog->isVisible())
        return false;
    check();
    return true;
}

void CheckPresenter::check()
{
    // One at a time may have the camera, and what is being measured would have to begin anew.
    m_waits = m_calibrator.running();
    if (m_waits) {
        m_dialog->wait(tr("Picture and sound are being measured. The check begins when that is done."));
        return;
    }
    emit sourcesWanted();
    const PreflightRequest request = m_keeper.checkRequest(m_dialog->agreed());
    if (m_tab.destination()->builtIn() && m_context.server.info().state != ServerState::Ready)
        m_context.server.start(serverConfigFrom(m_context.settings.current()));
    m_context.preflight.start(request);
}

} // namespace sluice
