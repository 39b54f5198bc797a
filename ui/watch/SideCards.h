// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "core/session/WatchSession.h"
#include "ui/widgets/Card.h"

class QLabel;
class QPushButton;

namespace sluice {

class BufferGauge;
class ChoiceRow;
class Figures;
class Theme;

// The right column of the Watch tab: the gauge with the profiles, the quality of experience, the link emulator.

class GaugeCard : public Card {
    Q_OBJECT
public:
    explicit GaugeCard(const Theme& theme, QWidget* parent = nullptr);
    void setStatus(const WatchStatus& status);
    void setProfile(BufferProfile profile);

signals:
    void profileChosen(sluice::BufferProfile profile); // Custom: the person wants to set the values

private:
    BufferGauge* m_gauge;
    QLabel* m_level;
    QLabel* m_target;
    ChoiceRow* m_profiles;
    BufferProfile m_profile = BufferProfile::Balanced;
};

class QualityCard : public Card {
    Q_OBJECT
public:
    explicit QualityCard(QWidget* parent = nullptr);
    void setStatus(const WatchStatus& status, std::optional<Duration> latency);
    Figures* figures() const { return m_figures; }

private:
    Figures* m_figures;
    int m_startup, m_rebuffers, m_ratio, m_latency, m_speed, m_arriving, m_frames, m_offset;
};

class LinkCard : public Card {
    Q_OBJECT
public:
    static constexpr Duration kCut = seconds(5);

    explicit LinkCard(QWidget* parent = nullptr);
    void setStatus(const WatchStatus& status);

signals:
    void presetChosen(const QString& name); // as LinkPlan::ofPreset
    void moreRequested(); // everything else: traces, seed …
    void cutRequested();

private:
    Figures* m_figures;
    int m_bandwidth, m_delay, m_stall;
    QPushButton* m_preset;
    QPushButton* m_cut;
    QPushButton* m_off;
};

} // namespace sluice
