// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/DelayedNetwork.h"

#include <cstddef>
#include <cstring>
#include <deque>
#include <vector>

#include <fcntl.h>
#include <linux/if.h>
#include <linux/if_tun.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tests/support/ChildProcess.h"

namespace sluice::test {

namespace {

using Clock = std::chrono::steady_clock;

struct Packet {
    Clock::time_point due;
    std::vector<std::byte> bytes;
};

// All that has come over `wire`, with the time at which it is to come out at the other end.
void take(int wire, Clock::duration delay, std::deque<Packet>& into)
{
    std::array<std::byte, 2048> buffer; // more than an MTU
    for (;;) {
        const ssize_t size = read(wire, buffer.data(), buffer.size());
        if (size <= 0)
            return;
        into.push_back({Clock::now() + delay, {buffer.data(), buffer.data() + size}});
    }
}

void give(int wire, std::deque<Packet>& from)
{
    for (; !from.empty() && from.front().due <= Clock::now(); from.pop_front())
        if (write(wire, from.front().bytes.data(), from.front().bytes.size()) < 0)
            continue; // lost, as anything may be on a network
}

} // namespace

std::string DelayedNetwork::missing()
{
    if (!hasProgram("ip"))
        return "iproute2 is not installed";
    try {
        const DelayedNetwork network(std::chrono::milliseconds(1));
    } catch (const std::exception& trouble) {
        return std::string("there can be no networks of one's own: ") + trouble.what();
    }
    return {};
}

DelayedNetwork::DelayedNetwork(std::chrono::milliseconds thereAndBack)
    : m_delay(std::chrono::microseconds(thereAndBack) / 2)
    , m_wires{openWire(m_client, "10.78.0.1", serverAddress()),
          openWire(m_server, serverAddress(), "10.78.0.1")}
    , m_carrier([this] { carry(); })
{ }

DelayedNetwork::~DelayedNetwork()
{
    m_quit = true;
    m_carrier.join();
}

UniqueFd DelayedNetwork::openWire(const NetworkSpace& space, const std::string& own, const std::string& other)
{
    UniqueFd wire;
    space.run([&] {
        wire = UniqueFd(open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
        ifreq request{};
        request.ifr_flags = IFF_TUN | IFF_NO_PI;
        std::strcpy(request.ifr_name, "way");
        if (!wire || ioctl(wire.get(), TUNSETIFF, &request) != 0)
            throwErrno("/dev/net/tun");
    });
    // A sender that fills every queue until something is lost is what most systems have.
    space.tell("ip link set dev lo up; ip address add " + own + " peer " + other
        + " dev way; ip link set dev way up txqueuelen 1000;"
          "echo reno >/proc/sys/net/ipv4/tcp_congestion_control");
    return wire;
}

void DelayedNetwork::carry()
{
    std::array<std::deque<Packet>, 2> under; // way, by the wire that it came from
    while (!m_quit) {
        std::array<pollfd, 2> wires{pollfd{m_wires[0].get(), POLLIN, 0}, pollfd{m_wires[1].get(), POLLIN, 0}};
        (void)poll(wires.data(), wires.size(), 1); // ms: as exact as it has to be
        for (std::size_t i = 0; i < wires.size(); ++i) {
            take(wires[i].fd, m_delay, under[i]);
            give(wires[1 - i].fd, under[i]);
        }
    }
}

} // namespace sluice::test
