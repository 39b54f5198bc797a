// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/SeekBar.h"

#include <algorithm>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include "ui/theme/Format.h"
#include "ui/theme/Theme.h"

namespace sluice {

namespace {
constexpr double kKnob = 7;
constexpr double kTrough = 6;
} // namespace

SeekBar::SeekBar(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Position"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SeekBar::set(Duration from, Duration to, Duration position, Duration buffered)
{
    if (m_dragging)
        return;
    if (from == m_from && to == m_to && position == m_position && buffered == m_buffered)
        return;
    const bool newSecond = position.count() / 1'000'000 != m_position.count() / 1'000'000;
    m_from = from;
    m_to = to;
    m_position = position;
    m_buffered = buffered;
    if (newSecond)
        setAccessibleDescription(tr("%1 of %2").arg(format::clock(position), format::clock(to)));
    update();
}

void SeekBar::clear()
{
    m_dragging = false;
    set({}, {}, {}, {});
    setAccessibleDescription({});
}

void SeekBar::setSeekable(bool seekable)
{
    if (seekable == m_seekable)
        return;
    m_seekable = seekable;
    setFocusPolicy(seekable ? Qt::StrongFocus : Qt::NoFocus);
    setCursor(seekable ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

QRectF SeekBar::trough() const
{
    return {kKnob, (height() - kTrough) / 2, width() - 2 * kKnob, kTrough};
}

double SeekBar::x(Duration at) const
{
    const QRectF bar = trough();
    if (m_to <= m_from)
        return bar.left();
    return bar.left() + std::clamp(toSeconds(at - m_from) / toSeconds(m_to - m_from), 0.0, 1.0) * bar.width();
}

Duration SeekBar::timeAt(double at) const
{
    const QRectF bar = trough();
    return m_from + scaled(m_to - m_from, std::clamp((at - bar.left()) / bar.width(), 0.0, 1.0));
}

void SeekBar::mousePressEvent(QMouseEvent* event)
{
    if (!m_seekable || event->button() != Qt::LeftButton || m_to <= m_from)
        return;
    m_dragging = true;
    m_position = timeAt(event->position().x());
    update();
}

void SeekBar::mouseMoveEvent(QMouseEvent* event)
{
    if (!m_dragging)
        return;
    m_position = timeAt(event->position().x());
    setToolTip(format::clock(m_position));
    update();
}

void SeekBar::mouseReleaseEvent(QMouseEvent* /*event*/)
{
    if (!m_dragging)
        return;
    m_dragging = false;
    emit seekRequested(m_position);
}

void SeekBar::keyPressEvent(QKeyEvent* event)
{
    const bool forward = event->key() == Qt::Key_Right;
    if (!m_seekable || (!forward && event->key() != Qt::Key_Left)) {
        QWidget::keyPressEvent(event);
        return;
    }
    emit seekRequested(std::clamp(m_position + (forward ? kKeyStep : -kKeyStep), m_from, m_to));
}

void SeekBar::paintEvent(QPaintEvent* /*event*/)
{
    const Tokens& t = m_theme.tokens();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF bar = trough();
    painter.setBrush(t.trough);
    painter.drawRoundedRect(bar, kTrough / 2, kTrough / 2);
    if (m_to <= m_from)
        return;
    const auto fill = [&](double from, double to, const QColor& color) {
        if (to > from) {
            painter.setBrush(color);
            painter.drawRoundedRect(
                QRectF(from, bar.top(), to - from, bar.height()), kTrough / 2, kTrough / 2);
        }
    };
    QColor ahead = t.accent;
    ahead.setAlphaF(0.5F);
    fill(bar.left(), x(m_buffered), ahead);
    if (m_seekable)
        fill(bar.left(), x(m_position), t.accent);
    painter.setBrush(hasFocus() ? t.focus : t.strong);
    painter.drawEllipse(QPointF(x(m_position), bar.center().y()), kKnob, kKnob);
}

} // namespace sluice
