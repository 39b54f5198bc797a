// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <string>
#include <thread>

#include "tests/support/Loopback.h"
#include "tests/support/NetworkSpace.h"

namespace sluice::test {

// A way that is wide and long, as over a satellite: client and server in networks of their own, and between them,
// packet by packet, a wait of half the way there and back. Unlike behind a TCP relay, which acknowledges at once, the sender's
// own system has to keep all that is under way. As root, with iproute2 and /dev/net/tun.
class DelayedNetwork {
public:
    // Why there can be none here; empty: there can.
    static std::string missing();

    explicit DelayedNetwork(std::chrono::milliseconds thereAndBack); // throws std::exception
    ~DelayedNetwork();
    DelayedNetwork(const DelayedNetwork&) = delete;
    DelayedNetwork& operator=(const DelayedNetwork&) = delete;

    void enterAsClient() const { m_client.enter(); } // the calling thread is the client's from now on
    UniqueFd listenAtServer() const { return m_server.listen(serverAddress()); }
    static std::string serverAddress() { return "10.78.0.2"; }

private:
    static UniqueFd openWire(const NetworkSpace& space, const std::string& own, const std::string& other);
    void carry();

    const std::chrono::microseconds m_delay; // each way
    NetworkSpace m_client;
    NetworkSpace m_server;
    std::array<UniqueFd, 2> m_wires; // the client's, the server's: one packet a read or write
    std::atomic<bool> m_quit = false;
    std::thread m_carrier;
};

} // namespace sluice::test
