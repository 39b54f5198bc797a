// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QObject>
#include <QTimer>

#include "ui/UiContext.h"

namespace sluice {

class BroadcastTab;

// Joins the Broadcast tab, the broadcast and server sessions, the devices and the settings. Going live to the built-in
// server starts it first when it does not run. The camera is open only while the tab is seen or something is live.
class BroadcastPresenter : public QObject {
    Q_OBJECT
public:
    BroadcastPresenter(UiContext& context, BroadcastTab& tab, QObject* parent = nullptr);

signals:
    void note(const QString& text); // for a moment in the status bar
    void statusLineChanged(const QString& line);

private:
    void connectTab();
    void look();
    void showOthers(const BroadcastStatus& status);
    void takeFrame();
    void showPreview(bool visible);
    void fillDevices();
    void useSources(); // at once, whatever runs: chosen by hand
    bool othersBroadcast() const; // the command line is going live; its sources stay
    void setSource(const char* key, const QString& value);
    void goLive();
    void end();
    void serverChanged();
    void announce();
    void publish(const std::string& url, const std::string& shown, bool builtIn);
    void share(bool shared);
    void storeSettings(const Settings& changed);

    UiContext& m_context;
    BroadcastTab& m_tab;
    QTimer m_looker;
    bool m_lookWanted = true;
    std::vector<BroadcastDestination> m_more; // once the server is ready, sent to as well
    bool m_waitsForServer = false;
    bool m_previewing = false;
    bool m_ours = false; // the broadcast was begun here
    bool m_showsOthers = false; // what is shown belongs to the command line's
    bool m_onOwnServer = false; // … and goes to the built-in server
    bool m_announced = false; // … whose viewers were told that it is live
    std::uint64_t m_nextEvent = 0;
    TimePoint m_eventsFrom;
    QString m_statusLine;
    std::string m_camera; // as given to the session
    std::string m_microphone;
};

} // namespace sluice
