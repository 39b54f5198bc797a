// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "core/base/Clock.h"
#include "tests/support/ChildProcess.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/TempDir.h"
#include "tests/vm/Seen.h"

namespace sluice::test {

constexpr std::chrono::milliseconds kSoon{20000}; // for what is to happen at all: the machine is slow

// Our program on the air with a camera and the driver's silent microphone, and the server that records it.
class OnAir {
public:
    explicit OnAir(const std::string& camera, const std::vector<std::string>& more = {});

    bool live();
    void forAWhile(Duration length);
    std::vector<SeenPicture> pictures() const { return seenPictures(m_server); }
    FakeRtmpServer& server() { return m_server; }
    ChildProcess& program() { return m_program; }
    TimePoint now() const { return m_clock.now(); }
    nlohmann::json end(); // its report; null when it did not end in order
    std::string words() const { return m_program.standardOutput() + m_program.standardError(); }

private:
    SystemClock m_clock;
    TempDir m_dir;
    FakeRtmpServer m_server;
    ChildProcess m_program;
};

// What a report says of one kind of event.
std::vector<std::string> sentencesOf(const nlohmann::json& report, const std::string& kind);

} // namespace sluice::test
