// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace sluice {

// Where a watch session stands. The words are those of the report, the timeline and the window.
enum class WatchState : std::uint8_t {
    Idle,
    Opening, // connecting, streams not known yet
    Priming, // fills up to the start level
    Playing,
    Rebuffering,
    Seeking,
    Paused,
    Reconnecting, // plays on from the buffer while there is something in it
    Draining, // the source has ended, the buffer plays out
    Ended,
    Failed,
};

// The report's word: "idle", "opening", …
std::string_view token(WatchState state);
// CMCD's `sta` (CTA-5004): i.e. s p r k a e f. `empty` tells whether the buffer is, which only matters while
// reconnecting.
char cmcdState(WatchState state, bool empty);

enum class StallCause : std::uint8_t {
    Network, // no bytes came
    Source, // the connection answers, but media time stands still
    Emulated, // the link emulator held them back
};
std::string_view token(StallCause cause);

enum class LatencyBasis : std::uint8_t { None, Estimated, Measured };
// "none", "estimated", "measured"
std::string_view token(LatencyBasis basis);

} // namespace sluice
