// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/LiveButtons.h"

#include <QHBoxLayout>
#include <QPushButton>

#include "ui/broadcast/BroadcastTexts.h"

namespace sluice {

LiveButtons::LiveButtons(QWidget* parent)
    : QWidget(parent)
    , m_check(new QPushButton(tr("Check setup"), this))
    , m_pause(new QPushButton(this))
    , m_record(new QPushButton(this))
{
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(10);
    m_pause->setCheckable(true);
    m_record->setCheckable(true);
    for (QPushButton* button : {m_check, m_pause, m_record})
        row->addWidget(button, 1);
    m_check->setToolTip(tr("Camera, microphone, encoder, disk and network, before anyone watches"));
    connect(m_check, &QPushButton::clicked, this, &LiveButtons::checkRequested);
    m_pause->setToolTip(tr("Viewers see the slate and hear nothing; the connection stays"));
    m_record->setToolTip(tr("Into a file on this computer, beside the stream"));
    // A click checks by itself; what is shown is what the session says.
    connect(m_pause, &QPushButton::clicked, this, [this] {
        m_pause->setChecked(m_paused);
        togglePause();
    });
    connect(m_record, &QPushButton::clicked, this, [this] {
        m_record->setChecked(m_wanted);
        toggleRecording();
    });
    setStatus({});
}

void LiveButtons::setStatus(const BroadcastStatus& status, bool preparing)
{
    const bool idle
        = !preparing && (status.state == BroadcastState::Idle || status.state == BroadcastState::Failed);
    const bool keyboard = m_check->hasFocus() || m_pause->hasFocus();
    (idle ? m_pause : m_check)->hide();
    (idle ? m_check : m_pause)->show();
    if (keyboard) // it stays at this place
        (idle ? m_check : m_pause)->setFocus();
    m_live = broadcasttexts::onAir(status);
    m_paused = status.paused;
    m_wanted = status.recordings.wanted;
    m_pause->setEnabled(m_live);
    m_pause->setChecked(m_paused);
    m_pause->setText(m_paused ? QStringLiteral("▶ ") + tr("Go on") : QStringLiteral("❚❚ ") + tr("Pause"));
    m_pause->setAccessibleName(m_paused ? tr("Go on with the stream") : tr("Pause the stream"));
    m_record->setChecked(m_wanted);
    m_record->setText(status.recordings.recording ? QStringLiteral("■ ") + tr("Stop recording")
                                                  : QStringLiteral("● ") + tr("Record"));
    m_record->setAccessibleName(status.recordings.recording ? tr("Stop recording")
            : m_wanted                                      ? tr("The next broadcast is recorded")
                                                            : tr("Record"));
}

void LiveButtons::togglePause()
{
    if (m_live)
        emit pauseRequested(!m_paused);
}

void LiveButtons::toggleRecording()
{
    emit recordRequested(!m_wanted);
}

} // namespace sluice
