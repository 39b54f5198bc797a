// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>

namespace sluice {

// Cancellation is the standard library's: the owner of a run holds the source, every blocking call takes a token.
// A token is cheap to copy and may be asked from any thread, FFmpeg's interrupt callback included.
using StopSource = std::stop_source;
using StopToken = std::stop_token;

} // namespace sluice
