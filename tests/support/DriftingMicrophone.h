// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <thread>

#include "tests/support/Loopback.h"
#include "tests/support/PulseServer.h"

namespace sluice::test {

// A microphone of a private PulseAudio whose quartz is off: it says 48,000 frames a second and gives `rate` of them,
// by the monotonic clock. Called "pulse:drifting" by our program. What it hears comes from `fill`, 16 bit and two
// channels, as samples of that true rate; called on a thread of this object.
class DriftingMicrophone {
public:
    static constexpr const char* kName = "drifting";
    using Fill = std::function<void(std::int64_t firstFrame, std::span<std::int16_t> interleaved)>;

    // Throws std::runtime_error where PulseAudio cannot have it.
    DriftingMicrophone(const PulseServer& pulse, int rate, Fill fill);
    ~DriftingMicrophone();
    DriftingMicrophone(const DriftingMicrophone&) = delete;
    DriftingMicrophone& operator=(const DriftingMicrophone&) = delete;

    // When frame 0 was heard.
    std::chrono::steady_clock::time_point began() const { return m_began; }

private:
    void run();

    const int m_rate;
    const Fill m_fill;
    UniqueFd m_pipe;
    std::chrono::steady_clock::time_point m_began;
    std::atomic<bool> m_quit = false;
    std::thread m_thread;
};

} // namespace sluice::test
