// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace sluice {

// Text on stdout, at once also through a pipe. A reader that went away has had what it wanted; what is lost otherwise
// (a full disk, a closed descriptor) is remembered. One thread.
void printOut(const std::string& text);
// The status to end with: kExitFailed, and a sentence on stderr, where text was lost though all else went well.
int withOutput(int exitStatus);

} // namespace sluice
