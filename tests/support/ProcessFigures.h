// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <sys/types.h>
#include <vector>

namespace sluice::test {

// What a process holds and has used so far, as the kernel counts it. Linux; zeros where the process is gone.
struct ProcessFigures {
    std::int64_t anonymousKb = 0; // heap, stacks and other memory of its own: what leaks show in
    std::int64_t shareKb = 0; // PSS: with its share of libraries and files
    int threads = 0;
    int descriptors = 0;
    double processorSeconds = 0; // its threads', user and system; children not counted
    std::int64_t unsentBytes = 0; // waiting in its TCP sockets (IPv4): the kernel's send queues
};

ProcessFigures figuresOf(pid_t process);

// The children of a process, theirs, and so on; without the process itself.
std::vector<pid_t> descendantsOf(pid_t process);

} // namespace sluice::test
