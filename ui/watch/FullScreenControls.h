// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QPoint>
#include <QTimer>

namespace sluice {

// The controls that lie on the picture in full screen. They come when the mouse moves, a button of it is pressed or
// the keyboard reaches them, and go kStay after the last of it, together with the mouse cursor; not while a menu of
// theirs is open, the mouse rests on them, or a message with buttons covers the picture.
class FullScreenControls : public QFrame {
    Q_OBJECT
public:
    static constexpr int kStayMs = 2500;

    // Lies on `picture`, whose child it becomes.
    explicit FullScreenControls(QWidget* picture);

    // Takes `bar` until end() and shows it; whoever gave it takes it back then.
    void begin(QWidget* bar);
    void end();
    void setCovered(bool covered); // a message lies on the picture: the cursor is needed
    bool active() const { return m_bar != nullptr; }

signals:
    void left(); // hidden with the keyboard inside: it needs another place

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void wake();
    void sleep();
    bool needed() const;
    void place();

    QWidget* const m_picture;
    QWidget* m_bar = nullptr; // while active
    QTimer m_stay;
    QPoint m_mouse; // where it was seen last
    bool m_covered = false;
};

} // namespace sluice
