// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/CommandLine.h"
#include "core/base/Result.h"

namespace sluice {

// Opens the window and carries out the command in it. Returns the exit status. Errors: NoDisplay, before Qt would
// end the program over it.
Result<int> runWindowed(int& argc, char** argv, const CommandLine& line);

} // namespace sluice
