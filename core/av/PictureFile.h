// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/media/VideoFrame.h"

namespace sluice {

inline constexpr std::size_t kLargestPictureFile = std::size_t(64) << 20; // bytes
inline constexpr int kLargestPicture = 16384; // pixels a side

// Whether an ordinary file begins as one of those below. False where it cannot be read.
bool looksLikePicture(const std::string& path);

// A PNG, JPEG, WebP or BMP file as I420. Transparency is not kept. Takes some tenths of a second at the most for what
// cameras make. Errors: FileNotFound, FileUnreadable, NotMedia, Cancelled.
Result<VideoFrame> readPicture(const std::string& path, const StopToken& stop);
// The same as BGRA with its transparency, not multiplied; of any size up to kLargestLogo a side.
inline constexpr int kLargestLogo = 4096;
Result<VideoFrame> readPictureWithAlpha(const std::string& path, const StopToken& stop);

} // namespace sluice
