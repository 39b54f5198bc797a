// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <span>

#include "core/media/AudioBlock.h"

namespace sluice {

// The sound that belongs to the test picture: a quiet bed, in which any gap or splice can be found, and a beep with
// the flash at the start of each second of media time. Levels and frequencies are our choice: the bed is 20 dB over
// the "silent microphone" line of −60 dBFS, the beep far from clipping, and both have whole periods per second.
inline constexpr double kBedHz = 440.0;
inline constexpr double kBedLevel = 0.01; // −40 dBFS
inline constexpr double kBeepHz = 1000.0;
inline constexpr double kBeepLevel = 0.25; // −12 dBFS
inline constexpr Duration kBeepDuration = milliseconds(100);
inline constexpr Duration kBeepRamp = milliseconds(2); // raised cosine at both ends: no click

// Fills `out` (interleaved, all channels alike) with the tone from frame `first` since the epoch on. Depends on
// nothing but its arguments; a second at 8 kHz or more sounds the same each time. Any thread.
void fillTestTone(AudioFormat format, std::int64_t first, std::span<float> out);

} // namespace sluice
