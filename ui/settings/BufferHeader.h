// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QWidget>

#include "core/settings/BufferProfile.h"
#include "ui/widgets/WatermarkBar.h"

class QLabel;

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
    WatermarkBar* bar() const { return m_bar; }
    ChoiceRow* profiles() const { return m_profiles; }

signals:
    void profileChosen(sluice::BufferProfile profile);
    void markMoved(const char* key, sluice::Duration value); // key: of the setting

private:
    ChoiceRow* m_profiles;
    WatermarkBar* m_bar;
    QLabel* m_note;
};

} // namespace sluice
