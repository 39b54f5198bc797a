// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/Output.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "app/CommandLine.h"

namespace sluice {

namespace {

int s_lost = 0; // errno of the first text that nobody will read

} // namespace

void printOut(const std::string& text)
{
    const bool written = std::fputs(text.c_str(), stdout) >= 0 && std::fflush(stdout) == 0;
    if (!written && errno != EPIPE && s_lost == 0)
        s_lost = errno;
}

int withOutput(int exitStatus)
{
    if (s_lost == 0)
        return exitStatus;
    std::fprintf(stderr, "The output cannot be written: %s.\n", std::strerror(s_lost));
    return exitStatus == kExitOk ? kExitFailed : exitStatus;
}

} // namespace sluice
