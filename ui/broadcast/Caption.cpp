// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/Caption.h"

#include <algorithm>
#include <memory>

#include <QFontMetrics>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>

namespace sluice {

VideoFrame frameOf(QImage image)
{
    const auto kept = std::make_shared<QImage>(std::move(image));
    VideoFrame frame;
    frame.format = PixelFormat::Bgra;
    frame.range = ColorRange::Full;
    frame.size = {kept->width(), kept->height()};
    frame.planes[0] = kept->constBits();
    frame.strides[0] = kept->bytesPerLine();
    frame.owner = kept;
    return frame;
}

Caption makeCaption(const QString& name, const QString& title, VideoSize canvas, CaptionSide side)
{
    if ((name.trimmed().isEmpty() && title.trimmed().isEmpty()) || canvas.width <= 0)
        return {};
    const CaptionMeasures measures(canvas);
    QFont plain = QGuiApplication::font();
    plain.setPixelSize(measures.letters);
    QFont bold = plain;
    bold.setBold(true);
    struct Line {
        QString text;
        QFont font;
    };
    std::vector<Line> lines;
    int width = 0;
    int height = 0;
    for (const Line& line : {Line{name.trimmed(), bold}, Line{title.trimmed(), plain}}) {
        if (line.text.isEmpty())
            continue;
        const QFontMetrics metrics(line.font);
        lines.push_back({metrics.elidedText(line.text, Qt::ElideRight, measures.widestText), line.font});
        width = std::max(width, metrics.horizontalAdvance(lines.back().text));
        height += metrics.height();
    }
    const VideoSize ground = measures.ground(width, height);
    QImage image(ground.width, ground.height, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, CaptionMeasures::kGroundAlpha));
    painter.drawRoundedRect(image.rect(), measures.radius, measures.radius);
    painter.setPen(Qt::white);
    int y = (ground.height - height) / 2;
    for (const Line& line : lines) {
        painter.setFont(line.font);
        const int rows = QFontMetrics(line.font).height();
        painter.drawText(
            QRect(measures.padding, y, width + 2, rows), Qt::AlignLeft | Qt::AlignVCenter, line.text);
        y += rows;
    }
    painter.end();
    const Place at = captionPlace(ground, side, canvas);
    return {frameOf(std::move(image)), QPoint(at.x, at.y)};
}

} // namespace sluice
