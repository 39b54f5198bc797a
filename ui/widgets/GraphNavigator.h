// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/widgets/GraphScale.h"

namespace sluice {

// Which stretch of the session the graph shows: it follows the live edge, or stands still, paused or scrolled back.
// A plain value; knows no widget.
class GraphNavigator {
public:
    static constexpr Duration kShortest = seconds(10);
    static constexpr Duration kUsual = seconds(60);

    void setSession(Duration newest); // how far the data reach
    void clear(); // a new session: live, the span stays

    GraphView view() const { return {m_end, m_span}; }
    Duration newest() const { return m_newest; }
    // Whether it moves on with the data. Not while paused, nor scrolled back.
    bool live() const { return !m_paused && m_following; }
    bool whole() const { return m_whole; } // the span grows with the session

    void setPaused(bool paused); // false: back to the live edge
    void goLive() { setPaused(false); }
    void toBegin();
    // Scrolled to the newest it follows again, unless it was paused.
    void scrollBy(Duration by);
    void scrollTo(Duration end);
    // Steps below zero zoom in. `anchor`: what stays at its place, a share of the width from the left; the live edge
    // stays at its own while it is followed.
    void zoom(int steps, double anchor = 0.5);
    void zoomWhole();
    bool canZoomIn() const { return m_span > kShortest; }
    bool canZoomOut() const { return m_span < longest(); }

private:
    Duration longest() const; // the span that holds the whole session
    void setSpan(Duration span, double anchor);

    Duration m_newest{};
    Duration m_end{};
    Duration m_span = kUsual;
    bool m_following = true;
    bool m_paused = false;
    bool m_whole = false;
};

} // namespace sluice
