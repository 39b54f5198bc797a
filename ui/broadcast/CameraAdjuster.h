// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QPointer>
#include <QTimer>

#include "core/session/CameraControlSession.h"
#include "ui/UiContext.h"

class QWidget;

namespace sluice {

class CameraDialog;

// Joins the dialog of the camera's knobs, the camera and the settings, which remember what was set on which camera.
class CameraAdjuster : public QObject {
    Q_OBJECT
public:
    // `window`: that the dialog belongs to.
    CameraAdjuster(UiContext& context, CameraControlSession& session, QWidget* window, QObject* parent);

    void show(const QString& camera, const QString& title);
    // Another camera was chosen, or the same one came back.
    void follow(const QString& camera, const QString& title);
    CameraDialog* dialog() const; // nullptr until it was shown

private:
    void look();
    void choose(const QString& key, qint64 value);
    void remember();
    void setStandard();
    void store(const CameraControlMemory& memory);

    UiContext& m_context;
    CameraControlSession& m_session;
    QWidget* m_window;
    QPointer<CameraDialog> m_dialog;
    QString m_title;
    CameraControlValues m_chosen; // by hand, not in the settings yet
    QTimer m_rest; // since a knob was turned
};

} // namespace sluice
