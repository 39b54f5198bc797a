// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/Sparkline.h"

#include <algorithm>

#include <QPainter>

#include "ui/theme/Theme.h"

namespace sluice {

Sparkline::Sparkline(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Sparkline::add(double value)
{
    m_values.push_back(std::max(0.0, value));
    if (m_values.size() > kPoints)
        m_values.pop_front();
    update();
}

void Sparkline::setTarget(double target)
{
    if (target == m_target)
        return;
    m_target = target;
    update();
}

void Sparkline::clear()
{
    m_values.clear();
    update();
}

void Sparkline::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = m_theme.tokens();
    QPainter painter(this);
    double top = m_target;
    for (const double v : m_values)
        top = std::max(top, v);
    top *= 1.25;
    if (top <= 0)
        return;
    const double bottom = height() - 3.0;
    const auto y = [&](double v) { return bottom - v / top * (bottom - 3.0); };
    if (m_target > 0) {
        painter.setPen(QPen(t.edge, 1, Qt::DashLine));
        const int line = static_cast<int>(y(m_target));
        painter.drawLine(0, line, width(), line);
    }
    if (m_values.size() < 2)
        return;
    QPolygonF line;
    const double step = width() / static_cast<double>(kPoints - 1);
    double x = width() - step * static_cast<double>(m_values.size() - 1);
    for (const double v : m_values) {
        line << QPointF(x, y(v));
        x += step;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.accent, 1.8));
    painter.drawPolyline(line);
}

} // namespace sluice
