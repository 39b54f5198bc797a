// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/session/BroadcastSession.h"

class QPushButton;

namespace sluice {

// The row below the large button: Pause, while live, and Record.
class LiveButtons : public QWidget {
    Q_OBJECT
public:
    explicit LiveButtons(QWidget* parent = nullptr);

    void setStatus(const BroadcastStatus& status);
    void togglePause(); // as the buttons; nothing while it cannot be done
    void toggleRecording();
    QPushButton* pause() const { return m_pause; }
    QPushButton* record() const { return m_record; }

signals:
    void pauseRequested(bool paused);
    void recordRequested(bool on);

private:
    QPushButton* m_pause;
    QPushButton* m_record;
    bool m_live = false;
    bool m_paused = false;
    bool m_wanted = false;
};

} // namespace sluice
