// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "tests/support/Loopback.h"

namespace sluice::test {

// A network of its own (a namespace of Linux's), which nothing outside can see and which goes with the object and what
// uses it. As root, or whoever may make one. Threads belong to a namespace, and those that they start as well; sockets
// stay in that of the thread that made them.
class NetworkSpace {
public:
    NetworkSpace(); // throws std::system_error

    // On a thread of its own, which is inside; throws what `what` throws.
    void run(const std::function<void()>& what) const;
    void tell(
        const std::string& commands) const; // to a shell inside; throws std::runtime_error with what it said
    void enter() const; // the calling thread is inside from now on
    UniqueFd listen(const std::string& address) const; // on a free port
    std::string path() const; // for `ip … netns`

private:
    UniqueFd m_space;
};

[[noreturn]] void throwErrno(const char* what);

} // namespace sluice::test
