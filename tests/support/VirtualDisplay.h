// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "tests/support/ChildProcess.h"

namespace sluice::test {

// A display of its own, with a window manager, for tests of the real window: Xvfb on a free number and openbox,
// which manages when the constructor returns.
class VirtualDisplay {
public:
    // What is missing on this machine, as a sentence; empty: nothing.
    static std::string missing();

    // Throws std::runtime_error when the display does not come up.
    explicit VirtualDisplay(const std::string& size = "1400x1000x24");

    const std::string& name() const { return m_name; } // ":12"

    // A display that stands still for a while, and goes on.
    void freeze();
    void thaw();

private:
    std::unique_ptr<ChildProcess> m_server;
    std::string m_name;
    std::unique_ptr<ChildProcess> m_manager;
};

} // namespace sluice::test
