// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QObject>
#include <QTimer>

#include "core/session/CameraControlSession.h"
#include "ui/UiContext.h"
#include "ui/broadcast/Logo.h"
#include "ui/broadcast/SoundMixer.h"

namespace sluice {

class BroadcastTab;
class CheckDialog;
class DestinationKeeper;
class Calibrator;
class CameraAdjuster;
class PushToTalk;

// Joins the Broadcast tab, the broadcast and server sessions, the devices and the settings. Going live to the built-in
// server starts it first when it does not run. The camera is open only while the tab is seen or something is live.
class BroadcastPresenter : public QObject {
    Q_OBJECT
public:
    // `theme`: of the sound mixer, which is opened from here.
    BroadcastPresenter(UiContext& context, BroadcastTab& tab, const Theme& theme, QObject* parent = nullptr);

    void showMixer();
    void showCheck(); // "Check setup", and begins it
    CheckDialog* checkDialog() const { return m_check; } // nullptr until it was shown
    void adjustCamera();
    CameraAdjuster* adjuster() const { return m_adjuster; }
    Calibrator* calibrator() const { return m_calibrator; }
    SoundMixer* mixer() const { return m_mixer; } // nullptr until it was shown

signals:
    void note(const QString& text); // for a moment in the status bar
    void statusLineChanged(const QString& line);

private:
    void connectTab();
    void connectRecording();
    void followRecording();
    void followMonitor(const BroadcastStatus& status);
    ServerInfo serverInfo() const; // without ourselves among the viewers
    void connectMixer();
    void followSettings();
    void setGain(SoundMixer::Input input, int db, bool last);
    void applyMute();
    void look();
    void showOthers(const BroadcastStatus& status);
    void takeFrame();
    void showPreview(bool visible);
    void fillDevices();
    void followCamera(); // by the dialog of its knobs
    void useSources(); // at once, whatever runs: chosen by hand
    bool othersBroadcast() const; // the command line is going live; its sources stay
    void setSource(const char* key, const QString& value);
    void fillScreens();
    void setLayout(LayoutKind kind);
    void showTrimmings();
    void setInset(InsetCorner corner, int percent, bool last);
    void goLive();
    void end();
    void serverChanged();
    void announce();
    void publish(const std::string& url, const std::string& shown, bool builtIn);
    void share(bool shared);
    void storeSettings(const Settings& changed);
    void check();

    UiContext& m_context;
    BroadcastTab& m_tab;
    QTimer m_looker;
    bool m_lookWanted = true;
    std::vector<BroadcastDestination> m_more; // once the server is ready, sent to as well
    bool m_waitsForServer = false;
    bool m_waitsForCamera = false; // going live: the calibrator has it still
    bool m_checkWaits = false; // the check, for the same
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
    std::string m_desktop;
    const Theme& m_theme;
    SoundMixer* m_mixer = nullptr;
    PushToTalk* m_pushToTalk;
    DestinationKeeper* m_keeper;
    CheckDialog* m_check = nullptr;
    CameraControlSession m_cameraControls;
    CameraAdjuster* m_adjuster;
    Calibrator* m_calibrator;
    bool m_muted = false; // by hand
    bool m_recordsAll = false; // by the settings
    std::string m_screen;
    LogoMemory m_logo;
    QString m_caption; // what is drawn, and for which size
};

} // namespace sluice
