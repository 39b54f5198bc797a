// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <vector>

#include <QObject>
#include <QPointer>
#include <QString>
#include <QTimer>

#include "ui/theme/Tokens.h"

class QApplication;
class QPalette;
class QWidget;

namespace sluice {

enum class ThemeMode { System, Dark, Light };

// Dresses the application: palette, stylesheet and font, all made from one token table. Belongs to the window's
// thread; painted widgets keep a reference and repaint on changed(). One per application, made after it and before
// the first widget.
// The stylesheet hangs on windows and parts of windows, not on the application: Qt takes a third of a millisecond to
// style a widget again, and a window of 200 widgets would stand still for as long as 100 ms (seen; 50 are allowed). A
// window without any say of its own is dressed as a whole before it is first shown. A large one names its containers:
// their children are dressed one by one, and input is served in between. What is seen goes first, and is painted again
// only when all of it is done: one change to the eye.
class Theme : public QObject {
    Q_OBJECT
public:
    explicit Theme(QApplication& app, QObject* parent = nullptr);

    const Tokens& tokens() const { return m_tokens; }
    ThemeMode mode() const { return m_mode; }
    // Painted widgets and the palette change at once, stylesheets within the next rounds of the event loop.
    void setMode(ThemeMode mode);

    // Each child of `container`, of those that it has now, is dressed for itself, when it is first shown: a sheet is
    // read anew for each, which takes some milliseconds. The container gets none, and neither does its window because
    // of it: their backgrounds come from the palette. Inner containers are named first. To be called before any of it
    // is shown.
    void dressByParts(QWidget& container);
    // Dresses such a part at once, while it is empty. What is then made inside it is polished once, not twice: a combo
    // box that is dressed when it is there builds its list for it, which takes 3 ms each (seen; 0.1 otherwise).
    void dressEmpty(QWidget& part);
    // Nothing waits for its dress.
    bool settled() const { return m_undressed.empty(); }

    static ThemeMode modeFromToken(
        const QString& token); // "system", "dark", "light"; anything else is system

    // The stylesheet of a token set; `{{name}}` in the template stands for a token's colour.
    static QString styleSheet(const Tokens& tokens);
    static QPalette palette(const Tokens& tokens);

signals:
    void changed();

protected:
    // The desktop changed its theme; a window is about to be shown for the first time.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void apply();
    void dress(QWidget& part);
    void dressNext();
    void letPaint(bool paint);

    QApplication& m_app;
    ThemeMode m_mode = ThemeMode::System;
    bool m_systemDark = true;
    bool m_applying = false;
    Tokens m_tokens;
    QString m_sheet;
    std::vector<QPointer<QWidget>> m_parts;
    std::deque<QPointer<QWidget>> m_undressed; // wear the sheet before this one
    std::vector<QPointer<QWidget>> m_unpainted; // windows whose seen parts are being dressed
    QTimer m_next;
};

} // namespace sluice
