// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/layers/IncludeRules.h"

namespace sluice::layers {

struct Violation {
    std::string file; // from the root of the code
    int line = 0; // from 1
    std::string sentence;
};

struct TreeReport {
    int files = 0;
    int includes = 0;
    std::vector<Violation> violations;
};

struct IncludeLine {
    int line = 0; // from 1
    std::string include; // with its quotes or angle brackets
};

// The #include lines of a source text. Those in comments do not count; those behind #if do, whatever the condition.
std::vector<IncludeLine> includesOf(std::string_view text);

// Checks every .h and .cpp file in app, core, ui and tests below `root`.
TreeReport checkTree(const std::filesystem::path& root, const QtModuleOf& qtModuleOf);

} // namespace sluice::layers
