// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/session/BroadcastSession.h"
#include "ui/widgets/Card.h"

class QLabel;
class QPushButton;

namespace sluice {

class Figures;
class Sparkline;
class Theme;

// How the broadcast fares. Dashes while there is none.
class HealthCard : public Card {
    Q_OBJECT
public:
    explicit HealthCard(const Theme& theme, QWidget* parent = nullptr);
    // `preparing`: it goes live in a moment.
    void setStatus(const BroadcastStatus& status, TimePoint now, bool preparing = false);
    Figures* figures() const { return m_figures; }

signals:
    void retryRequested(); // all destinations: nobody is reached

private:
    Sparkline* m_line;
    QLabel* m_notice;
    QPushButton* m_retry;
    Figures* m_figures;
    int m_bitrate, m_queue, m_dropped, m_encoder, m_capture, m_glass, m_reconnects;
    TimePoint m_lastPoint; // of the line
};

} // namespace sluice
