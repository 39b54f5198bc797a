// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/media/BufferSettings.h"

namespace sluice {

class Theme;

// The buffer's level now, against its watermarks. The scale ends a third above the target.
class BufferGauge : public QWidget {
    Q_OBJECT
public:
    explicit BufferGauge(const Theme& theme, QWidget* parent = nullptr);

    void set(Duration level, const BufferSettings& settings);
    void clear(); // nothing is open
    QSize sizeHint() const override { return {200, 26}; }
    QSize minimumSizeHint() const override { return {120, 26}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    Duration m_level{};
    BufferSettings m_settings;
    bool m_known = false;
};

} // namespace sluice
