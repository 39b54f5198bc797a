// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/metrics/Timeline.h"
#include "ui/widgets/Card.h"

class QPushButton;

namespace sluice {

class BufferGraph;
class Theme;

// The graph of the last minute with its legend.
class BufferCard : public Card {
    Q_OBJECT
public:
    explicit BufferCard(const Theme& theme, QWidget* parent = nullptr);

    void add(const std::vector<TimelineSample>& samples);
    void clear();
    void togglePause();
    BufferGraph* graph() const { return m_graph; }

private:
    void addLegend(const Theme& theme);
    void showPaused();

    BufferGraph* m_graph;
    QPushButton* m_pause;
};

} // namespace sluice
