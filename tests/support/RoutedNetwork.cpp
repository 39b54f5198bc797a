// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/RoutedNetwork.h"

#include <cmath>
#include <exception>

#include "tests/support/ChildProcess.h"

namespace sluice::test {

namespace {

constexpr double kPayload = 1448;
constexpr double kOnTheWire = 1514; // with Ethernet, IP and TCP in front

} // namespace

std::string RoutedNetwork::missing()
{
    if (!hasProgram("ip") || !hasProgram("tc"))
        return "iproute2 is not installed";
    try {
        const RoutedNetwork network;
        network.setUplink(1000, 100'000);
    } catch (const std::exception& trouble) {
        return std::string("there can be no networks of one's own: ") + trouble.what();
    }
    return {};
}

RoutedNetwork::RoutedNetwork()
{
    // Segments of Ethernet's size on the wires, as behind a real card. A sender that fills every queue until something
    // is lost is what most systems have; this kernel's own choice may be another.
    m_client.tell("ip link set dev lo up; ip link add wan type veth peer name home netns " + m_router.path()
        + "; ip link set dev wan gso_max_segs 1; ip address add 10.77.1.2/24 dev wan; ip link set dev wan up;"
          "ip route add default via 10.77.1.1; echo reno >/proc/sys/net/ipv4/tcp_congestion_control");
    m_router.tell("ip link add out type veth peer name in netns " + m_server.path()
        + "; for wire in home out; do ip link set dev $wire gso_max_segs 1; done;"
          "ip address add 10.77.1.1/24 dev home; ip address add 10.77.2.1/24 dev out;"
          "ip link set dev home up; ip link set dev out up; echo 1 >/proc/sys/net/ipv4/ip_forward");
    m_server.tell("ip link set dev lo up; ip address add 10.77.2.2/24 dev in; ip link set dev in up;"
                  "ip route add default via 10.77.2.1");
}

void RoutedNetwork::setUplink(double kbps, int queueBytes) const
{
    const auto rate = std::llround(kbps * kOnTheWire / kPayload);
    m_router.tell("tc qdisc replace dev out root tbf rate " + std::to_string(rate) + "kbit burst 3100 limit "
        + std::to_string(queueBytes));
}

} // namespace sluice::test
