// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/CameraAdjuster.h"

#include <utility>

#include <QCoreApplication>

#include "core/session/FromSettings.h"
#include "core/settings/CameraControlText.h"
#include "ui/broadcast/CameraDialog.h"
#include "ui/theme/Tr.h"

namespace sluice {

namespace {
constexpr int kRestMs = 300; // a value is kept when no hand has moved it for so long
}

CameraAdjuster::CameraAdjuster(
    UiContext& context, CameraControlSession& session, QWidget* window, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_session(session)
    , m_window(window)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, &CameraAdjuster::remember);
    connect(qApp, &QCoreApplication::aboutToQuit, this, &CameraAdjuster::remember);
    connect(&m_session, &CameraControlSession::changed, this, &CameraAdjuster::look);
}

CameraDialog* CameraAdjuster::dialog() const
{
    return m_dialog;
}

void CameraAdjuster::show(const QString& camera, const QString& title)
{
    if (!m_dialog) {
        m_dialog = new CameraDialog(m_window);
        connect(m_dialog, &CameraDialog::valueChosen, this, &CameraAdjuster::choose);
        connect(m_dialog, &CameraDialog::standardRequested, this, &CameraAdjuster::setStandard);
        connect(m_dialog, &QDialog::finished, this, &CameraAdjuster::remember);
    }
    m_dialog->show();
    follow(camera, title);
    m_dialog->raise();
    m_dialog->activateWindow();
}

void CameraAdjuster::follow(const QString& camera, const QString& title)
{
    if (!m_dialog || !m_dialog->isVisible())
        return;
    // Some device came or went; this one stayed, and what a hand is moving stays too.
    if (!m_title.isEmpty() && camera.toStdString() == m_session.camera() && !m_session.problem()) {
        m_title = title;
        m_session.refresh();
        look();
        return;
    }
    remember(); // of the one before
    m_title = title;
    if (camera == QLatin1String("test") || camera.startsWith(QLatin1String("file:"))) {
        m_dialog->setProblem(title, tr("Only a camera can be adjusted. Choose one to see what it offers."));
        m_session.choose({}); // its answer is not shown
        m_title.clear();
        return;
    }
    m_session.choose(camera.toStdString());
    look();
}

void CameraAdjuster::look()
{
    if (!m_dialog || m_title.isEmpty())
        return;
    if (m_session.problem())
        m_dialog->setProblem(m_title, trError(*m_session.problem()));
    else if (m_session.loading())
        m_dialog->setProblem(m_title, tr("Asking the camera…"));
    else
        m_dialog->setControls(m_title, m_session.controls());
}

void CameraAdjuster::choose(const QString& key, qint64 value)
{
    m_session.set(key.toStdString(), value);
    for (const CameraControl& control : m_session.controls())
        if (control.key == key.toStdString() && control.kind != CameraControl::Kind::Button)
            m_chosen[control.key] = value;
    m_rest.start();
}

void CameraAdjuster::remember()
{
    m_rest.stop();
    if (m_chosen.empty())
        return;
    CameraControlMemory memory = cameraControlsFrom(m_context.settings.current());
    for (const auto& [key, value] : std::exchange(m_chosen, {}))
        memory[m_session.camera()][key] = value;
    store(memory);
}

// Nothing is remembered of a camera that is as its maker has it.
void CameraAdjuster::setStandard()
{
    m_rest.stop();
    m_chosen.clear();
    m_session.setStandard();
    CameraControlMemory memory = cameraControlsFrom(m_context.settings.current());
    memory.erase(m_session.camera());
    store(memory);
}

// What no longer fits goes camera by camera, the present one last.
void CameraAdjuster::store(const CameraControlMemory& memory)
{
    CameraControlMemory kept = memory;
    Settings changed = m_context.settings.current();
    while (!changed.set("broadcast.camera_controls", writeCameraControls(kept)) && kept.size() > 1) {
        auto other = kept.begin();
        if (other->first == m_session.camera())
            ++other;
        kept.erase(other);
    }
    (void)m_context.settings.apply(changed);
}

} // namespace sluice
