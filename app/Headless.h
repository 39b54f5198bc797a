// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/CommandLine.h"

namespace sluice {

// Carries out a command without a window, a display or a Qt platform plugin. Returns the exit status.
int runHeadless(int& argc, char** argv, const CommandLine& line);

} // namespace sluice
