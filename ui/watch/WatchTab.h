// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

#include "core/session/WatchSession.h"
#include "ui/watch/WatchTexts.h"

class QScrollArea;
class QVBoxLayout;

namespace sluice {

class BufferCard;
class EventList;
class FullScreenControls;
class GaugeCard;
class LinkCard;
class QualityCard;
class Theme;
class TransportBar;
class UrlBar;
class VideoView;

// The Watch tab: shows plain values and says what the person wants. It knows no session; WatchPresenter joins the
// two.
class WatchTab : public QWidget {
    Q_OBJECT
public:
    explicit WatchTab(const Theme& theme, QWidget* parent = nullptr);

    void setStatus(const WatchStatus& status, TimePoint now);
    void setFrame(const VideoFrame& frame);
    void addSamples(const std::vector<TimelineSample>& samples);
    void addEvents(const std::vector<Event>& events, TimePoint startedAt);
    void beginSession(); // graph, events and picture of the one before go
    void setProfile(BufferProfile profile);
    void setHistory(const QStringList& addresses);
    void setAddress(const QString& address);
    void setFullScreen(bool full); // only the picture is left, with controls that come and go

    void focusAddress();
    void toggleGraphPause();
    void playPause(); // as the button
    void changeVolume(double by);
    void toggleMute();
    bool fullScreen() const { return m_full; }
    const QString& formatLine() const { return m_formatLine; }

    UrlBar* urlBar() const { return m_url; }
    VideoView* video() const { return m_video; }
    BufferCard* bufferCard() const { return m_buffer; }
    QualityCard* qualityCard() const { return m_quality; }
    LinkCard* linkCard() const { return m_link; }
    TransportBar* transport() const { return m_transport; }
    FullScreenControls* fullScreenControls() const { return m_controls; }

signals:
    void openRequested(const QString& address);
    void stopRequested();
    void pauseRequested();
    void resumeRequested();
    void retryRequested();
    void goToLiveRequested();
    void seekRequested(sluice::Duration to);
    void volumeRequested(double volume);
    void muteRequested(bool muted);
    void profileRequested(sluice::BufferProfile profile);
    void linkPresetRequested(const QString& name);
    void linkDialogRequested();
    void cutRequested(sluice::Duration length);
    void fullScreenRequested(bool full);
    void formatLineChanged(const QString& line);

protected:
    void keyPressEvent(QKeyEvent* event) override; // of the picture in full screen

private:
    void buildLayout();
    void connectAll();
    void act(watchtexts::Message::Action action);

    const Theme& m_theme;
    UrlBar* m_url;
    VideoView* m_video;
    TransportBar* m_transport;
    BufferCard* m_buffer;
    GaugeCard* m_gauge;
    QualityCard* m_quality;
    LinkCard* m_link;
    EventList* m_events;
    QScrollArea* m_side;
    QVBoxLayout* m_left = nullptr; // picture, transport, graph
    FullScreenControls* m_controls;
    WatchStatus m_status;
    watchtexts::Message m_message;
    std::optional<Duration> m_latency; // of the newest sample
    QString m_formatLine;
    bool m_full = false;
};

} // namespace sluice
