// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/BufferGauge.h"

#include <algorithm>

#include <QPainter>
#include <QPainterPath>

#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"

namespace sluice {

BufferGauge::BufferGauge(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Buffer level"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void BufferGauge::set(Duration level, const BufferSettings& settings)
{
    // Steps under 10 ms are not seen.
    if (m_known && settings == m_settings && toMs(level) / 10 == toMs(m_level) / 10)
        return;
    m_known = true;
    m_level = level;
    m_settings = settings;
    setAccessibleDescription(tr("%1 of %2").arg(format::seconds(level), format::seconds(settings.target)));
    setToolTip(tr("Warns below %1, starts at %2, resumes at %3, holds %4")
            .arg(format::seconds(settings.low), format::seconds(settings.start),
                format::seconds(settings.resume), format::seconds(settings.target)));
    update();
}

void BufferGauge::clear()
{
    m_known = false;
    m_level = {};
    setAccessibleDescription(tr("nothing is open"));
    setToolTip({});
    update();
}

void BufferGauge::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF bar = QRectF(rect()).adjusted(0.5, 2.5, -0.5, -2.5);
    QPainterPath outline;
    outline.addRoundedRect(bar, 5, 5);
    painter.fillPath(outline, t.field);
    const double full = toSeconds(m_settings.target) * 4 / 3;
    if (m_known && full > 0) {
        const auto x = [&](Duration d) { return bar.x() + std::min(1.0, toSeconds(d) / full) * bar.width(); };
        painter.setClipPath(outline);
        painter.fillRect(QRectF(bar.x(), bar.y(), x(m_level) - bar.x(), bar.height()),
            m_level < m_settings.low ? t.markLow : t.accent);
        painter.setClipping(false);
        const auto mark = [&](Duration at, const QColor& color) {
            painter.fillRect(QRectF(std::round(x(at)) - 1, 0, 2, height()), color);
        };
        mark(m_settings.low, t.markLow);
        mark(m_settings.start, t.markStart);
        mark(m_settings.resume, t.markResume);
        mark(m_settings.target, t.markTarget);
    }
    painter.setPen(t.edge);
    painter.drawPath(outline);
}

} // namespace sluice
