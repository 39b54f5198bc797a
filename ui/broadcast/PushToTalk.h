// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace sluice {

// The key that is held while one talks. Heard wherever in the program the keyboard is, also while text is typed; lets
// go by itself when another program comes to the front, so that a microphone is never left open.
class PushToTalk : public QObject {
    Q_OBJECT
public:
    static constexpr Qt::Key kKey = Qt::Key_F8; // our choice: types nothing and means nothing elsewhere

    explicit PushToTalk(QObject* parent = nullptr);

    void setEnabled(bool enabled);
    bool enabled() const { return m_enabled; }
    bool held() const { return m_held; }
    void hold(bool held); // as the key, by a button

signals:
    void heldChanged(bool held);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    bool m_enabled = false;
    bool m_held = false;
};

} // namespace sluice
