// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/SoundPresenter.h"

#include "core/session/FromSettings.h"
#include "ui/broadcast/BroadcastTab.h"
#include "ui/broadcast/PushToTalk.h"
#include "ui/broadcast/SourcePicker.h"
#include "ui/theme/Tr.h"

namespace sluice {

SoundPresenter::SoundPresenter(UiContext& context, BroadcastTab& tab, const Theme& theme, QObject* parent)
    : QObject(parent)
    , m_context(context)
    , m_tab(tab)
    , m_theme(theme)
    , m_pushToTalk(new PushToTalk(this))
{
    connect(&m_tab, &BroadcastTab::muteRequested, this, &SoundPresenter::setMuted);
    connect(&m_tab, &BroadcastTab::talkRequested, m_pushToTalk, &PushToTalk::hold);
    connect(m_pushToTalk, &PushToTalk::heldChanged, this, &SoundPresenter::applyMute);
    connect(&m_tab, &BroadcastTab::mixerRequested, this, &SoundPresenter::showMixer);
}

void SoundPresenter::showMixer()
{
    if (m_mixer == nullptr) {
        m_mixer = new SoundMixer(m_theme, m_tab.window());
        connectMixer();
        followSettings();
    }
    m_mixer->desktop()->setDevices(m_context.devices.desktopSounds());
    m_mixer->desktop()->setValue(qstr(m_context.broadcast.status().sources.desktop));
    m_mixer->setStatus(m_context.broadcast.status());
    m_mixer->show();
    m_mixer->raise();
    m_mixer->activateWindow();
}

void SoundPresenter::connectMixer()
{
    connect(m_mixer->desktop(), &SourcePicker::chosen, this, &SoundPresenter::desktopChosen);
    connect(m_mixer, &SoundMixer::gainMoved, this,
        [this](SoundMixer::Input input, int db) { setGain(input, db, false); });
    connect(m_mixer, &SoundMixer::gainChosen, this,
        [this](SoundMixer::Input input, int db) { setGain(input, db, true); });
    const auto switches = [this](const char* key) {
        return [this, key](bool on) {
            Settings changed = m_context.settings.current();
            if (changed.setValue(key, on))
                store(changed); // and so in force
        };
    };
    connect(m_mixer, &SoundMixer::muteRequested, this,
        [this, mutes = switches("audio.desktop_muted")](SoundMixer::Input input, bool muted) {
            if (input == SoundMixer::Input::Microphone) {
                setMuted(muted);
                return;
            }
            mutes(muted);
            emit changed();
        });
    connect(m_mixer, &SoundMixer::talkRequested, m_pushToTalk, &PushToTalk::hold);
    connect(m_mixer, &SoundMixer::pushToTalkChosen, this, switches("audio.push_to_talk"));
    connect(m_mixer, &SoundMixer::noiseSuppressionChosen, this, switches("audio.noise_suppression"));
    connect(m_mixer, &SoundMixer::calibrateRequested, this, &SoundPresenter::calibrateRequested);
    connect(m_mixer, &SoundMixer::limiterChosen, this, switches("audio.limiter"));
}

// While a hand moves it, only what is sent changes; the settings do when it lets go.
void SoundPresenter::setGain(SoundMixer::Input input, int db, bool last)
{
    Settings changed = m_context.settings.current();
    const char* key
        = input == SoundMixer::Input::Microphone ? "audio.microphone_gain_db" : "audio.desktop_gain_db";
    if (changed.integer(key) == db || !changed.set(key, std::to_string(db)))
        return;
    if (last)
        store(changed);
    else
        m_context.broadcast.setSound(broadcastSoundFrom(changed));
}

void SoundPresenter::followSettings()
{
    const Settings& settings = m_context.settings.current();
    const BroadcastSound sound = broadcastSoundFrom(settings);
    const bool pushToTalk = settings.flag("audio.push_to_talk");
    m_context.broadcast.setSound(sound);
    if (const bool muted = settings.flag("audio.desktop_muted");
        muted != m_context.broadcast.status().desktopMuted)
        m_context.broadcast.setDesktopMuted(muted);
    m_pushToTalk->setEnabled(pushToTalk);
    m_tab.setPushToTalk(pushToTalk);
    if (m_mixer != nullptr)
        m_mixer->setSound(sound, pushToTalk);
    applyMute();
}

void SoundPresenter::fillDevices()
{
    if (m_mixer == nullptr)
        return;
    m_mixer->desktop()->setDevices(m_context.devices.desktopSounds());
    m_mixer->desktop()->setValue(qstr(broadcastSourcesFrom(m_context.settings.current()).desktop));
}

void SoundPresenter::show(const BroadcastStatus& status)
{
    if (m_mixer != nullptr && m_mixer->isVisible())
        m_mixer->setStatus(status);
}

void SoundPresenter::setMuted(bool muted)
{
    m_muted = muted;
    applyMute();
}

void SoundPresenter::applyMute()
{
    const bool muted = m_pushToTalk->enabled() ? !m_pushToTalk->held() : m_muted;
    if (muted != m_context.broadcast.status().muted)
        m_context.broadcast.setMuted(muted);
    emit changed();
}

void SoundPresenter::store(const Settings& changed)
{
    if (auto applied = m_context.settings.apply(changed); !applied)
        emit note(trError(applied.error()));
}

} // namespace sluice
