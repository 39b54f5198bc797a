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
    std::string_view lacks; // why it did not, where that is missing: an argument of a sentence
    // libavcodec's major version from which on FFmpeg hands it a bitrate that changes while it runs; kNever: it reads
    // the bitrate when it is opened, and has to be opened anew. FFmpeg 5.1 has reconfig_encoder() in libx264.c and
    // nvenc.c; update_parameters() in qsvenc.c knows the quantiser only, and the bitrate from 6.0 on; vaapi_encode.c,
    // libx265.c and libsvtav1.c have nothing of the kind.
    int followsBitrateFrom = 0;
    static constexpr int kNever = 1'000'000;
};

std::span<const EncoderRow> encoderRows();
const EncoderRow* findEncoder(std::string_view token); // nullptr: none is called so
const EncoderRow* findEncoderByName(std::string_view name); // by FFmpeg's name

// Whether VideoEncoder::setBitrate() has an effect with the linked FFmpeg.
bool followsBitrate(const EncoderRow& row);

// Opens it and gives it back at once. Nothing: it opens, and its stream can be sent. Otherwise one sentence that says
// why not. A driver that hangs hangs this call: never the window's thread.
std::optional<Sentence> whyNotUsable(const EncoderRow& row);

// Whether the linked FFmpeg sends `codec` over RTMP: H.264 always, HEVC and AV1 from 6.1 on (enhanced RTMP).
bool carriedByRtmp(std::string_view codec);
std::string ffmpegVersion(); // "5.1.9"

} // namespace sluice
