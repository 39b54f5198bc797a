// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/av/AvHandles.h"
#include "core/av/TimestampNormalizer.h"
#include "core/media/StreamInfo.h"

namespace sluice {

// What `packet` of `stream` says of its own time, in microseconds, unadjusted. A packet without a duration gets the
// one that its codec's frames have, as far as `info` tells.
TimestampNormalizer::Stamps stampsOf(const AVStream& stream, const StreamInfo& info, const AVPacket& packet);

} // namespace sluice
