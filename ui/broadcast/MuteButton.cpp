// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/MuteButton.h"

#include <QStyle>
#include <QStyleOptionButton>

namespace sluice {

MuteButton::MuteButton(QWidget* parent) : QPushButton(parent)
{
    setCheckable(true);
    setAutoDefault(false);
    setProperty("scale", "small");
    connect(this, &QPushButton::clicked, this, [this] {
        if (m_pushToTalk)
            return;
        setChecked(m_muted); // what is shown is what is so
        emit muteRequested(!m_muted);
    });
    connect(this, &QPushButton::pressed, this, [this] {
        if (m_pushToTalk)
            emit talkRequested(true);
    });
    connect(this, &QPushButton::released, this, [this] {
        if (m_pushToTalk)
            emit talkRequested(false);
    });
    showState();
}

void MuteButton::setPushToTalk(bool on)
{
    if (on == m_pushToTalk)
        return;
    m_pushToTalk = on;
    setCheckable(!on);
    setToolTip(on ? tr("Hold this button, or the key F8, for as long as you speak") : QString());
    showState();
    updateGeometry();
}

void MuteButton::setMuted(bool muted)
{
    m_muted = muted;
    showState();
}

QString MuteButton::textOf(bool muted) const
{
    if (m_pushToTalk)
        return muted ? tr("Hold F8 to talk") : QStringLiteral("● ") + tr("Talking");
    return muted ? tr("Muted") : tr("Mute");
}

void MuteButton::showState()
{
    if (!m_pushToTalk)
        setChecked(m_muted);
    setText(textOf(m_muted));
}

QSize MuteButton::sizeHint() const
{
    ensurePolished();
    QStyleOptionButton option;
    initStyleOption(&option);
    option.state &= ~(QStyle::State_On | QStyle::State_Sunken);
    QSize hint;
    for (const bool muted : {true, false}) {
        option.text = textOf(muted);
        const QSize text = fontMetrics().size(Qt::TextShowMnemonic, option.text);
        hint = hint.expandedTo(style()->sizeFromContents(QStyle::CT_PushButton, &option, text, this));
    }
    return hint;
}

} // namespace sluice
