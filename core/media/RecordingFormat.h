// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace sluice {

// FFmpeg's name for the container that a recording called `path` is written in, by the ending of the name; nullptr where
// that names none. Only such as can be read up to where a power cut left them: Matroska, MP4 and MOV in fragments, FLV,
// MPEG-TS. FFmpeg itself would take any, and write a picture to "talk.jpg".
const char* recordingFormat(std::string_view path);

} // namespace sluice
