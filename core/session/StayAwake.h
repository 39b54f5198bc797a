// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include "core/session/SleepInhibitor.h"

namespace sluice {

class BroadcastSession;
class WatchSession;

// Decides when the computer may not sleep: not while a broadcast runs or tries to come back; while a picture plays its
// screen stays on, and while only sound plays it stays awake. A player that is paused or has ended needs nothing.
// Lives in the sessions' thread.
class StayAwake : public QObject {
    Q_OBJECT
public:
    // They live longer. `onScreen`: what is watched is seen in a window.
    StayAwake(BroadcastSession& broadcast, WatchSession& watch, Log& log, bool onScreen);

    SleepInhibitor::Need need() const { return m_need; }

signals:
    void changed();

private:
    void look();

    BroadcastSession& m_broadcast;
    WatchSession& m_watch;
    bool m_onScreen;
    SleepInhibitor::Need m_need = SleepInhibitor::Need::None;
    SleepInhibitor m_inhibitor;
    QTimer m_later;
};

} // namespace sluice
