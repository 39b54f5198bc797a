// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/base/Time.h"

namespace sluice {

// The whole of a file. FileNotFound; FileUnreadable, also when it holds more than `maxBytes` (devices that never end
// included).
Result<std::string> readTextFile(const std::string& path, std::size_t maxBytes);
// The same for a thread that somebody may want to end: ordinary files only, since opening a pipe or a device can wait
// for ever, and no longer than `most`. Cancelled; FileUnreadable also when it took too long.
Result<std::string> readTextFile(
    const std::string& path, std::size_t maxBytes, const StopToken& stop, Duration most = seconds(30));

// Replaces a file so that a reader sees the old or the whole new one, never a part; where that cannot be had (a
// device, a pipe, a link, a folder without write permission) it writes in place; to /dev/stdout, where that is a file,
// behind what stands there. FileUnwritable.
Result<void> writeTextFile(const std::string& path, std::string_view text);

// The system's words for an errno value.
std::string errnoText(int error);

} // namespace sluice
