// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace sluice {

// How many bytes must be put in, taken out, changed or swapped with their neighbour to make `b` of `a`.
std::size_t editDistance(std::string_view a, std::string_view b);

// The one of `candidates` that was probably meant by a mistyped `word`: at most a third of its letters differ, and
// never more than three. Empty when none is that near.
std::string_view nearestWord(std::string_view word, std::span<const std::string_view> candidates);

} // namespace sluice
