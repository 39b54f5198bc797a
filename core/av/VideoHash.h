// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/media/VideoFrame.h"

namespace sluice {

// MD5, in lower-case hexadecimal, of the visible pixels, plane after plane without row padding: for I420 the same
// as the hash column of `ffmpeg -i FILE -f framemd5 -`. Any thread.
std::string videoHash(const VideoFrame& frame);

} // namespace sluice
