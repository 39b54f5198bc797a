// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/FullScreenControls.h"

#include <algorithm>

#include <QApplication>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <QWindow>

namespace sluice {

namespace {
constexpr int kMargin = 18; // to the border of the screen
constexpr int kMostWidth = 960;
// Some window managers report a mouse that has not moved when a window below it changes.
constexpr int kLeastMove = 2;
} // namespace

FullScreenControls::FullScreenControls(QWidget* picture) : QFrame(picture), m_picture(picture)
{
    setObjectName(QStringLiteral("card"));
    setAccessibleName(tr("Controls"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(12, 10, 12, 10);
    m_stay.setSingleShot(true);
    m_stay.setInterval(kStayMs);
    connect(&m_stay, &QTimer::timeout, this, &FullScreenControls::sleep);
    hide();
}

void FullScreenControls::begin(QWidget* bar)
{
    if (active())
        return;
    m_bar = bar;
    layout()->addWidget(bar);
    bar->show();
    m_mouse = QCursor::pos();
    qApp->installEventFilter(this);
    wake();
}

void FullScreenControls::end()
{
    if (!active())
        return;
    qApp->removeEventFilter(this);
    m_stay.stop();
    layout()->removeWidget(m_bar);
    m_bar = nullptr;
    m_picture->unsetCursor();
    hide();
}

void FullScreenControls::setCovered(bool covered)
{
    if (covered == m_covered)
        return;
    m_covered = covered;
    if (active())
        wake();
}

bool FullScreenControls::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::MouseMove: {
        // As the window gets it: widgets without a button pressed would not.
        const auto* window = m_picture->window()->windowHandle();
        const QPoint at = static_cast<QMouseEvent*>(event)->globalPosition().toPoint();
        if (watched == window && (at - m_mouse).manhattanLength() >= kLeastMove) {
            m_mouse = at;
            wake();
        }
        break;
    }
    case QEvent::MouseButtonPress:
    case QEvent::Wheel:
        wake();
        break;
    case QEvent::KeyPress: {
        const int key = static_cast<QKeyEvent*>(event)->key();
        const QWidget* focus = QApplication::focusWidget();
        if (key == Qt::Key_Tab || key == Qt::Key_Backtab || (focus != nullptr && isAncestorOf(focus)))
            wake();
        break;
    }
    case QEvent::Resize:
        if (watched == m_picture)
            place();
        break;
    default:
        break;
    }
    return QFrame::eventFilter(watched, event);
}

void FullScreenControls::wake()
{
    place();
    m_picture->unsetCursor();
    show();
    raise();
    m_stay.start();
}

bool FullScreenControls::needed() const
{
    return m_covered || underMouse() || QApplication::activePopupWidget() != nullptr
        || QApplication::activeModalWidget() != nullptr;
}

void FullScreenControls::sleep()
{
    if (needed()) {
        m_stay.start();
        return;
    }
    const QWidget* focus = QApplication::focusWidget();
    const bool inside = focus != nullptr && isAncestorOf(focus);
    hide();
    if (inside)
        emit left();
    m_picture->setCursor(Qt::BlankCursor);
}

void FullScreenControls::place()
{
    const int width = std::min(kMostWidth, m_picture->width() - 2 * kMargin);
    const int height = sizeHint().height();
    setGeometry((m_picture->width() - width) / 2, m_picture->height() - height - kMargin, width, height);
}

} // namespace sluice
