// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/session/BroadcastSession.h"

class QPushButton;

namespace sluice {

// The row below the large button: Check setup, which becomes Pause while live, and Record.
class LiveButtons : public QWidget {
    Q_OBJECT
public:
    explicit LiveButtons(QWidget* parent = nullptr);

    // `preparing`: it goes live in a moment.
    void setStatus(const BroadcastStatus& status, bool preparing = false);
    void togglePause(); // as the buttons; nothing while it cannot be done
    void toggleRecording();
    QPushButton* check() const { return m_check; }
    QPushButton* pause() const { return m_pause; }
    QPushButton* record() const { return m_record; }

signals:
    void checkRequested();
    void pauseRequested(bool paused);
    void recordRequested(bool on);

private:
    QPushButton* m_check;
    QPushButton* m_pause;
    QPushButton* m_record;
    bool m_live = false;
    bool m_paused = false;
    bool m_wanted = false;
};

} // namespace sluice
