// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPixmap>
#include <QWidget>

#include "core/metrics/SessionRecord.h"

namespace sluice {

class Theme;

// The graph of a whole session, as it is exported, in the window's colours.
class SessionGraphView : public QWidget {
    Q_OBJECT
public:
    // `session` must outlive the widget. `span` of the time axis. `legend`: of graphs under each other the last has it.
    SessionGraphView(const Theme& theme, const SessionRecord& session, Duration span, bool legend,
        QWidget* parent = nullptr);

    QSize sizeHint() const override { return {900, m_legend ? 160 : 124}; }
    QSize minimumSizeHint() const override { return {500, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    const SessionRecord& m_session;
    const Duration m_span;
    const bool m_legend;
    QPixmap m_picture; // of the present size and theme
};

} // namespace sluice
