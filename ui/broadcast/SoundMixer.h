// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QTimer>

#include "core/session/BroadcastSession.h"

class QCheckBox;
class QGridLayout;
class QLabel;
class QPushButton;
class QSlider;

namespace sluice {

class Card;
class LevelMeter;
class MuteButton;
class SourcePicker;
class Theme;

// The inputs of the sound, each with its meter, gain and mute, and what else is done to the sound. Stays open beside
// the window; everything acts at once.
class SoundMixer : public QDialog {
    Q_OBJECT
public:
    enum class Input { Microphone, Desktop };

    explicit SoundMixer(const Theme& theme, QWidget* parent = nullptr);

    void setStatus(const BroadcastStatus& status);
    // What the settings say. A gain that is just being moved stays where the hand has it.
    void setSound(const BroadcastSound& sound, bool pushToTalk);
    SourcePicker* desktop() const { return m_desktop; }
    QSlider* gain(Input input) const { return strip(input).gain; }
    MuteButton* mute(Input input) const { return strip(input).mute; }
    QCheckBox* pushToTalk() const { return m_pushToTalk; }
    QCheckBox* noiseSuppression() const { return m_noise; }
    QCheckBox* limiter() const { return m_limiter; }
    QPushButton* calibrate() const { return m_calibrate; }

signals:
    void gainMoved(sluice::SoundMixer::Input input, int db); // while a hand moves it
    void gainChosen(sluice::SoundMixer::Input input, int db); // when it rests
    void muteRequested(sluice::SoundMixer::Input input, bool muted);
    void talkRequested(bool held); // push to talk, by the microphone's button
    void pushToTalkChosen(bool on);
    void noiseSuppressionChosen(bool on);
    void limiterChosen(bool on);
    void calibrateRequested();

private:
    struct Strip {
        LevelMeter* meter = nullptr;
        QSlider* gain = nullptr;
        QLabel* gainText = nullptr;
        MuteButton* mute = nullptr;
    };
    const Strip& strip(Input input) const
    {
        return input == Input::Microphone ? m_microphoneStrip : m_desktopStrip;
    }
    Strip makeStrip(Input input, Card* box, const QString& meterName, const QString& gainName);
    void showGain(const Strip& strip, double db);

    const Theme& m_theme;
    SourcePicker* m_desktop;
    Strip m_microphoneStrip;
    Strip m_desktopStrip;
    QLabel* m_desktopProblem;
    QCheckBox* m_pushToTalk;
    QCheckBox* m_noise;
    QCheckBox* m_limiter;
    QPushButton* m_calibrate;
    LevelMeter* m_mix;
    QTimer m_rest; // since a gain was moved
    bool m_moving = false;
};

} // namespace sluice
