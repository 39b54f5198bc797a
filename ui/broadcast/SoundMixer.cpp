// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/SoundMixer.h"

#include <cmath>

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QSlider>
#include <QVBoxLayout>

#include "ui/broadcast/BroadcastTexts.h"
#include "ui/broadcast/MuteButton.h"
#include "ui/broadcast/SourcePicker.h"
#include "ui/theme/Format.h"
#include "ui/theme/Tr.h"
#include "ui/widgets/Card.h"
#include "ui/widgets/LevelMeter.h"

namespace sluice {

namespace {

constexpr int kLowestDb = -40; // as the settings
constexpr int kHighestDb = 20;
constexpr int kPageDb = 6;
constexpr int kRestMs = 300; // a gain is kept when no hand has moved it for so long

} // namespace

SoundMixer::SoundMixer(const Theme& theme, QWidget* parent)
    : QDialog(parent)
    , m_theme(theme)
    , m_desktop(new SourcePicker(tr("Desktop sound"),
          {{tr("No desktop sound"), QStringLiteral("none")},
              {tr("What this computer plays"), QStringLiteral("default")}},
          tr("Clip to hear instead of the desktop")))
    , m_desktopProblem(new QLabel)
    , m_pushToTalk(new QCheckBox(tr("&Push to talk: muted unless F8 is held")))
    , m_noise(new QCheckBox(tr("&Noise suppression")))
    , m_limiter(new QCheckBox(tr("&Limiter: nothing clips")))
    , m_calibrate(new QPushButton(tr("Picture and sound in step…")))
    , m_mix(new LevelMeter(theme))
{
    setWindowTitle(tr("Sound mixer"));
    auto* all = new QVBoxLayout(this);
    auto* microphone = new Card(tr("MICROPHONE"), this);
    m_microphoneStrip
        = makeStrip(Input::Microphone, microphone, tr("Microphone level"), tr("Microphone gain"));
    microphone->body()->addWidget(m_noise);
    microphone->body()->addWidget(m_pushToTalk);
    auto* desktop = new Card(tr("DESKTOP SOUND"), this);
    desktop->body()->addWidget(m_desktop);
    m_desktopStrip = makeStrip(Input::Desktop, desktop, tr("Desktop sound level"), tr("Desktop sound gain"));
    m_desktopProblem->setProperty("role", "bad");
    m_desktopProblem->setTextFormat(Qt::PlainText);
    m_desktopProblem->setWordWrap(true);
    m_desktopProblem->hide();
    desktop->body()->addWidget(m_desktopProblem);
    all->addWidget(microphone);
    all->addWidget(desktop);
    auto* mix = new Card(tr("WHAT VIEWERS HEAR"), this);
    m_mix->setAccessibleName(tr("Level of what viewers hear"));
    mix->body()->addWidget(m_mix);
    mix->body()->addWidget(m_limiter);
    mix->body()->addWidget(m_calibrate, 0, Qt::AlignLeft);
    all->addWidget(mix);
    all->addStretch(1);

    m_pushToTalk->setToolTip(
        tr("Hold F8, or the button beside the microphone, for as long as you speak. The microphone is muted "
           "otherwise."));
    m_noise->setToolTip(tr("Takes fans and hiss out of the microphone’s sound"));
    m_limiter->setToolTip(tr("Holds loud moments just below full scale"));
    connect(m_pushToTalk, &QCheckBox::clicked, this, &SoundMixer::pushToTalkChosen);
    connect(m_noise, &QCheckBox::clicked, this, &SoundMixer::noiseSuppressionChosen);
    m_calibrate->setAutoDefault(false);
    m_calibrate->setToolTip(
        tr("Measures how far the camera and the microphone are apart, with flashes and beeps"));
    connect(m_calibrate, &QPushButton::clicked, this, &SoundMixer::calibrateRequested);
    connect(m_limiter, &QCheckBox::clicked, this, &SoundMixer::limiterChosen);
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRestMs);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        m_moving = false;
        for (const Input input : {Input::Microphone, Input::Desktop})
            emit gainChosen(input, gain(input)->value());
    });
    resize(420, sizeHint().height());
}

SoundMixer::Strip SoundMixer::makeStrip(
    Input input, Card* box, const QString& meterName, const QString& gainName)
{
    Strip made;
    made.meter = new LevelMeter(m_theme);
    made.meter->setAccessibleName(meterName);
    made.gain = new QSlider(Qt::Horizontal);
    made.gain->setAccessibleName(gainName);
    made.gain->setRange(kLowestDb, kHighestDb);
    made.gain->setPageStep(kPageDb);
    made.gainText = new QLabel;
    made.gainText->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    made.gainText->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("+00 dB ")));
    made.mute = new MuteButton;
    auto* row = new QHBoxLayout;
    row->addWidget(made.gain, 1);
    row->addWidget(made.gainText);
    row->addWidget(made.mute);
    box->body()->addWidget(made.meter);
    box->body()->addLayout(row);
    showGain(made, 0);
    QLabel* text = made.gainText;
    connect(made.gain, &QSlider::valueChanged, this, [this, input, text](int db) {
        text->setText(format::decibels(db));
        m_moving = true;
        m_rest.start();
        emit gainMoved(input, db);
    });
    connect(made.mute, &MuteButton::talkRequested, this, &SoundMixer::talkRequested);
    connect(made.mute, &MuteButton::muteRequested, this,
        [this, input](bool muted) { emit muteRequested(input, muted); });
    return made;
}

void SoundMixer::showGain(const Strip& strip, double db)
{
    const int whole = static_cast<int>(std::lround(db));
    const QSignalBlocker quiet(strip.gain);
    strip.gain->setValue(whole);
    strip.gainText->setText(format::decibels(whole));
}

void SoundMixer::setSound(const BroadcastSound& sound, bool pushToTalk)
{
    m_pushToTalk->setChecked(pushToTalk);
    m_microphoneStrip.mute->setPushToTalk(pushToTalk);
    m_noise->setChecked(sound.noiseSuppression);
    m_limiter->setChecked(sound.limiter);
    if (m_moving)
        return;
    showGain(m_microphoneStrip, sound.microphoneGainDb);
    showGain(m_desktopStrip, sound.desktopGainDb);
}

void SoundMixer::setStatus(const BroadcastStatus& status)
{
    m_microphoneStrip.meter->setLevels(broadcasttexts::meterChannels(status.microphoneMeter));
    m_microphoneStrip.meter->setMuted(status.muted);
    m_desktopStrip.meter->setLevels(broadcasttexts::meterChannels(status.desktopMeter));
    m_desktopStrip.meter->setMuted(status.desktopMuted);
    m_mix->setLevels(broadcasttexts::meterChannels(status.meter));
    m_microphoneStrip.mute->setMuted(status.muted);
    m_desktopStrip.mute->setMuted(status.desktopMuted);
    const bool mixed = m_desktop->value() != QLatin1String("none");
    m_desktopStrip.gain->setEnabled(mixed);
    m_desktopStrip.mute->setEnabled(mixed);
    const QString problem = status.desktopError ? trError(*status.desktopError) : QString();
    m_desktopProblem->setText(problem);
    m_desktopProblem->setVisible(!problem.isEmpty());
}

} // namespace sluice
