// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/RefusingServers.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

namespace sluice::test {

namespace {

constexpr std::size_t kMaxOpen = 64;

// The listener, the pipe that ends the thread, and the clients, in this order.
std::vector<pollfd> entriesOf(
    const UniqueFd& listener, const WakePipe& quit, const std::vector<UniqueFd>& clients)
{
    std::vector<pollfd> entries{{listener.get(), POLLIN, 0}, {quit.readEnd(), POLLIN, 0}};
    for (const UniqueFd& client : clients)
        entries.push_back({client.get(), POLLIN, 0});
    return entries;
}

UniqueFd acceptOn(const UniqueFd& listener)
{
    return UniqueFd(accept4(listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
}

// Reads and throws away. False when the peer is gone.
bool readAway(const UniqueFd& client)
{
    std::array<char, 16384> bytes{};
    while (true) {
        const ssize_t n = recv(client.get(), bytes.data(), bytes.size(), 0);
        if (n == 0)
            return false;
        if (n < 0)
            return errno == EAGAIN || errno == EINTR;
    }
}

} // namespace

SilentServer::SilentServer() : m_listener(listenLoopback(0)), m_port(portOf(m_listener))
{
    m_thread = std::thread([this] { run(); });
}

SilentServer::~SilentServer()
{
    m_quit.wake();
    m_thread.join();
}

void SilentServer::run()
{
    std::vector<UniqueFd> clients;
    while (true) {
        std::vector<pollfd> entries = entriesOf(m_listener, m_quit, clients);
        poll(entries.data(), entries.size(), -1);
        if (entries[1].revents != 0)
            return;
        std::erase_if(clients, [](const UniqueFd& c) { return !readAway(c); });
        while (UniqueFd client = acceptOn(m_listener)) {
            ++m_connections;
            if (clients.size() < kMaxOpen)
                clients.push_back(std::move(client));
        }
    }
}

ResettingServer::ResettingServer(When when, std::string lastWords)
    : m_when(when)
    , m_lastWords(std::move(lastWords))
    , m_listener(listenLoopback(0))
    , m_port(portOf(m_listener))
{
    m_thread = std::thread([this] { run(); });
}

ResettingServer::~ResettingServer()
{
    m_quit.wake();
    m_thread.join();
}

void ResettingServer::turnAway(UniqueFd& client)
{
    if (m_lastWords.empty()) {
        resetAndClose(client);
        return;
    }
    readAway(client); // unread bytes would turn the orderly end into a reset
    send(client.get(), m_lastWords.data(), m_lastWords.size(), MSG_NOSIGNAL);
    client.reset();
}

void ResettingServer::run()
{
    std::vector<UniqueFd> clients;
    while (true) {
        std::vector<pollfd> entries = entriesOf(m_listener, m_quit, clients);
        poll(entries.data(), entries.size(), -1);
        if (entries[1].revents != 0)
            return;
        for (std::size_t i = 0; i < clients.size(); ++i) {
            if (entries[i + 2].revents != 0)
                turnAway(clients[i]);
        }
        std::erase_if(clients, [](const UniqueFd& c) { return !c; });
        while (UniqueFd client = acceptOn(m_listener)) {
            ++m_connections;
            if (m_when == When::AtOnce || clients.size() >= kMaxOpen)
                turnAway(client);
            else
                clients.push_back(std::move(client));
        }
    }
}

UnreachablePort::UnreachablePort() : m_listener(listenLoopback(0, 0)), m_port(portOf(m_listener))
{
    // A backlog of 0 lets one connection in; those after it wait for an answer that never comes.
    for (int i = 0; i < 4; ++i)
        m_fillers.push_back(connectLoopback(m_port));
}

} // namespace sluice::test
