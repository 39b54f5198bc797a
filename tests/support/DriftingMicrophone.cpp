// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/DriftingMicrophone.h"

#include <fcntl.h>
#include <stdexcept>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

namespace sluice::test {

namespace {

constexpr auto kStep = std::chrono::milliseconds(10); // as a sound card's interrupts

} // namespace

DriftingMicrophone::DriftingMicrophone(const PulseServer& pulse, int rate, Fill fill)
    : m_rate(rate)
    , m_fill(std::move(fill))
{
    const std::string pipe = pulse.environment().at("HOME") + "/" + kName;
    ChildProcess load({"pactl",
        {"load-module", "module-pipe-source", fmt::format("source_name={}", kName),
            fmt::format("file={}", pipe), "format=s16le", fmt::format("rate={}", PulseServer::kRate),
            fmt::format("channels={}", PulseServer::kChannels)},
        pulse.environment(), {}, {}});
    if (load.waitExit(std::chrono::seconds(5)) != ChildProcess::Exit{0, 0})
        throw std::runtime_error("PulseAudio has no pipe as a source: " + load.standardError());
    m_pipe.reset(open(pipe.c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)); // never waits, never breaks
    if (!m_pipe)
        throw std::runtime_error("the pipe cannot be opened: " + pipe);
    m_began = std::chrono::steady_clock::now();
    m_thread = std::thread([this] { run(); });
}

DriftingMicrophone::~DriftingMicrophone()
{
    m_quit = true;
    m_thread.join();
}

void DriftingMicrophone::run()
{
    std::int64_t given = 0;
    std::vector<std::int16_t> samples;
    for (auto due = m_began + kStep; !m_quit; due += kStep) {
        std::this_thread::sleep_until(due);
        const auto until = std::chrono::duration_cast<std::chrono::nanoseconds>(due - m_began).count()
            * m_rate / 1'000'000'000;
        samples.resize(static_cast<std::size_t>(until - given) * PulseServer::kChannels);
        m_fill(given, samples);
        given = until;
        // A full pipe is a sound server that stands still: what it does not take is lost, as with a real one.
        [[maybe_unused]] const auto written
            = write(m_pipe.get(), samples.data(), samples.size() * sizeof(samples[0]));
    }
}

} // namespace sluice::test
