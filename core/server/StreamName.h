// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace sluice {

// True for 1…64 letters, digits, "-" and "_": what may stand in an address, a file name and nginx's configuration
// without quoting.
bool isStreamName(std::string_view text);

// 24 characters of the same alphabet from the kernel's random source, about 124 bits.
std::string randomStreamKey();

// Compares without telling by its duration how much was right.
bool equalSecrets(std::string_view a, std::string_view b);

} // namespace sluice
