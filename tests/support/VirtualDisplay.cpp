// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/VirtualDisplay.h"

#include <csignal>
#include <stdexcept>

#include "tests/support/PaintedWindow.h"

namespace sluice::test {

std::string VirtualDisplay::missing()
{
    for (const char* program : {"Xvfb", "openbox"})
        if (!hasProgram(program))
            return std::string(program)
                + " is not installed, so there is no display to click on (packages xvfb, openbox).";
    return {};
}

VirtualDisplay::VirtualDisplay(const std::string& size)
    : m_server(std::make_unique<ChildProcess>(ChildProcess::Plan{
          "Xvfb", {"-displayfd", "1", "-screen", "0", size, "-nolisten", "tcp", "-noreset"}, {}, {}, {}}))
{
    // Its number, once it takes clients.
    if (!m_server->waitOutput("\n", std::chrono::seconds(10)))
        throw std::runtime_error("Xvfb did not start: " + m_server->standardError());
    const std::string said = m_server->standardOutput();
    m_name = ":" + said.substr(0, said.find('\n'));
    m_manager = std::make_unique<ChildProcess>(
        ChildProcess::Plan{"openbox", {"--sm-disable"}, {{"DISPLAY", m_name}}, {}, {}});
    PaintedWindow({m_name, "first", 0, 0, 64, 64}); // throws when nobody manages it
}

void VirtualDisplay::freeze()
{
    m_server->signal(SIGSTOP);
}

void VirtualDisplay::thaw()
{
    m_server->signal(SIGCONT);
}

} // namespace sluice::test
