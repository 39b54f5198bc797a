// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/Icons.h"

#include <QPainter>
#include <QPainterPath>
#include <QPixmap>

namespace sluice {

namespace {

// All glyphs live in a box of 16 × 16.
constexpr int kBox = 16;

void speaker(QPainter& painter)
{
    QPainterPath cone;
    cone.moveTo(2, 6);
    cone.lineTo(4.5, 6);
    cone.lineTo(8, 2.8);
    cone.lineTo(8, 13.2);
    cone.lineTo(4.5, 10);
    cone.lineTo(2, 10);
    cone.closeSubpath();
    painter.fillPath(cone, painter.pen().color());
}

void corners(QPainter& painter, double outer, double inner)
{
    // Four angles; where `outer` is the corner and `inner` the end of its arms.
    for (const double sx : {1.0, -1.0}) {
        for (const double sy : {1.0, -1.0}) {
            const QPointF corner(8 + sx * outer, 8 + sy * outer);
            painter.drawPolyline(
                QPolygonF({{8 + sx * inner, corner.y()}, corner, {corner.x(), 8 + sy * inner}}));
        }
    }
}

void draw(QPainter& painter, Glyph glyph)
{
    const QColor color = painter.pen().color();
    switch (glyph) {
    case Glyph::Play: {
        QPainterPath path;
        path.moveTo(4, 2.5);
        path.lineTo(13.5, 8);
        path.lineTo(4, 13.5);
        path.closeSubpath();
        painter.fillPath(path, color);
        break;
    }
    case Glyph::Pause:
        painter.fillRect(QRectF(3.5, 3, 3.2, 10), color);
        painter.fillRect(QRectF(9.3, 3, 3.2, 10), color);
        break;
    case Glyph::Sound:
        speaker(painter);
        painter.drawArc(QRectF(6.5, 5, 6, 6), -60 * 16, 120 * 16);
        painter.drawArc(QRectF(5, 2.5, 10, 11), -55 * 16, 110 * 16);
        break;
    case Glyph::Muted:
        speaker(painter);
        painter.drawLine(QPointF(10.2, 6), QPointF(14.2, 10));
        painter.drawLine(QPointF(14.2, 6), QPointF(10.2, 10));
        break;
    case Glyph::FullScreen:
        corners(painter, 5.2, 2.2);
        break;
    case Glyph::LeaveFullScreen:
        corners(painter, 2.0, 5.2);
        break;
    case Glyph::Down:
        painter.drawPolyline(QPolygonF({{4, 6.2}, {8, 10.2}, {12, 6.2}}));
        break;
    case Glyph::Stop:
        painter.fillRect(QRectF(3.5, 3.5, 9, 9), color);
        break;
    case Glyph::Dot:
        painter.setPen(Qt::NoPen);
        painter.setBrush(color);
        painter.drawEllipse(QPointF(8, 8), 4, 4);
        break;
    case Glyph::Microphone:
        painter.drawRoundedRect(QRectF(6, 2, 4, 7), 2, 2);
        painter.drawArc(QRectF(3.8, 3.5, 8.4, 8), 180 * 16, 180 * 16);
        painter.drawLine(QPointF(8, 11.5), QPointF(8, 14));
        break;
    case Glyph::Search:
        painter.drawEllipse(QPointF(7, 7), 4, 4);
        painter.drawLine(QPointF(10, 10), QPointF(13.5, 13.5));
        break;
    case Glyph::Table:
        painter.drawRect(QRectF(2, 3, 12, 10));
        painter.drawLine(QPointF(2, 6.5), QPointF(14, 6.5));
        painter.drawLine(QPointF(6.5, 3), QPointF(6.5, 13));
        break;
    case Glyph::Advice: // a light bulb
        painter.drawArc(QRectF(3.5, 1.5, 9, 9), -45 * 16, 270 * 16);
        painter.drawPolyline(QPolygonF({{4.8, 9.2}, {6, 10.8}, {6, 12}, {10, 12}, {10, 10.8}, {11.2, 9.2}}));
        painter.drawLine(QPointF(6.8, 14.4), QPointF(9.2, 14.4));
        break;
    case Glyph::Compare: // two courses, one above the other
        painter.drawPolyline(QPolygonF({{2, 6.5}, {5.5, 2.5}, {9, 6}, {14, 3}}));
        painter.drawPolyline(QPolygonF({{2, 10}, {5.5, 13.5}, {9, 10.5}, {14, 13}}));
        break;
    case Glyph::Export: // out of a tray
        painter.drawPolyline(QPolygonF({{2.5, 9.5}, {2.5, 13.5}, {13.5, 13.5}, {13.5, 9.5}}));
        painter.drawLine(QPointF(8, 10), QPointF(8, 2.2));
        painter.drawPolyline(QPolygonF({{5, 5}, {8, 2}, {11, 5}}));
        break;
    case Glyph::Restore:
        painter.drawArc(QRectF(3.2, 3.2, 9.6, 9.6), -150 * 16, 290 * 16);
        painter.drawPolyline(QPolygonF({{2.4, 8.2}, {3.9, 10.7}, {6.6, 9.4}}));
        break;
    }
}

} // namespace

QIcon icon(Glyph glyph, const QColor& color)
{
    QIcon result;
    for (const int size : {16, 32, 48}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(static_cast<double>(size) / kBox, static_cast<double>(size) / kBox);
        painter.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        draw(painter, glyph);
        painter.end();
        result.addPixmap(pixmap);
    }
    return result;
}

// The gate of resources/icons/sluice.svg, drawn here so that no SVG plugin is needed.
QIcon applicationIcon()
{
    QIcon result;
    for (const int size : {16, 32, 48, 64, 128, 256}) {
        QPixmap pixmap(size, size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.scale(size / 128.0, size / 128.0);
        painter.setPen(Qt::NoPen);
        painter.setBrush(QColor(0x17, 0x1a, 0x20));
        painter.drawRoundedRect(QRectF(4, 4, 120, 120), 26, 26);
        painter.setBrush(QColor(0x2a, 0x9d, 0x8f));
        painter.drawRoundedRect(QRectF(16, 52, 40, 58), 8, 8);
        painter.drawRoundedRect(QRectF(72, 80, 40, 30), 8, 8);
        painter.setBrush(QColor(0xe6, 0xe8, 0xec));
        painter.drawRoundedRect(QRectF(58, 20, 12, 68), 4, 4);
        painter.drawRoundedRect(QRectF(46, 18, 36, 9), 4, 4);
        painter.end();
        result.addPixmap(pixmap);
    }
    return result;
}

} // namespace sluice
