// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>

#include "core/base/Clock.h"
#include "core/base/StopToken.h"
#include "core/server/StatReport.h"

namespace sluice {

// Asks the running server things, each within its own bound or until a stop. Cheap to make; any thread.
class ServerClient {
public:
    ServerClient(const Clock& clock, std::string adminSocket, std::string streamName, StopToken stop);

    // True when the server does what a player and a browser need: an RTMP handshake, and a page. Asked first on our
    // own socket, because on the ports another program might answer while nginx still waits for them. At most 0.5 s.
    bool answers(int rtmpPort, int httpPort) const;
    // Nothing when it does not answer within 0.5 s.
    std::optional<StatReport> statistics() const;
    // How many publishers of the stream were disconnected; nothing when it does not answer within 1 s.
    std::optional<int> dropPublisher() const;

private:
    std::optional<std::string> ask(const std::string& path, Duration atMost) const;

    const Clock& m_clock;
    const std::string m_adminSocket;
    const std::string m_streamName;
    const StopToken m_stop;
};

} // namespace sluice
