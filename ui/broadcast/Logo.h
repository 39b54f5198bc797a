// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QString>

#include "core/base/Result.h"
#include "core/media/Layout.h"
#include "ui/broadcast/Caption.h"

namespace sluice {

// A picture file (PNG with transparency, WebP, JPEG…), scaled to `percent` of the canvas' width and never higher than
// a third of it; premultiplied. Errors: FileNotFound, FileUnreadable.
Result<QImage> readLogo(const QString& path, int percent, VideoSize canvas);

// Reads a file again only when it, or what is wanted of it, has changed.
class LogoMemory {
public:
    Result<QImage> read(const QString& path, int percent, VideoSize canvas); // as readLogo()

private:
    QString m_what; // m_image is of
    QImage m_image;
};

// The caption and the logo in its corner, as one picture. Where the caption stands, the logo stands above it.
Caption withLogo(const Caption& caption, const QImage& logo, InsetCorner corner, VideoSize canvas);

} // namespace sluice
