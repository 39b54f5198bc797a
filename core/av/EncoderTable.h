// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/base/Sentence.h"

namespace sluice {

// The video encoders that Sluice can drive, in the order in which they are offered.
struct EncoderRow {
    std::string_view token; // of the setting video.encoder
    std::string_view name; // FFmpeg's
    std::string_view codec; // FFmpeg's name of what comes out
    std::string_view spare; // FFmpeg's name of the one that goes on with the same codec when it gives up
    Sentence needs; // what it does not open without; empty: nothing but FFmpeg
};

std::span<const EncoderRow> encoderRows();
const EncoderRow* findEncoder(std::string_view token); // nullptr: none is called so
const EncoderRow* findEncoderByName(std::string_view name); // by FFmpeg's name

// Opens it and gives it back at once. Nothing: it opens, and its stream can be sent. Otherwise one sentence that says
// why not. A driver that hangs hangs this call: never the window's thread.
std::optional<Sentence> whyNotUsable(const EncoderRow& row);

// Whether the linked FFmpeg sends `codec` over RTMP: H.264 always, HEVC and AV1 from 6.1 on (enhanced RTMP).
bool carriedByRtmp(std::string_view codec);
std::string ffmpegVersion(); // "5.1.9"

} // namespace sluice
