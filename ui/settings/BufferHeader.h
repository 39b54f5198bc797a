// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

#include "core/settings/BufferProfile.h"
#include "ui/widgets/WatermarkBar.h"

class QLabel;
class QPushButton;

namespace sluice {

class ChoiceRow;
class Theme;

// The top of the Buffer page: the profiles and the watermarks on a bar.
class BufferHeader : public QWidget {
    Q_OBJECT
public:
    explicit BufferHeader(const Theme& theme, QWidget* parent = nullptr);

    void setProfile(BufferProfile profile);
    void setValues(const BufferSettings& values);
    void setLevel(std::optional<Duration> level);
    // A sentence about the last session, and what the button beside it says; empty: no button.
    void setAdvice(const QString& text, const QString& button);
    WatermarkBar* bar() const { return m_bar; }
    ChoiceRow* profiles() const { return m_profiles; }
    QLabel* advice() const { return m_advice; }
    QPushButton* adviceButton() const { return m_take; }

signals:
    void profileChosen(sluice::BufferProfile profile);
    void markMoved(const char* key, sluice::Duration value); // key: of the setting
    void adviceTaken();

private:
    ChoiceRow* m_profiles;
    WatermarkBar* m_bar;
    QLabel* m_note;
    QLabel* m_advice;
    QPushButton* m_take;
};

} // namespace sluice
