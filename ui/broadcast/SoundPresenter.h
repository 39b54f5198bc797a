// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include "ui/UiContext.h"
#include "ui/broadcast/SoundMixer.h"

namespace sluice {

class BroadcastTab;
class PushToTalk;

// Joins the mixer, the mute button and push-to-talk with the broadcast and the settings.
class SoundPresenter : public QObject {
    Q_OBJECT
public:
    // `theme`: of the mixer, which is opened from here.
    SoundPresenter(UiContext& context, BroadcastTab& tab, const Theme& theme, QObject* parent);

    void showMixer();
    SoundMixer* mixer() const { return m_mixer; } // nullptr until it was shown
    void followSettings();
    void fillDevices();
    void show(const BroadcastStatus& status);

signals:
    void note(const QString& text);
    void changed(); // look again
    void desktopChosen(const QString& value);
    void calibrateRequested();

private:
    void connectMixer();
    void setGain(SoundMixer::Input input, int db, bool last);
    void setMuted(bool muted);
    void applyMute();
    void store(const Settings& changed);

    UiContext& m_context;
    BroadcastTab& m_tab;
    const Theme& m_theme;
    SoundMixer* m_mixer = nullptr;
    PushToTalk* m_pushToTalk;
    bool m_muted = false; // by hand
};

} // namespace sluice
