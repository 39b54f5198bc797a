// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>

#include <QWidget>

namespace sluice {

class Theme;

// The last minute of one figure as a line, with its target dashed.
class Sparkline : public QWidget {
    Q_OBJECT
public:
    static constexpr std::size_t kPoints = 60; // one a second

    explicit Sparkline(const Theme& theme, QWidget* parent = nullptr);

    void add(double value);
    void setTarget(double target);
    void clear();
    QSize sizeHint() const override { return {200, 48}; }
    QSize minimumSizeHint() const override { return {80, 32}; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    const Theme& m_theme;
    std::deque<double> m_values;
    double m_target = 0;
};

} // namespace sluice
