// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/UiContext.h"

namespace sluice {

class BroadcastTab;

// Joins what is kept and played back of a broadcast with its buttons: pause, recording, replay, conversion, and the
// confidence monitor.
class RecordingPresenter : public QObject {
    Q_OBJECT
public:
    RecordingPresenter(UiContext& context, BroadcastTab& tab, QObject* parent);

    void followSettings();
    void broadcastEnded(); // the next one is recorded too, if all are
    void show(const BroadcastStatus& status); // the monitor, where it is wanted
    ServerInfo serverInfo() const; // without ourselves among the viewers

signals:
    void note(const QString& text);
    void changed(); // look again

private:
    UiContext& m_context;
    BroadcastTab& m_tab;
    bool m_recordsAll = false; // by the settings
};

} // namespace sluice
