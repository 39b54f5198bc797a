// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include <QElapsedTimer>
#include <QImage>
#include <QString>
#include <QTimer>
#include <QWidget>

#include "core/base/Time.h"

namespace sluice {

class Theme;

// One tenth of a second as the graph shows it.
struct GraphSample {
    Duration at{}; // since the session's start; must rise
    float level = 0; // s
    float arriving = 0; // Mb/s
    float playing = 0; // Mb/s
    float offered = -1; // Mb/s that the emulated link offers; below 0: not limited
    float low = 0; // watermarks in force, s
    float start = 0;
    float resume = 0;
    float target = 0;
    bool stalled = false;
    QString cause; // of the stall, in the window's language
};

// A shaded time in which the buffer was empty.
struct GraphStall {
    int number = 0; // counts from 1 over the whole session
    Duration from{};
    Duration to{};
    bool running = false;
    QString cause;
};

// The last 60 s of the buffer: level as an area, what arrives and what is played as lines, watermarks dashed, stalls
// shaded and numbered. The past is kept as an image that is scrolled, and only new columns are painted, because
// painting all of it with antialiasing costs a quarter of a core at 15 pictures a second. At most kMostPerSecond
// repaints; none while hidden.
class BufferGraph : public QWidget {
    Q_OBJECT
public:
    static constexpr Duration kSpan = seconds(60);
    static constexpr int kMostPerSecond = 12;

    explicit BufferGraph(const Theme& theme, QWidget* parent = nullptr);

    void add(const std::vector<GraphSample>& samples);
    void clear(); // a new session begins
    void setPaused(bool paused); // the picture stands; samples are still taken
    bool paused() const { return m_paused; }

    const std::vector<GraphStall>& stalls() const
    {
        return m_stalls;
    } // those of the last kSpan and the running one
    QSize sizeHint() const override { return {600, 180}; }
    QSize minimumSizeHint() const override { return {320, 96}; }

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    struct Scale {
        int lines = 4; // grid lines above zero
        double levelStep = 1; // s
        double rateStep = 1; // Mb/s
        bool operator==(const Scale&) const = default;
        double levelTop() const { return lines * levelStep; }
        double rateTop() const { return lines * rateStep; }
    };

    void take(const GraphSample& sample);
    void forgetOld();
    Scale wantedScale() const;
    void scheduleUpdate();
    void describe();

    QRect plot() const; // logical pixels
    double msPerColumn() const;
    std::int64_t columnOf(Duration at) const;
    double imageX(Duration at) const;
    double levelY(double level) const;
    double rateY(double rate) const;

    void refreshImage();
    void startImage();
    void paintColumns(int fromX);
    std::size_t firstSampleAt(int imageX) const;
    void paintDashes(QPainter& painter, int fromX, std::size_t first) const;
    void paintLines(QPainter& painter, std::size_t first) const;
    void paintAxes(QPainter& painter, const QRect& area) const;
    void paintMarkLabels(QPainter& painter, const QRect& area) const;
    void paintStallLabels(QPainter& painter, const QRect& area) const;
    void plate(QPainter& painter, const QRectF& box) const;
    QFont smallFont() const;

    const std::deque<GraphSample>& shown() const { return m_paused ? m_frozen : m_samples; }
    const std::vector<GraphStall>& shownStalls() const { return m_paused ? m_frozenStalls : m_stalls; }

    const Theme& m_theme;
    std::deque<GraphSample> m_samples; // of the last kSpan and a little more
    std::vector<GraphStall> m_stalls;
    int m_stallCount = 0;

    bool m_paused = false;
    std::deque<GraphSample> m_frozen;
    std::vector<GraphStall> m_frozenStalls;

    QImage m_image; // the plot, in device pixels; empty: paint all
    std::int64_t m_rightColumn = 0; // what its last column shows
    Duration m_paintedUpTo{};
    Scale m_scale;
    QTimer m_limiter;
    QElapsedTimer m_described;
};

} // namespace sluice
