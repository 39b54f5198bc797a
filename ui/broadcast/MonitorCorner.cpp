// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/MonitorCorner.h"

#include <algorithm>
#include <array>

#include <QEvent>
#include <QImage>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

namespace sluice {

namespace {
constexpr int kMargin = 12;
constexpr int kBelowPills = 44;
constexpr int kShare = 4; // of the preview's width
constexpr int kLeast = 180;
} // namespace

MonitorCorner::MonitorCorner(QWidget* preview) : QWidget(preview), m_age(new QLabel(this))
{
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setAccessibleName(tr("Confidence monitor"));
    // On a picture, whatever the theme: white on black.
    m_age->setStyleSheet(
        QStringLiteral("background: rgba(0, 0, 0, 190); color: white; padding: 2px 6px; font-weight: bold;"));
    m_age->setTextFormat(Qt::PlainText);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(3, 3, 3, 3);
    column->addStretch(1);
    column->addWidget(m_age, 0, Qt::AlignLeft);
    preview->installEventFilter(this);
    setAge({});
    hide();
    place();
}

void MonitorCorner::setFrame(const VideoFrame& frame)
{
    m_frame = frame;
    update();
}

void MonitorCorner::setAge(const broadcasttexts::Delays& delays)
{
    QStringList lines;
    if (!delays.rtmp.isEmpty())
        lines += tr("RTMP: %1 later").arg(delays.rtmp);
    if (!delays.browser.isEmpty())
        lines += tr("Browser: about %1").arg(delays.browser);
    m_age->setText(lines.isEmpty() ? tr("Viewers: waiting…") : lines.join(QLatin1Char('\n')));
}

QString MonitorCorner::text() const
{
    return m_age->text();
}

void MonitorCorner::place()
{
    const int width = std::max(kLeast, parentWidget()->width() / kShare);
    const int height = width * 9 / 16;
    const int right = parentWidget()->width() - width - kMargin;
    const int bottom = parentWidget()->height() - height - kMargin;
    // The caption stands below: there only where the camera takes all of what is above.
    const std::array corners{QPoint(right, kBelowPills), QPoint(kMargin, kBelowPills), QPoint(right, bottom),
        QPoint(kMargin, bottom)};
    const auto shared = [&](const QPoint& corner) {
        const QRect both = QRect(corner, QSize(width, height)).intersected(m_inset);
        return both.width() * both.height();
    };
    setGeometry(QRect(*std::ranges::min_element(corners, {}, shared), QSize(width, height)));
}

void MonitorCorner::avoid(const QRect& inset)
{
    if (inset == m_inset)
        return;
    m_inset = inset;
    place();
}

bool MonitorCorner::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::Resize)
        place();
    return QWidget::eventFilter(watched, event);
}

void MonitorCorner::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    painter.fillRect(rect(), Qt::black);
    if (m_frame) {
        const QRect inside = rect().adjusted(2, 2, -2, -2);
        if (const auto converted = m_painter.toBgra(m_frame, {inside.width(), inside.height()}))
            painter.drawImage(inside,
                QImage(converted->planes[0], inside.width(), inside.height(),
                    static_cast<qsizetype>(converted->strides[0]), QImage::Format_RGB32));
    }
    painter.setPen(QPen(Qt::white, 2));
    painter.drawRect(rect().adjusted(1, 1, -1, -1));
}

} // namespace sluice
