// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sluice::layers {

// The layers of the program as a table that a machine checks: which folder may include what.
//
// Direction: app → ui → core/session → the rest of core, and never up. Inside core, base knows nobody, media only
// base, and so on down the table in IncludeRules.cpp. Headers from outside have their places too: libav* lives in
// core/av alone, Qt only where an event loop is somebody's business, the operating system's own headers only behind
// the interfaces that are made for them. Tests may include anything.
//
// Someone who needs a new arrow adds a word to the table, where a reviewer sees it.

// Names the Qt module ("QtCore", "QtWidgets" …) that has the header written as `<QString>`; empty when none has.
using QtModuleOf = std::function<std::string(std::string_view header)>;

// Judges one include. `file` is the path of the including file from the root of the code ("core/av/Demuxer.cpp");
// `include` is what stands behind #include, with its quotes or angle brackets. Returns a sentence that says what
// is wrong, or nothing.
std::optional<std::string> whatIsWrong(
    std::string_view file, std::string_view include, const QtModuleOf& qtModuleOf);

} // namespace sluice::layers
