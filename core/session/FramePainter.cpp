// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/FramePainter.h"

#include "core/av/Scaler.h"

namespace sluice {

class FramePainter::Private {
public:
    Scaler scaler{Scaler::Quality::Screen};
};

FramePainter::FramePainter() : d(std::make_unique<Private>()) { }

FramePainter::~FramePainter() = default;

Result<VideoFrame> FramePainter::toBgra(const VideoFrame& frame, VideoSize size)
{
    return d->scaler.convert(frame, PixelFormat::Bgra, size);
}

} // namespace sluice
