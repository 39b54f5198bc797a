// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/av/AvHandles.h"
#include "core/base/Result.h"
#include "core/media/CodedPacket.h"

namespace sluice {

// Where packets cross between libav and us. Payloads are shared, not copied; stream ticks become µs here, once.

// `packet` is left blank: its reference moves into the result. A missing time stamp becomes the other one, or zero
// when both are missing.
CodedPacket toCodedPacket(AVPacket& packet, AVRational timeBase, StreamKind kind);

// Fills `out` (blank) with a reference to the payload and its side data. libav reads some bytes behind a payload's
// end; one that did not come from toCodedPacket() may lack them and is copied. Error: Internal (out of memory).
Result<void> toAvPacket(const CodedPacket& packet, AVRational timeBase, int streamIndex, AVPacket& out);

} // namespace sluice
