// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/base/Time.h"

namespace sluice {

class Theme;

// Where playing stands: the played part, what is buffered ahead, the knob. Where the source can be searched, a click,
// a drag or the arrow keys ask for another position; elsewhere it only shows.
class SeekBar : public QWidget {
    Q_OBJECT
public:
    static constexpr Duration kKeyStep = seconds(5);

    explicit SeekBar(const Theme& theme, QWidget* parent = nullptr);

    // `from` and `to` are the ends of the bar, `buffered` the end of what is loaded.
    void set(Duration from, Duration to, Duration position, Duration buffered);
    void clear();
    void setSeekable(bool seekable);
    QSize sizeHint() const override { return {240, 20}; }
    QSize minimumSizeHint() const override { return {60, 20}; }

signals:
    void seekRequested(sluice::Duration to);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF trough() const;
    double x(Duration at) const;
    Duration timeAt(double x) const;

    const Theme& m_theme;
    Duration m_from{};
    Duration m_to{};
    Duration m_position{};
    Duration m_buffered{};
    bool m_seekable = false;
    bool m_dragging = false;
};

} // namespace sluice
