// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>

#include <QWidget>

#include "core/base/Time.h"

namespace sluice {

class Theme;

// The four watermarks of the buffer on one bar. Marks are dragged, or moved by keys: Up and Down choose one, Left and
// Right move it by a step, with Shift by ten. Nothing is corrected here: whether the values fit together is for the
// caller to say.
class WatermarkBar : public QWidget {
    Q_OBJECT
public:
    enum Mark { Low, Start, Resume, Target };
    static constexpr std::size_t kMarks = 4;
    static constexpr Duration kStep = milliseconds(10);
    static constexpr Duration kKeyStep = milliseconds(50);
    static constexpr Duration kMost = seconds(60);

    explicit WatermarkBar(const Theme& theme, QWidget* parent = nullptr);

    void setValue(Mark mark, Duration value);
    Duration value(Mark mark) const { return m_values[mark]; }
    void setLevel(std::optional<Duration> level); // what is buffered now, if something plays
    Mark selected() const { return m_selected; }
    QSize sizeHint() const override { return {480, 92}; }
    QSize minimumSizeHint() const override { return {320, 92}; }

signals:
    void moved(sluice::WatermarkBar::Mark mark, sluice::Duration value);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    QRectF bar() const;
    double x(Duration value) const;
    double labelLeft(const QFontMetrics& metrics, Mark mark) const;
    std::optional<Mark> markAt(double x) const;
    QString label(Mark mark) const;
    void moveTo(Mark mark, Duration value);
    void rescale();
    void describe();

    const Theme& m_theme;
    std::array<Duration, kMarks> m_values{};
    std::optional<Duration> m_level;
    Duration m_full = seconds(1); // the bar's right end; stands still while something is dragged
    Mark m_selected = Start;
    bool m_dragging = false;
};

} // namespace sluice
