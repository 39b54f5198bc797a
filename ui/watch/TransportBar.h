// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

#include "core/session/WatchSession.h"

class QLabel;
class QPushButton;
class QSlider;

namespace sluice {

class SeekBar;
class Theme;

// Play and pause, the position, how far behind live, the sound, full screen.
class TransportBar : public QWidget {
    Q_OBJECT
public:
    explicit TransportBar(const Theme& theme, QWidget* parent = nullptr);

    void setStatus(const WatchStatus& status, std::optional<Duration> latency);
    void setFullScreen(bool full);

signals:
    void playPauseRequested();
    void goToLiveRequested();
    void seekRequested(sluice::Duration to);
    void volumeRequested(double volume);
    void muteRequested(bool muted);
    void fullScreenRequested();

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildSound();
    void showTexts();
    int widthNeeded() const;
    void showPosition(const WatchStatus& status, std::optional<Duration> latency);
    void refreshIcons();

    const Theme& m_theme;
    QPushButton* m_play;
    SeekBar* m_seek;
    QLabel* m_time;
    QPushButton* m_live;
    QPushButton* m_sound;
    QPushButton* m_full;
    QSlider* m_volume = nullptr;
    QPushButton* m_mute = nullptr;
    bool m_showsPause = false;
    bool m_muted = false;
    bool m_fullScreen = false;
    bool m_narrow = false; // icons instead of words
    QString m_soundFigure; // "80 %"
    QString m_soundText; // "Sound 80 %"
};

} // namespace sluice
