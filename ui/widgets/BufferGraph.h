// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

#include "ui/widgets/GraphHistory.h"
#include "ui/widgets/GraphNavigator.h"
#include "ui/widgets/GraphPast.h"
#include "ui/widgets/WatermarkBar.h"

namespace sluice {

class Theme;

// The buffer of the whole session, of which a stretch is shown, with axes and words: what is remembered is
// GraphHistory's, the stretch GraphNavigator's, the picture of it GraphPast's.
//
// The wheel, dragging and Left, Right, Home, End scroll; Ctrl with the wheel, +, − and 0 zoom. The pointer, or Left and
// Right with Shift, moves a cursor that tells the values there, with Ctrl from event to event; Esc takes it away. At most kMostPerSecond
// repaints while it only follows, kMostDragged while something is dragged; none while hidden.
class BufferGraph : public QWidget {
    Q_OBJECT
public:
    static constexpr int kMostPerSecond = 12;
    static constexpr int kMostByHand = 15;
    static constexpr int kMostDragged = 60;
    static constexpr Duration kMarkStep = milliseconds(10);
    static constexpr Duration kMarkKeyStep = milliseconds(50); // with Shift ten times that
    // Says which rule a watermark would break there; empty: it may stand there.
    using WatermarkCheck = std::function<QString(WatermarkBar::Mark mark, Duration value)>;

    explicit BufferGraph(const Theme& theme, QWidget* parent = nullptr);

    void add(const std::vector<GraphSample>& samples);
    void addMark(const GraphMark& mark);
    void clear(); // a new session begins
    void setPaused(bool paused); // the picture stands; samples are still taken. false: back to the live edge
    bool paused() const { return !m_navigator.live(); } // or scrolled back

    void goLive() { setPaused(false); }
    void zoomIn();
    void zoomOut();
    void zoomWhole();
    // The watermarks in force can be taken hold of from now on: dragged, or chosen by Up and Down, moved by Page Up and
    // Page Down and set by Enter. Esc leaves them where they are, and so does a place that is not legal.
    void setWatermarkCheck(WatermarkCheck check);
    // The watermark that is held, and where.
    struct Grip {
        WatermarkBar::Mark mark = WatermarkBar::Start;
        Duration from{};
        Duration value{};
        QString rule; // that it would break
        bool byKeys = false;
    };
    const std::optional<Grip>& grip() const { return m_grip; }
    const std::optional<Grip>& refused() const { return m_refused; } // shown for a while
    std::optional<Duration> cursor() const { return m_cursor; }
    const GraphNavigator& navigator() const { return m_navigator; }
    const GraphHistory& history() const { return m_history; }

    const std::vector<GraphStall>& stalls() const { return m_history.stalls(); }
    QSize sizeHint() const override { return {600, 180}; }
    QSize minimumSizeHint() const override { return {320, 118}; }

signals:
    void viewChanged(); // paused or not, or another span
    void watermarkRequested(sluice::WatermarkBar::Mark mark, sluice::Duration value); // it is legal

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void scheduleUpdate(int mostPerSecond);
    void moved(); // by hand
    void describe();
    QRect plot() const; // in logical pixels
    double anchorOf(double x) const;
    Duration timeAt(double x) const;
    Duration reach() const;
    bool scrollByKey(int key);
    bool cursorByKey(const QKeyEvent& event);
    void setCursorAt(Duration at); // by a key; the view follows it
    // BufferGraphGrip.cpp
    bool gripByKey(const QKeyEvent& event);
    bool gripAt(const QPointF& place);
    std::optional<WatermarkBar::Mark> markAt(const QPointF& place) const;
    Duration markValue(WatermarkBar::Mark mark) const;
    Duration levelAt(double y) const;
    void hold(WatermarkBar::Mark mark, bool byKeys);
    void moveGrip(Duration value);
    void finishGrip(bool apply);
    void chooseGrip(bool up);

    Duration nextHappening(Duration from, bool forward) const;
    QFont smallFont() const;

    const Theme& m_theme;
    GraphHistory m_history;
    GraphNavigator m_navigator;
    GraphPast m_past;
    QTimer m_limiter;
    QElapsedTimer m_painted;
    QElapsedTimer m_described;
    std::optional<QPointF> m_dragged; // from where the view is being moved
    WatermarkCheck m_check;
    std::optional<Grip> m_grip;
    std::optional<Grip> m_refused;
    QTimer m_refusalEnds;
    std::optional<Duration> m_cursor;
    std::optional<double> m_hover; // the pointer's place, where the cursor is the pointer's
    double m_wheel = 0; // what is left of the wheel's eighths of a degree
};

} // namespace sluice
