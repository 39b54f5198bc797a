// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/media/VideoFrame.h"

namespace sluice {

// The picture that stands in when a camera gives none: dark, with the outline of a camera that is crossed out, and
// no words, so that it needs no language. I420, BT.709 limited. The size must be even.
VideoFrame makeSlate(VideoSize size);

} // namespace sluice
