// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/Result.h"

namespace sluice {

// The whole of a file. FileNotFound; FileUnreadable, also when it holds more than `maxBytes` (devices that never end
// included).
Result<std::string> readTextFile(const std::string& path, std::size_t maxBytes);

// Replaces a file so that a reader sees the old or the whole new one, never a part; where that cannot be had (a
// device, a pipe, a link, a folder without write permission) it writes in place. FileUnwritable.
Result<void> writeTextFile(const std::string& path, std::string_view text);

// The system's words for an errno value.
std::string errnoText(int error);

} // namespace sluice
