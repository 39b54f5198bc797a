// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/Calibrator.h"

#include <utility>

#include "core/session/FromSettings.h"
#include "ui/broadcast/CalibrationDialog.h"
#include "ui/theme/Tr.h"

namespace sluice {

Calibrator::Calibrator(UiContext& context, QWidget* window, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_window(window)
{
    connect(&context.broadcast, &BroadcastSession::changed, this, &Calibrator::look);
    connect(&context.settings, &SettingsSession::changed, this, &Calibrator::look);
    connect(&context.preflight, &PreflightSession::changed, this, &Calibrator::look);
}

CalibrationDialog* Calibrator::dialog() const
{
    return m_dialog;
}

bool Calibrator::running() const
{
    return m_running;
}

void Calibrator::show()
{
    if (!m_dialog) {
        m_session = std::make_unique<CalibrationSession>(m_context.broadcast.services());
        m_dialog = new CalibrationDialog(m_window);
        connect(m_session.get(), &CalibrationSession::changed, this, &Calibrator::look);
        connect(m_session.get(), &CalibrationSession::flash, m_dialog, &CalibrationDialog::setFlash);
        connect(m_dialog, &CalibrationDialog::startRequested, this, &Calibrator::start);
        connect(m_dialog, &CalibrationDialog::cancelRequested, this, [this] { m_session->cancel(); });
        connect(m_dialog, &CalibrationDialog::applyRequested, this, &Calibrator::apply);
    }
    look();
    m_dialog->show();
    m_dialog->raise();
    m_dialog->activateWindow();
}

void Calibrator::cancel()
{
    if (m_running && m_session->status().measures())
        m_session->cancel();
}

void Calibrator::start()
{
    if (m_context.preflight.running()) // it has the camera
        return;
    const BroadcastSources sources = m_context.broadcast.status().sources;
    m_running = true;
    emit runningChanged(true); // the preview lets go of the camera
    m_session->start(
        sources.camera, sources.microphone, watchRequestFrom(m_context.settings.current()).audioOut);
}

void Calibrator::look()
{
    if (!m_dialog)
        return;
    const CalibrationStatus status = m_session->status();
    const bool running = m_session->holdsDevices();
    m_dialog->setStatus(status, static_cast<int>(m_context.settings.current().integer("audio.offset_ms")));
    m_dialog->setHindrance(m_context.broadcast.live()
            ? tr("The camera is on the air. End the stream, then measure.")
            : m_context.preflight.running() ? tr("“Check setup” has the camera. Wait until it is done.")
                                            : QString());
    if (std::exchange(m_running, running) && !running)
        emit runningChanged(false);
}

void Calibrator::apply(int offsetMs)
{
    Settings changed = m_context.settings.current();
    if (changed.set("audio.offset_ms", std::to_string(offsetMs)))
        (void)m_context.settings.apply(changed);
}

} // namespace sluice
