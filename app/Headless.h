// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "app/CommandLine.h"

class QCoreApplication;

namespace sluice {

// Makes the program speak a language ("system", "en" …), for what it writes for people to look at.
using SpeakLanguage = std::function<void(QCoreApplication& app, const std::string& language)>;

// Carries out a command without a window, a display or a Qt platform plugin. Returns the exit status. `speak` is asked
// for where a page is to be written; what is printed stays English.
int runHeadless(int& argc, char** argv, const CommandLine& line, const SpeakLanguage& speak);

} // namespace sluice
