// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <thread>

namespace sluice::test {

using std::chrono::milliseconds;

// Looks every few milliseconds whether `condition` holds, until it does (true) or `deadline` has passed (false). For
// states of other threads and processes that offer nothing to wait on; a test with an event loop of Qt uses
// QTRY_VERIFY_WITH_TIMEOUT, which lets events through.
template <typename Condition>
bool waitFor(Condition condition, milliseconds deadline, milliseconds between = milliseconds(2))
{
    const auto until = std::chrono::steady_clock::now() + deadline;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= until)
            return condition();
        std::this_thread::sleep_for(between);
    }
    return true;
}

} // namespace sluice::test
