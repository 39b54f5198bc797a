// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include "ui/theme/Tokens.h"

class QApplication;
class QPalette;

namespace sluice {

enum class ThemeMode { System, Dark, Light };

// Dresses the application: palette, stylesheet and font, all made from one token table. Belongs to the window's
// thread; painted widgets keep a reference and repaint on changed(). One per application, made after it and before
// the first widget.
class Theme : public QObject {
    Q_OBJECT
public:
    explicit Theme(QApplication& app, QObject* parent = nullptr);

    const Tokens& tokens() const { return m_tokens; }
    ThemeMode mode() const { return m_mode; }
    // Acts at once, on every widget there is.
    void setMode(ThemeMode mode);

    static ThemeMode modeFromToken(
        const QString& token); // "system", "dark", "light"; anything else is system

    // The stylesheet of a token set; `{{name}}` in the template stands for a token's colour.
    static QString styleSheet(const Tokens& tokens);
    static QPalette palette(const Tokens& tokens);

signals:
    void changed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override; // the desktop changed its theme

private:
    void apply();

    QApplication& m_app;
    ThemeMode m_mode = ThemeMode::System;
    bool m_systemDark = true;
    bool m_applying = false;
    Tokens m_tokens;
};

} // namespace sluice
