// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/av/AvHandles.h"
#include "core/av/InputPlan.h"
#include "core/base/Time.h"

namespace sluice {

// What an input that libavformat has opened tells of itself, beside its streams.

std::string containerOf(const AVFormatContext& input); // the first of libavformat's names for it: "mov"
// An MP4 whose index was read after its media, from a server that cannot go back.
bool beginsBehindUs(const AVFormatContext& input);
// FLV: everything that its header announced has come, and can be decoded.
bool headersComplete(const AVFormatContext& input);
// A few bytes of a program or an archive look like the start codes of a raw stream. What was taken for one and then
// could not be decoded anywhere in all that was read is none.
bool isMereGuess(const AVFormatContext& input);
// Live, or a radio: it has no end, and no length worth showing.
bool isEndless(const AVFormatContext& input, const InputPlan& plan);
// The beginning of what stands at `url`, through `input`'s io_open, within its interrupt callback's deadline and
// `patience` for a single read; empty where nothing comes.
std::string fetchText(
    AVFormatContext& input, const std::string& url, Duration patience, std::size_t maxBytes);
// What an HLS playlist names as the longest segment, or that of the first of its variants. Fetches them, within the
// interrupt callback's deadline and `patience` for a single read; nothing where they say nothing.
std::optional<Duration> targetDurationOf(AVFormatContext& input, std::string url, Duration patience);

} // namespace sluice
