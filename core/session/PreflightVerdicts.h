// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/base/Error.h"
#include "core/base/Sentence.h"

namespace sluice {

// What a check of the set-up found. Warning: it will work, though not as well as it could.
enum class CheckState { Waiting, Running, Good, Warning, Bad, Skipped };

struct CheckVerdict {
    CheckState state = CheckState::Waiting;
    Sentence text;
};

// From figures to words. Pure.
namespace preflight {

// Pictures a second that came, and that were asked for.
CheckVerdict picture(const std::optional<Error>& error, double fps, double wantedFps);
CheckVerdict testPicture(); // it stands in for a camera; fine, if it is meant
CheckVerdict testTone(); // … for a microphone
// The loudest moment that was heard, in dBFS; `muted`, `wanted`: as chosen.
CheckVerdict sound(
    const std::optional<Error>& error, double peakDb, bool muted, bool wanted, bool desktopHeard = false);
// How many times faster than needed. `whyNotChosen`: `name` is x264, which takes the place of the one that was chosen.
CheckVerdict encoder(const std::optional<Error>& error, double timesReal, const std::string& name,
    const std::optional<Error>& whyNotChosen = {});
// Free bytes where a recording would go, and the bitrate of the stream.
CheckVerdict disk(std::int64_t freeBytes, int kbps);
CheckVerdict diskUnwritable(const Error& error, bool wanted); // `wanted`: a recording is
CheckVerdict diskSilent(); // it did not answer in time
// What one destination took, beside `count` − 1 others at once, of `needed` kb/s.
CheckVerdict uplink(const std::optional<Error>& error, double carriedKbps, int neededKbps, std::size_t count);

} // namespace preflight

} // namespace sluice
