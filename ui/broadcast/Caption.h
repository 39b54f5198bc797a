// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPoint>
#include <QString>

#include "core/media/CaptionMeasures.h"

namespace sluice {

// A name and a line below it, in the lower left corner of what is sent, or in the right one where the camera stands left.
struct Caption {
    VideoFrame picture; // BGRA, premultiplied; empty where there is no text
    QPoint corner; // on the canvas
};

// A picture (ARGB32, premultiplied) as the pipeline takes it.
VideoFrame frameOf(QImage image);

// For a canvas of that size. Texts that are too long for two thirds of it end with an ellipsis.
Caption makeCaption(
    const QString& name, const QString& title, VideoSize canvas, CaptionSide side = CaptionSide::Left);

} // namespace sluice
