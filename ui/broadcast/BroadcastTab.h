// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/session/BroadcastSession.h"
#include "ui/broadcast/StreamKey.h"

class QGridLayout;
class QLabel;
class QPushButton;

namespace sluice {

class DestinationCard;
class ElidedLabel;
class EventList;
class HealthCard;
class InsetHandle;
class LayoutCard;
class LevelMeter;
class MonitorCorner;
class MuteButton;
class LiveButtons;
class RecordingCard;
class SideColumn;
class SourcePicker;
class Theme;
class VideoView;

// The Broadcast tab: shows plain values and says what the presenter wants. It knows no session; BroadcastPresenter
// joins the two.
class BroadcastTab : public QWidget {
    Q_OBJECT
public:
    // Ending asks first when live for longer than this.
    static constexpr Duration kAskAfter = seconds(60);

    explicit BroadcastTab(const Theme& theme, QWidget* parent = nullptr);

    // `preparing`: the built-in server is being started for a broadcast, or the camera is waited for.
    void setStatus(const BroadcastStatus& status, bool preparing, TimePoint now);
    void setWaitsForCamera(bool waits) { m_waitsForCamera = waits; } // which of the two; with the next status
    void setFrame(const VideoFrame& frame);
    void addEvents(const std::vector<Event>& events, TimePoint startedAt);
    void clearEvents();

    void goLiveOrEnd(); // as the button
    SourcePicker* camera() const { return m_camera; }
    SourcePicker* microphone() const { return m_microphone; }
    LayoutCard* layouts() const { return m_layouts; }
    InsetHandle* inset() const { return m_inset; }
    // Why there is nothing to choose from; empty: there is.
    void setScreenProblem(const QString& problem);
    DestinationCard* destination() const { return m_destination; }
    HealthCard* health() const { return m_health; }
    // How it fares, in one line, while it is live and the card that says so is below the edge.
    ElidedLabel* healthLine() const { return m_healthLine; }
    LiveButtons* buttons() const { return m_buttons; }
    MonitorCorner* monitor() const { return m_monitor; }
    RecordingCard* recording() const { return m_recording; }
    void setReplay(Duration span) { m_replay = span; } // what the settings say; zero: none
    VideoView* video() const { return m_video; }
    QPushButton* mainButton() const { return m_main; }
    QPushButton* checkButton() const;
    MuteButton* muteButton() const { return m_mute; }
    void toggleMute();
    void setPushToTalk(bool on); // the mute button is held to talk

signals:
    void goLiveRequested();
    void endRequested();
    void muteRequested(bool muted);
    void talkRequested(bool held); // push to talk, by the button
    void mixerRequested();
    void adjustRequested(); // the camera
    void calibrateRequested(); // picture and sound
    void monitorRequested(); // shown, or not any more
    void layoutRequested(sluice::LayoutKind kind);
    // `last`: the hand let go of it.
    void insetRequested(sluice::InsetCorner corner, int percent, bool last);
    void retryRequested();
    void checkRequested();
    void visibleChanged(bool visible);

protected:
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void buildLayout();
    QWidget* buildSide();
    QWidget* buildSources();
    void showButton(const BroadcastStatus& status, bool preparing);
    void showSources(const BroadcastStatus& status);
    void showMute(bool muted);
    void showHealthLine();
    void showLayout();
    void arrangeSources();
    void askToEnd();

    const Theme& m_theme;
    VideoView* m_video;
    InsetHandle* m_inset;
    MonitorCorner* m_monitor;
    LayoutCard* m_layouts;
    SourcePicker* m_camera;
    QPushButton* m_adjust;
    QLabel* m_cameraProblem;
    LevelMeter* m_meter;
    LevelMeter* m_desktopMeter;
    SourcePicker* m_microphone;
    MuteButton* m_mute;
    QPushButton* m_mixer;
    QLabel* m_microphoneProblem;
    QPushButton* m_main;
    LiveButtons* m_buttons;
    ElidedLabel* m_healthLine;
    RecordingCard* m_recording;
    DestinationCard* m_destination;
    HealthCard* m_health;
    EventList* m_events;
    SideColumn* m_side = nullptr; // the cards at the right
    QGridLayout* m_sources = nullptr; // the cards below the picture
    QWidget* m_cameraCard = nullptr;
    QWidget* m_microphoneCard = nullptr;
    QString m_screenProblem;
    BroadcastStatus m_status;
    Duration m_replay{};
    bool m_preparing = false;
    bool m_waitsForCamera = false;
    bool m_pushToTalk = false;
};

} // namespace sluice
