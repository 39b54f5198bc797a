// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/Result.h"
#include "core/base/Time.h"
#include "core/media/VideoFrame.h"

namespace sluice::test {

// Writes a clip (Matroska) of Sluice's own test picture and tone: frame k has the number k, and picture and sound
// flash at each full second and beep `soundLate` (less than a second) after it.
Result<void> makeTestClip(
    const std::string& path, VideoSize size, FrameRate rate, Duration length, Duration soundLate = {});

} // namespace sluice::test
