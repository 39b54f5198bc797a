// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/support/ChildProcess.h"
#include "tests/support/TempDir.h"

namespace sluice::test {

// nginx with its RTMP module, as services run it, which writes down what it is sent as it understands it.
class NginxRecorder {
public:
    static bool missing();

    NginxRecorder();
    bool ready(); // it listens
    std::string url() const; // to publish at
    std::string file() const { return m_dir.file("show.flv"); } // whole once who published has gone
    std::string words() const; // what it complains of

private:
    TempDir m_dir;
    const std::uint16_t m_port = freePort();
    std::unique_ptr<ChildProcess> m_program;
};

} // namespace sluice::test
