// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/av/AvHandles.h"
#include "core/media/StreamInfo.h"

namespace sluice {

// What is known of `stream`. Where the container leaves something open (FLV: size, rate and channels) the codec's
// own headers say it.
StreamInfo describeStream(AVStream& stream);

// Moving pictures; the cover of a song is none.
bool isPicture(const AVStream& stream);

// The codec's headers are there, if it has any outside its packets.
bool hasCodecHeaders(const AVStream& stream);

} // namespace sluice
