// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/base/Time.h"

namespace sluice {

// A length as a bare number of seconds, rounded: "1.5", "12.00", "20". Zero has no sign, whatever it was rounded from.
std::string secondsText(Duration d, int decimals = 1);
// A report's milliseconds, with the unit: "1.5 s".
std::string inSeconds(std::int64_t ms, int decimals = 1);

} // namespace sluice
