// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "core/base/Result.h"

namespace sluice {

// What a key file ("-": standard input) holds. It may be a pipe, with a password manager at its other end: this takes
// as long as whoever writes, and is to be asked aside (see Aside). Error: FileUnreadable.
Result<std::string> readKeyText(const std::string& path);

// One key for each of `count` addresses: a line each, where there are several. `file`, `text`: the key file, if one was
// named, and what it holds; otherwise the variable SLUICE_STREAM_KEY. No keys at all: as many empty ones. Error:
// BadArgument, which names the source and no part of what it holds.
Result<std::vector<std::string>> streamKeys(
    std::size_t count, const std::string& file, const std::optional<std::string>& text);

} // namespace sluice
