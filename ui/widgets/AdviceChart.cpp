// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/AdviceChart.h"

#include <algorithm>
#include <cmath>

#include <QPainter>

#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"

namespace sluice {

namespace {

constexpr int kLeftMargin = 44;
constexpr int kRightMargin = 8;
constexpr int kLines = 4;
constexpr double kDot = 3.5;

QString levelText(Duration level)
{
    const double s = toSeconds(level);
    return format::number(s, s < 0.995 && std::abs(s * 10 - std::round(s * 10)) > 0.01 ? 2 : 1);
}

} // namespace

AdviceChart::AdviceChart(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Time without media and time until playing, against the start level"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void AdviceChart::setPoints(std::vector<Point> points, int present, int chosen)
{
    m_points = std::move(points);
    m_present = present;
    m_chosen = chosen;
    QStringList words;
    for (const Point& p : m_points)
        words += p.played ? tr("start level %1: %2 without media, playing after %3")
                                .arg(format::seconds(p.level, 2), format::seconds(p.stallTime),
                                    format::seconds(p.startDelay))
                          : tr("start level %1: never plays").arg(format::seconds(p.level, 2));
    setAccessibleDescription(words.join(QStringLiteral("; ")));
    update();
}

void AdviceChart::setChosen(int chosen)
{
    m_chosen = chosen;
    update();
}

double AdviceChart::top() const
{
    double most = 0.1;
    for (const Point& p : m_points)
        most = std::max({most, toSeconds(p.stallTime), toSeconds(p.startDelay)});
    // A step of 1, 2 or 5 times a power of ten.
    const double least = most / kLines;
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0, 10.0})
        if (factor * power >= least * 0.999)
            return factor * power * kLines;
    return most;
}

QFont AdviceChart::smallFont() const
{
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.82);
    return small;
}

QRect AdviceChart::plot() const
{
    const int line = QFontMetrics(smallFont()).height();
    return rect().adjusted(kLeftMargin, line + 10, -kRightMargin, -2 * line - 8);
}

void AdviceChart::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.fillRect(rect(), m_theme.tokens().card);
    painter.setFont(smallFont());
    const QRect area = plot();
    if (area.height() < 20 || m_points.empty())
        return;
    paintLegend(painter);
    paintAxes(painter, area);
    paintPoints(painter, area);
}

void AdviceChart::paintLegend(QPainter& painter) const
{
    const Tokens& t = m_theme.tokens();
    const int line = painter.fontMetrics().height();
    int x = kLeftMargin;
    const QRectF box(x, 5, line * 0.8, line * 0.8);
    painter.fillRect(box, t.stallArea);
    painter.fillRect(box, QBrush(t.stall, Qt::BDiagPattern));
    x += line + 2;
    const QString missing = tr("time without media");
    painter.setPen(t.dim);
    painter.drawText(x, 4, width(), line, Qt::AlignLeft | Qt::AlignVCenter, missing);
    x += painter.fontMetrics().horizontalAdvance(missing) + 16;
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.arriving, 2));
    painter.drawLine(QPointF(x, 4 + line / 2.0), QPointF(x + 18, 4 + line / 2.0));
    painter.setBrush(t.arriving);
    painter.drawEllipse(QPointF(x + 9, 4 + line / 2.0), kDot, kDot);
    painter.setBrush(Qt::NoBrush);
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.setPen(t.dim);
    const QString delay = tr("time until playing");
    painter.drawText(x + 24, 4, width(), line, Qt::AlignLeft | Qt::AlignVCenter, delay);
    if (std::ranges::none_of(m_points, [](const Point& p) { return !p.played; }))
        return;
    x += 24 + painter.fontMetrics().horizontalAdvance(delay) + 16;
    painter.setPen(t.bad);
    painter.drawText(x, 4, width(), line, Qt::AlignLeft | Qt::AlignVCenter, QStringLiteral("×"));
    painter.setPen(t.dim);
    painter.drawText(x + 14, 4, width(), line, Qt::AlignLeft | Qt::AlignVCenter, tr("would not play"));
}

void AdviceChart::paintAxes(QPainter& painter, const QRect& area) const
{
    const Tokens& t = m_theme.tokens();
    const double most = top();
    const int height = painter.fontMetrics().height();
    for (int line = 0; line <= kLines; ++line) {
        const int y = area.bottom() - area.height() * line / kLines;
        painter.fillRect(area.left(), y, area.width(), 1, t.line);
        painter.setPen(t.faint);
        painter.drawText(QRect(0, y - height / 2, kLeftMargin - 6, height), Qt::AlignRight | Qt::AlignVCenter,
            format::withUnit(format::number(most * line / kLines,
                                 most < 0.4     ? 2
                                     : most < 4 ? 1
                                                : 0),
                QStringLiteral("s")));
    }
    painter.setPen(t.faint);
    painter.drawText(QRect(area.left(), height * 2 + area.bottom() - height + 5, area.width(), height),
        Qt::AlignHCenter, tr("start level, seconds (boxed: in force now)"));
}

void AdviceChart::paintPoints(QPainter& painter, const QRect& area) const
{
    const Tokens& t = m_theme.tokens();
    const int count = static_cast<int>(m_points.size());
    const double slot = area.width() / static_cast<double>(count);
    const double most = top();
    const auto y = [&](Duration d) { return area.bottom() - toSeconds(d) / most * area.height(); };
    const auto x = [&](int i) { return area.left() + slot * (i + 0.5); };
    const int height = painter.fontMetrics().height();
    QPolygonF delay;
    for (int i = 0; i < count; ++i) {
        const Point& p = m_points[static_cast<std::size_t>(i)];
        if (i == m_chosen)
            painter.fillRect(
                QRectF(x(i) - slot / 2 + 1, area.top(), slot - 2, area.height() + height + 3), t.goodFill);
        const QRectF name(x(i) - slot / 2, area.bottom() + 2, slot, height);
        painter.setPen(i == m_chosen ? t.good : i == m_present ? t.strong : t.dim);
        painter.drawText(name, Qt::AlignCenter, levelText(p.level));
        if (i == m_present) {
            painter.setPen(t.strong);
            painter.drawRect(name.adjusted(1, 0, -2, 0));
        }
        if (!p.played) {
            painter.setPen(t.bad);
            painter.drawText(QRectF(x(i) - slot / 2, area.top(), slot, area.height()), Qt::AlignCenter,
                QStringLiteral("×"));
            continue;
        }
        if (p.stallTime > Duration::zero()) {
            const double wide = std::min(slot * 0.5, 26.0);
            const QRectF bar(x(i) - wide / 2, y(p.stallTime), wide, area.bottom() - y(p.stallTime));
            painter.fillRect(bar, t.stallArea);
            painter.fillRect(bar, QBrush(t.stall, Qt::BDiagPattern));
            painter.setPen(t.stallText);
            painter.drawRect(bar);
        }
        delay << QPointF(x(i), y(p.startDelay));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(t.arriving, 2));
    painter.drawPolyline(delay);
    painter.setBrush(t.arriving);
    for (const QPointF& dot : delay)
        painter.drawEllipse(dot, kDot, kDot);
}

} // namespace sluice
