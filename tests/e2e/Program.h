// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/ChildProcess.h"

namespace sluice::test {

// The program as scripts start it: without a display.
inline ChildProcess::Plan sluiceWith(std::vector<std::string> arguments)
{
    ChildProcess::Plan plan;
    plan.program = SLUICE_PROGRAM;
    plan.arguments = std::move(arguments);
    plan.environment["DISPLAY"] = "";
    plan.environment["WAYLAND_DISPLAY"] = "";
    plan.environment["QT_QPA_PLATFORM"] = "";
    return plan;
}

// Its exit status; -1 when a signal ended it, or when it still runs at the deadline.
inline int statusOf(ChildProcess& program, std::chrono::milliseconds deadline)
{
    const auto exit = program.waitExit(deadline);
    return exit ? exit->code : -1;
}

} // namespace sluice::test
