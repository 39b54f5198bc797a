// SPDX-License-Identifier: GPL-3.0-or-later
// Runs beside the tests that keep real time and says how far the computer kept it: one line, once it is asked to end
// (SIGTERM, or whoever started it is gone): the longest standstill of a core in ms, in how many seconds one was noted,
// and how many seconds it watched. tests/run reads it.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <ctime>

#include <sys/prctl.h>

#include "tests/support/Standstills.h"

using namespace sluice;
using namespace sluice::test;

int main()
{
    constexpr int kAtMostSeconds = 30 * 60 * 60; // longer than any run of the tests, with a day on the air
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, nullptr); // before the threads, which take it over

    const SystemClock clock;
    const Standstills standstills;
    Duration longest{};
    int seconds = 0, noted = 0;
    TimePoint from = clock.now();
    for (bool ended = false; !ended && seconds < kAtMostSeconds; ++seconds) {
        const timespec second{1, 0};
        ended = sigtimedwait(&ends, nullptr, &second) > 0;
        const TimePoint to = clock.now();
        const Duration one = standstills.longest(from, to);
        longest = std::max(longest, one);
        noted += one > Duration::zero() ? 1 : 0;
        from = to;
    }
    std::printf("%lld %d %d\n", static_cast<long long>(toMs(longest)), noted, seconds);
    return 0;
}
