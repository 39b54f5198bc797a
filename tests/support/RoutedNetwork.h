// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "tests/support/Loopback.h"
#include "tests/support/NetworkSpace.h"

namespace sluice::test {

// An uplink whose narrow place is not this computer but a router behind it, as in most homes: client, router and server
// in networks of their own, joined by fast wires. What the router cannot pass on at once waits in its queue, which may
// be long; the sender's own system only sees that acknowledgements take longer. As root, with iproute2.
class RoutedNetwork {
public:
    // Why there can be none here; empty: there can.
    static std::string missing();

    RoutedNetwork(); // throws std::system_error or std::runtime_error
    RoutedNetwork(const RoutedNetwork&) = delete;
    RoutedNetwork& operator=(const RoutedNetwork&) = delete;

    // The calling thread is the client's from now on.
    void enterAsClient() const { m_client.enter(); }
    // A socket that listens at the server's address, on a free port.
    UniqueFd listenAtServer() const { return m_server.listen(serverAddress()); }
    static std::string serverAddress() { return "10.77.2.2"; }

    // What the router passes on towards the server: kb/s of TCP's payload, and how much waits there at most before the
    // newest is thrown away. The way back is not narrowed. What waits stays when the rate changes.
    void setUplink(double kbps, int queueBytes) const;

private:
    NetworkSpace m_client;
    NetworkSpace m_router;
    NetworkSpace m_server;
};

} // namespace sluice::test
