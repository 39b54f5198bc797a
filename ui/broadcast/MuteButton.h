// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPushButton>

namespace sluice {

// Mutes a sound when it is clicked; with push to talk it is held for as long as one talks. Keeps the width of the
// longest that it may say, so that what is beside it stays where it is.
class MuteButton : public QPushButton {
    Q_OBJECT
public:
    explicit MuteButton(QWidget* parent = nullptr);

    void setPushToTalk(bool on);
    void setMuted(bool muted); // as it is
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

signals:
    void muteRequested(bool muted);
    void talkRequested(bool held);

private:
    QString textOf(bool muted) const;
    void showState();

    bool m_pushToTalk = false;
    bool m_muted = false;
};

} // namespace sluice
