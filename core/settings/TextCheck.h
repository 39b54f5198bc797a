// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace sluice {

// Valid UTF-8 without control characters (C0, DEL, C1) and without the marks that turn the direction of writing,
// which could make a name look like another.
bool isPlainText(std::string_view text);

// Foreign text as it may stand in a sentence: everything that isPlainText() forbids becomes “?”, addresses are
// redacted, and it is cut to about 80 bytes.
std::string quotable(std::string_view text);

} // namespace sluice
