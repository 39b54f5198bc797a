// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/ServerTypes.h"

#include <fmt/format.h>

namespace sluice {

Duration browserDelay(Duration hlsFragment, Duration gop)
{
    constexpr int kPieces = 3;
    if (gop <= Duration::zero())
        return kPieces * hlsFragment;
    const auto gops
        = std::max<Duration::rep>(1, (hlsFragment + gop - Duration(1)) / gop); // cut at keyframes only
    return kPieces * gops * gop;
}

std::string_view serverStateName(ServerState state)
{
    switch (state) {
    case ServerState::Stopped:
        return "stopped";
    case ServerState::Probing:
        return "probing";
    case ServerState::Starting:
        return "starting";
    case ServerState::Ready:
        return "ready";
    case ServerState::Degraded:
        return "degraded";
    case ServerState::Stopping:
        return "stopping";
    case ServerState::Failed:
        break;
    }
    return "failed";
}

std::string_view streamStateName(StreamState state)
{
    switch (state) {
    case StreamState::Created:
        return "created";
    case StreamState::Live:
        return "live";
    case StreamState::Paused:
        return "paused";
    case StreamState::Ended:
        break;
    }
    return "ended";
}

std::string ServerInfo::watchUrlAt(std::string_view address) const
{
    return fmt::format("http://{}:{}/watch/{}", address, httpPort, streamName);
}

std::string ServerInfo::playUrlAt(std::string_view address) const
{
    return fmt::format("rtmp://{}:{}/live/{}", address, rtmpPort, streamName);
}

std::string ServerInfo::embedLine(std::string_view address) const
{
    return fmt::format(
        R"(<iframe src="{}" width="640" height="360" allow="autoplay; fullscreen" title="{}"></iframe>)",
        watchUrlAt(address), streamName);
}

std::vector<std::string> ServerInfo::firewallLines() const
{
    return {
        fmt::format("sudo ufw allow proto tcp to any port {},{}", rtmpPort, httpPort),
        fmt::format("sudo firewall-cmd --add-port={}/tcp --add-port={}/tcp", rtmpPort, httpPort),
        fmt::format(
            "sudo nft add rule inet filter input tcp dport '{{ {}, {} }}' accept", rtmpPort, httpPort),
    };
}

} // namespace sluice
