// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include <QObject>
#include <QPointer>

#include "core/session/CalibrationSession.h"
#include "ui/UiContext.h"

class QWidget;

namespace sluice {

class CalibrationDialog;

// Joins the dialog that measures how far picture and sound are apart, the measurement and the setting.
class Calibrator : public QObject {
    Q_OBJECT
public:
    Calibrator(UiContext& context, QWidget* window, QObject* parent);

    void show();
    void cancel(); // the camera is wanted: as soon as it does not run any more
    bool running() const; // it has the camera, or lets go of it: nobody else may
    CalibrationDialog* dialog() const; // nullptr until it was shown

signals:
    void runningChanged(bool running);

private:
    void look();
    void start();
    void apply(int offsetMs);

    UiContext& m_context;
    QWidget* m_window;
    std::unique_ptr<CalibrationSession> m_session;
    QPointer<CalibrationDialog> m_dialog;
    bool m_running = false;
};

} // namespace sluice
