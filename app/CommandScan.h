// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "app/CommandOptions.h"
#include "core/base/Result.h"

namespace sluice {

// The arguments as words: which command and which options of the tables were given, before any value is looked at.
// Every error is a sentence for people that never repeats a text which may hold a stream key.

struct GivenOption {
    const OptionRow* row = nullptr; // nullptr: unknown
    std::string name; // as written, without a value
    std::optional<std::string> value;
};

// Sorted into options and the rest, nothing judged yet.
struct Scanned {
    std::vector<GivenOption> options;
    std::vector<std::string> rest; // the command and its URL
    bool help = false;
    bool helpSettings = false;
    bool version = false;
};

Scanned scan(std::span<const std::string> args);

// The command that was named, or the window; an error says what may have been meant.
Result<const CommandRow*> commandOf(const Scanned& scanned);
// Whether each option is one, belongs to the command, stands once and has its value.
Result<void> checkOptions(const Scanned& scanned, const CommandRow& command);

Error unknownOption(const std::string& name, const CommandRow& command);
Error badArgument(std::string sentence);

} // namespace sluice
