// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/PillLabel.h"

#include <QPainter>

#include "ui/theme/Theme.h"

namespace sluice {

namespace {
constexpr int kSidePadding = 10;
constexpr int kHeightPadding = 5;
} // namespace

PillLabel::PillLabel(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setAttribute(Qt::WA_TransparentForMouseEvents);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    hide();
}

QFont PillLabel::pillFont() const
{
    QFont bold = font();
    bold.setBold(true);
    bold.setPointSizeF(bold.pointSizeF() * 0.92);
    return bold;
}

void PillLabel::set(Kind kind, const QString& text)
{
    if (kind == m_kind && text == m_text)
        return;
    const bool resized = text.size() != m_text.size();
    m_kind = kind;
    m_text = text;
    setAccessibleName(text);
    setVisible(!text.isEmpty());
    if (resized)
        updateGeometry();
    update();
}

QSize PillLabel::sizeHint() const
{
    const QFontMetrics metrics(pillFont());
    return {metrics.horizontalAdvance(m_text) + 2 * kSidePadding, metrics.height() + kHeightPadding};
}

void PillLabel::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = m_theme.tokens();
    QColor fill = t.scrim;
    QColor text = t.onPicture;
    switch (m_kind) {
    case Kind::OnPicture:
        break;
    case Kind::Live:
        fill = t.dangerFill;
        text = t.onDanger;
        break;
    case Kind::Good:
        fill = t.goodFill;
        text = t.good;
        break;
    case Kind::Warn:
        fill = t.warnFill;
        text = t.warn;
        break;
    case Kind::Bad:
        fill = t.badFill;
        text = t.bad;
        break;
    }
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(fill);
    const QRectF box = rect();
    painter.drawRoundedRect(box, box.height() / 2, box.height() / 2);
    painter.setFont(pillFont());
    painter.setPen(text);
    painter.drawText(rect(), Qt::AlignCenter, m_text);
}

} // namespace sluice
