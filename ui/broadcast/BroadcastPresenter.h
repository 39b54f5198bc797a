// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QObject>
#include <QTimer>

#include "ui/UiContext.h"

namespace sluice {

class BroadcastTab;
class Calibrator;
class CheckPresenter;
class DestinationKeeper;
class PicturePresenter;
class RecordingPresenter;
class SoundPresenter;
class SourcesPresenter;
class Theme;

// Joins the Broadcast tab with the broadcast and server sessions: going live, and what is shown of it. Going live to
// the built-in server starts it first when it does not run. The camera is open only while the tab is seen or something
// is live. Sources, sound, picture, recording and the check have presenters of their own, which know nothing of each
// other.
class BroadcastPresenter : public QObject {
    Q_OBJECT
public:
    // `theme`: of the sound mixer, which is opened from here.
    BroadcastPresenter(UiContext& context, BroadcastTab& tab, const Theme& theme, QObject* parent = nullptr);

    void showMixer();
    void showCheck(); // "Check setup", and begins it
    void adjustCamera();
    Calibrator* calibrator() const { return m_calibrator; }
    SourcesPresenter* sources() const { return m_sources; }
    SoundPresenter* sound() const { return m_sound; }
    CheckPresenter* setupCheck() const { return m_check; }

signals:
    void note(const QString& text); // for a moment in the status bar
    void statusLineChanged(const QString& line);

private:
    void connectTab();
    void connectParts();
    void followSettings();
    void look();
    void showOthers(const BroadcastStatus& status);
    void takeFrame();
    void showPreview(bool visible);
    void applyEncoding();
    void fillDevices();
    bool othersBroadcast() const; // the command line is going live; its sources stay
    void goLive();
    void end();
    void serverChanged();
    void announce();
    void publish(const std::string& url, const std::string& shown, bool builtIn);
    void retryAll();
    void share(bool shared);

    UiContext& m_context;
    BroadcastTab& m_tab;
    QTimer m_looker;
    bool m_lookWanted = true;
    std::vector<BroadcastDestination> m_more; // once the server is ready, sent to as well
    bool m_waitsForServer = false;
    std::optional<Error> m_serverError; // why the last attempt ended before anything was sent
    bool m_waitsForCamera = false; // going live: the calibrator has it still
    bool m_previewing = false;
    bool m_ours = false; // the broadcast was begun here
    bool m_showsOthers = false; // what is shown belongs to the command line's
    bool m_onOwnServer = false; // … and goes to the built-in server
    bool m_announced = false; // … whose viewers were told that it is live
    std::uint64_t m_nextEvent = 0;
    TimePoint m_eventsFrom;
    QString m_statusLine;
    DestinationKeeper* m_keeper;
    Calibrator* m_calibrator;
    SourcesPresenter* m_sources;
    SoundPresenter* m_sound;
    PicturePresenter* m_picture;
    RecordingPresenter* m_recording;
    CheckPresenter* m_check;
};

} // namespace sluice
