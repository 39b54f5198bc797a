// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <utility>
#include <vector>

#include "core/metrics/Timeline.h"
#include "ui/theme/Icons.h"
#include "ui/widgets/Card.h"

class QPushButton;

namespace sluice {

class BufferGraph;
class BufferTable;
class Theme;

// The graph of the buffer, with buttons for the stretch that is shown and for what a tester does with a session.
class BufferCard : public Card {
    Q_OBJECT
public:
    explicit BufferCard(const Theme& theme, QWidget* parent = nullptr);

    void add(const std::vector<TimelineSample>& samples);
    void addEvents(const std::vector<Event>& events, TimePoint startedAt);
    void clear();
    void togglePause();
    void showTable();
    BufferGraph* graph() const { return m_graph; }
    BufferTable* table() const { return m_table; } // null before it was shown

signals:
    void adviceRequested();
    void compareRequested();
    void exportRequested();

private:
    void addIcons();
    void showIcons();
    void showEvidence();
    void noteSpeed(const TimelineSample& sample);
    QPushButton* addButton(
        const char* name, const QString& text, const QString& accessible, const QString& tip);
    void showView();

    const Theme& m_theme;
    float m_speed = 1; // the last that was marked
    BufferGraph* m_graph;
    BufferTable* m_table = nullptr;
    QPushButton* m_zoomOut = nullptr;
    QPushButton* m_zoomIn = nullptr;
    QPushButton* m_pause = nullptr;
    QPushButton* m_live = nullptr;
    QPushButton* m_advice = nullptr;
    QPushButton* m_export = nullptr;
    std::vector<std::pair<Glyph, QPushButton*>> m_icons;
};

} // namespace sluice
