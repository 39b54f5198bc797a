// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/Loopback.h"

namespace sluice::test {

// A server that takes every connection, reads what comes and never says a word.
class SilentServer {
public:
    SilentServer();
    ~SilentServer();
    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;

    std::uint16_t port() const { return m_port; }
    int connections() const { return m_connections; } // so far

private:
    void run();

    UniqueFd m_listener;
    std::uint16_t m_port;
    WakePipe m_quit;
    std::atomic<int> m_connections = 0;
    std::thread m_thread;
};

// A server that resets every connection: at once, or as soon as the client has sent something. With `lastWords` it
// says them first and closes in order: a server of another protocol, say.
class ResettingServer {
public:
    enum class When { AtOnce, AfterFirstBytes };
    explicit ResettingServer(When when = When::AtOnce, std::string lastWords = {});
    ~ResettingServer();
    ResettingServer(const ResettingServer&) = delete;
    ResettingServer& operator=(const ResettingServer&) = delete;

    std::uint16_t port() const { return m_port; }
    int connections() const { return m_connections; }

private:
    void run();
    void turnAway(UniqueFd& client);

    const When m_when;
    const std::string m_lastWords;
    UniqueFd m_listener;
    std::uint16_t m_port;
    WakePipe m_quit;
    std::atomic<int> m_connections = 0;
    std::thread m_thread;
};

// A port whose connections are never completed: the queue of its listener is full, so that the kernel answers no
// further SYN. What a firewall that drops looks like. No thread.
class UnreachablePort {
public:
    UnreachablePort();
    std::uint16_t port() const { return m_port; }

private:
    UniqueFd m_listener;
    std::uint16_t m_port;
    std::vector<UniqueFd> m_fillers;
};

} // namespace sluice::test
