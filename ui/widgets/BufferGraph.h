// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include "ui/widgets/GraphHistory.h"
#include "ui/widgets/GraphPast.h"

namespace sluice {

class Theme;

// The last 60 s of the buffer, with axes and words: what is remembered is GraphHistory's, the picture of it
// GraphPast's. At most kMostPerSecond repaints; none while hidden.
class BufferGraph : public QWidget {
    Q_OBJECT
public:
    static constexpr Duration kSpan = seconds(60);
    static constexpr int kMostPerSecond = 12;

    explicit BufferGraph(const Theme& theme, QWidget* parent = nullptr);

    void add(const std::vector<GraphSample>& samples);
    void clear(); // a new session begins
    void setPaused(bool paused); // the picture stands; samples are still taken
    bool paused() const { return m_frozen.has_value(); }

    const std::vector<GraphStall>& stalls() const
    {
        return m_history.stalls();
    } // those of the last kSpan and the running one
    QSize sizeHint() const override { return {600, 180}; }
    QSize minimumSizeHint() const override { return {320, 96}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void scheduleUpdate();
    void describe();

    // Geometry, in logical pixels.
    QRect plot() const;
    double xOf(Duration at, const QRect& area) const;
    double yOf(double level, const QRect& area) const;

    void paintAxes(QPainter& painter, const QRect& area) const;
    void paintMarkLabels(QPainter& painter, const QRect& area) const;
    void paintStallLabels(QPainter& painter, const QRect& area) const;
    void plate(QPainter& painter, const QRectF& box) const;
    QFont smallFont() const;

    const GraphHistory& shown() const { return m_frozen ? *m_frozen : m_history; }

    const Theme& m_theme;
    GraphHistory m_history;
    std::optional<GraphHistory> m_frozen; // paused: what stands
    GraphPast m_past;
    QTimer m_limiter;
    QElapsedTimer m_described;
};

} // namespace sluice
