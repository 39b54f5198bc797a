// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "core/session/CalibrationSession.h"

class QLabel;
class QProgressBar;
class QPushButton;

namespace sluice {

// Flashes for the camera to see, says what was measured, and asks whether to use it. Knows no session.
class CalibrationDialog : public QDialog {
    Q_OBJECT
public:
    explicit CalibrationDialog(QWidget* parent = nullptr);

    // `offsetMs`: what is in force now.
    void setStatus(const CalibrationStatus& status, int offsetMs);
    // Why it cannot be measured now; empty: it can.
    void setHindrance(const QString& text);
    void setFlash(bool on);
    bool flashing() const { return m_flash; }
    QPushButton* startButton() const { return m_start; }
    QPushButton* applyButton() const { return m_apply; }
    QString message() const;

signals:
    void startRequested();
    void cancelRequested();
    void applyRequested(int offsetMs);

protected:
    void done(int result) override;

private:
    class Lamp;
    bool running() const;
    void showMessage();

    Lamp* m_lamp;
    QLabel* m_message;
    QProgressBar* m_progress;
    QPushButton* m_start;
    QPushButton* m_apply;
    CalibrationStatus m_status;
    QString m_hindrance;
    int m_offsetMs = 0;
    bool m_flash = false;
};

} // namespace sluice
