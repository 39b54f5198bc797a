// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/Logo.h"

#include <QDateTime>
#include <QFileInfo>
#include <QImageReader>
#include <QPainter>

#include "ui/theme/Tr.h"

namespace sluice {

namespace {

constexpr int kMostPixels = 4096; // of a side; what is larger takes too long to decode, and is no logo

} // namespace

Result<QImage> readLogo(const QString& path, int percent, VideoSize canvas)
{
    const auto unreadable
        = [&](const std::string& why) { return Error(ErrorCode::FileUnreadable, {path.toStdString(), why}); };
    if (!QFileInfo(path).isFile())
        return Error(ErrorCode::FileNotFound, {path.toStdString()});
    QImageReader reader(path);
    reader.setAutoTransform(true);
    const QSize whole = reader.size();
    if (whole.isValid() && (whole.width() > kMostPixels || whole.height() > kMostPixels))
        return unreadable(QT_TRANSLATE_NOOP("core", "it is too large"));
    const VideoSize room = logoRoom(percent, canvas);
    const QSize most(room.width, room.height);
    // Some decoders are quicker when they make it smaller themselves. They do that before it is turned upright.
    const bool turned = (reader.transformation() & QImageIOHandler::TransformationRotate90) != 0;
    const QSize fitted = whole.scaled(turned ? most.transposed() : most, Qt::KeepAspectRatio);
    if (whole.isValid() && fitted.width() < whole.width())
        reader.setScaledSize(fitted.expandedTo(QSize(1, 1)));
    const QImage image = reader.read();
    if (image.isNull())
        return unreadable(reader.errorString().toStdString());
    return image.scaled(most, Qt::KeepAspectRatio, Qt::SmoothTransformation)
        .convertToFormat(QImage::Format_ARGB32_Premultiplied);
}

Result<QImage> LogoMemory::read(const QString& path, int percent, VideoSize canvas)
{
    const QFileInfo file(path);
    const QString now = QStringLiteral("%1\n%2 %3 %4 %5x%6")
                            .arg(path)
                            .arg(file.lastModified().toMSecsSinceEpoch())
                            .arg(file.size())
                            .arg(percent)
                            .arg(canvas.width)
                            .arg(canvas.height);
    if (!m_image.isNull() && now == m_what)
        return m_image;
    m_image = {};
    auto image = readLogo(path, percent, canvas);
    if (image) {
        m_image = *image;
        m_what = now;
    }
    return image;
}

Caption withLogo(const Caption& caption, const QImage& logo, InsetCorner corner, VideoSize canvas)
{
    if (logo.isNull())
        return caption;
    const QImage text(caption.picture.planes[0], caption.picture.size.width, caption.picture.size.height,
        static_cast<int>(caption.picture.strides[0]), QImage::Format_ARGB32_Premultiplied);
    const QRect lines(caption.corner, text.size());
    const Place place = logoPlace({logo.width(), logo.height()}, corner, canvas,
        {caption.corner.x(), caption.corner.y()}, caption.picture.size);
    const QPoint at(place.x, place.y);
    QRect both(at, logo.size());
    if (!text.isNull())
        both = both.united(lines);
    both.setTopLeft(QPoint(both.left() & ~1, both.top() & ~1));
    QImage picture(both.size(), QImage::Format_ARGB32_Premultiplied);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.drawImage(caption.corner - both.topLeft(), text);
    painter.drawImage(at - both.topLeft(), logo);
    painter.end();
    return {frameOf(std::move(picture)), both.topLeft()};
}

} // namespace sluice
