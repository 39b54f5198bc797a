// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/InsetHandle.h"

#include <algorithm>
#include <cmath>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include "ui/theme/Theme.h"

namespace sluice {

namespace {

constexpr int kGrip = 16;
constexpr int kLine = 2;

InsetCorner cornerOf(bool left, bool top)
{
    if (top)
        return left ? InsetCorner::TopLeft : InsetCorner::TopRight;
    return left ? InsetCorner::BottomLeft : InsetCorner::BottomRight;
}

} // namespace

InsetHandle::InsetHandle(const Theme& theme, QWidget* parent) : QWidget(parent), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setCursor(Qt::OpenHandCursor);
    setAccessibleName(tr("Camera on the screen"));
    setToolTip(tr("Drag it to another corner, or its grip to another size. Keyboard: arrows, + and −."));
    hide();
}

bool InsetHandle::left() const
{
    return m_layout.corner == InsetCorner::TopLeft || m_layout.corner == InsetCorner::BottomLeft;
}

bool InsetHandle::top() const
{
    return m_layout.corner == InsetCorner::TopLeft || m_layout.corner == InsetCorner::TopRight;
}

void InsetHandle::place(const QRect& picture, const std::optional<Placement>& inset, const Layout& layout)
{
    m_picture = picture;
    const bool described = layout == m_layout && !accessibleDescription().isEmpty();
    m_layout = layout;
    if (!described)
        describe();
    // Under a hand it stays, even when the camera falters.
    if (!inset) {
        if (m_drag == Drag::None)
            hide();
        return;
    }
    const auto share = [](int length, double part) { return static_cast<int>(std::lround(length * part)); };
    const QRect where(picture.x() + share(picture.width(), inset->x),
        picture.y() + share(picture.height(), inset->y), share(picture.width(), inset->width),
        share(picture.height(), inset->height));
    if (where != geometry())
        setGeometry(where);
    show();
}

QRect InsetHandle::grip() const
{
    return {left() ? width() - kGrip : 0, top() ? height() - kGrip : 0, kGrip, kGrip};
}

void InsetHandle::describe()
{
    QString corner = tr("bottom right");
    switch (m_layout.corner) {
    case InsetCorner::TopLeft:
        corner = tr("top left");
        break;
    case InsetCorner::TopRight:
        corner = tr("top right");
        break;
    case InsetCorner::BottomLeft:
        corner = tr("bottom left");
        break;
    case InsetCorner::BottomRight:
        break;
    }
    setAccessibleDescription(
        tr("%1, %2 % of the width. The arrow keys move it, plus and minus change its size.")
            .arg(corner)
            .arg(m_layout.insetPercent));
}

void InsetHandle::change(InsetCorner corner, int percent, bool last)
{
    const int bounded = std::clamp(percent, Layout::kSmallestInset, Layout::kLargestInset);
    if (corner == m_layout.corner && bounded == m_layout.insetPercent && !last)
        return;
    m_layout.corner = corner;
    m_layout.insetPercent = bounded;
    describe();
    emit changed(corner, bounded, last);
}

void InsetHandle::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_drag = grip().contains(event->pos()) ? Drag::Size : Drag::Move;
    if (m_drag == Drag::Move)
        setCursor(Qt::ClosedHandCursor);
}

void InsetHandle::mouseMoveEvent(QMouseEvent* event)
{
    if (m_drag == Drag::None) {
        const bool falling = left() == top(); // the way from corner to grip
        setCursor(!grip().contains(event->pos()) ? Qt::OpenHandCursor
                : falling                        ? Qt::SizeFDiagCursor
                                                 : Qt::SizeBDiagCursor);
        return;
    }
    const QPoint at = mapToParent(event->pos()) - m_picture.topLeft();
    if (m_drag == Drag::Move) {
        // The camera itself jumps as soon as the hand is over another quarter: what is seen is what is sent.
        change(cornerOf(at.x() < m_picture.width() / 2, at.y() < m_picture.height() / 2),
            m_layout.insetPercent, false);
        return;
    }
    const int fromEdge = left() ? at.x() - (x() - m_picture.x()) : x() - m_picture.x() + width() - at.x();
    change(m_layout.corner, static_cast<int>(std::lround(100.0 * fromEdge / std::max(1, m_picture.width()))),
        false);
}

void InsetHandle::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_drag == Drag::None)
        return;
    m_drag = Drag::None;
    setCursor(Qt::OpenHandCursor);
    change(m_layout.corner, m_layout.insetPercent, true);
    update();
}

void InsetHandle::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        change(cornerOf(true, top()), m_layout.insetPercent, true);
        break;
    case Qt::Key_Right:
        change(cornerOf(false, top()), m_layout.insetPercent, true);
        break;
    case Qt::Key_Up:
        change(cornerOf(left(), true), m_layout.insetPercent, true);
        break;
    case Qt::Key_Down:
        change(cornerOf(left(), false), m_layout.insetPercent, true);
        break;
    case Qt::Key_Plus:
    case Qt::Key_Equal: // the same key without Shift
        change(m_layout.corner, m_layout.insetPercent + kStep, true);
        break;
    case Qt::Key_Minus:
        change(m_layout.corner, m_layout.insetPercent - kStep, true);
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void InsetHandle::paintEvent(QPaintEvent* /*event*/)
{
    if (!m_hovered && !hasFocus() && m_drag == Drag::None)
        return;
    QPainter painter(this);
    const QColor accent = m_theme.tokens().accent;
    painter.setPen(QPen(accent, kLine));
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
    painter.fillRect(grip(), accent);
}

void InsetHandle::enterEvent(QEnterEvent* event)
{
    QWidget::enterEvent(event);
    m_hovered = true;
    update();
}

void InsetHandle::leaveEvent(QEvent* event)
{
    QWidget::leaveEvent(event);
    m_hovered = false;
    update();
}

void InsetHandle::focusInEvent(QFocusEvent* event)
{
    QWidget::focusInEvent(event);
    update();
}

void InsetHandle::focusOutEvent(QFocusEvent* event)
{
    QWidget::focusOutEvent(event);
    update();
}

} // namespace sluice
