// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <csignal>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace sluice::test {

// All of this process is stopped by another one for so long, as a host stops its guest. Comes back when it is over.
inline bool stopThisProcess(std::chrono::milliseconds time)
{
    const auto us = static_cast<useconds_t>(std::chrono::microseconds(time).count());
    const pid_t child = fork();
    if (child == 0) {
        kill(getppid(), SIGSTOP);
        usleep(us);
        kill(getppid(), SIGCONT);
        _exit(0);
    }
    int status = 0;
    return child > 0 && waitpid(child, &status, 0) == child;
}

} // namespace sluice::test
