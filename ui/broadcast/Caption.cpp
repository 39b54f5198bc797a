// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/Caption.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include <QFontMetrics>
#include <QGuiApplication>
#include <QImage>
#include <QPainter>

namespace sluice {

namespace {

// In lines of a canvas of 720.
constexpr double kLines = 720;
constexpr double kLetters = 19;
constexpr double kPadding = 14;
constexpr double kMargin = 20;
constexpr double kRadius = 10;
constexpr double kWidest = 2.0 / 3; // of the canvas

} // namespace

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
    const double scale = canvas.height / kLines;
    const auto scaled = [scale](double length) { return static_cast<int>(std::lround(length * scale)); };
    QFont plain = QGuiApplication::font();
    plain.setPixelSize(std::max(8, scaled(kLetters)));
    QFont bold = plain;
    bold.setBold(true);
    struct Line {
        QString text;
        QFont font;
    };
    std::vector<Line> lines;
    const int widest = static_cast<int>(canvas.width * kWidest) - 2 * scaled(kPadding);
    int width = 0;
    int height = 0;
    for (const Line& line : {Line{name.trimmed(), bold}, Line{title.trimmed(), plain}}) {
        if (line.text.isEmpty())
            continue;
        const QFontMetrics metrics(line.font);
        lines.push_back({metrics.elidedText(line.text, Qt::ElideRight, widest), line.font});
        width = std::max(width, metrics.horizontalAdvance(lines.back().text));
        height += metrics.height();
    }
    // Even, as the canvas' colours are.
    const QSize size((width + 2 * scaled(kPadding) + 1) & ~1, (height + scaled(kPadding) * 4 / 3 + 1) & ~1);
    QImage image(size, QImage::Format_ARGB32_Premultiplied);
    image.fill(Qt::transparent);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(QColor(0, 0, 0, 160));
    painter.drawRoundedRect(image.rect(), kRadius * scale, kRadius * scale);
    painter.setPen(Qt::white);
    int y = (size.height() - height) / 2;
    for (const Line& line : lines) {
        painter.setFont(line.font);
        const int rows = QFontMetrics(line.font).height();
        painter.drawText(
            QRect(scaled(kPadding), y, width + 2, rows), Qt::AlignLeft | Qt::AlignVCenter, line.text);
        y += rows;
    }
    painter.end();
    const int margin = scaled(kMargin);
    const int x = side == CaptionSide::Left ? margin : canvas.width - margin - size.width();
    return {frameOf(std::move(image)), QPoint(x & ~1, (canvas.height - margin - size.height()) & ~1)};
}

} // namespace sluice
