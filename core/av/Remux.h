// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/base/Result.h"
#include "core/base/StopToken.h"

namespace sluice {

struct RemuxRequest {
    std::string from;
    std::string to; // .mp4; where a file of that name has something in it, a free name beside it is taken
    bool removeOriginal = false; // once all is written
    std::function<void(double)> progress; // 0…1, by what was read; called on the caller's thread
};

// Writes what is in one file into an MP4 with its index at the beginning (faststart), without encoding again. Blocks;
// cancelled within a second. The new file appears under its name only when it is whole, and the original is never
// touched before. Returns that name. Errors: those of Demuxer::open(), FileUnwritable, Cancelled.
Result<std::string> remuxToMp4(
    const RemuxRequest& request, Resolver& resolver, Clock& clock, const Log& log, const StopToken& stop);

// What conversions in `folder` left that a crash or a power cut ended: the half of a copy, NAME.part.mp4, with the
// empty NAME.mp4 that kept its place. Both are taken away where the recording that they were made of, NAME.mkv, is
// still there, no program is at them and nothing was written for kHalfAge; everything else is somebody's. Returns how
// many halves went. Takes as long as the disk needs (see Aside).
inline constexpr Duration kHalfAge = seconds(3600);
std::size_t forgetHalves(const std::string& folder, Duration age = kHalfAge);

} // namespace sluice
