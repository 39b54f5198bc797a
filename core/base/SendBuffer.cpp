// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/SendBuffer.h"

#include <algorithm>
#include <atomic>

#ifdef __linux__
#include <linux/sockios.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#endif

namespace sluice {

int sendBufferFor(int kbps, Duration shortestWay)
{
    constexpr Duration kLongest = seconds(1); // over a satellite and back; a figure beyond is none
    const std::int64_t each = std::int64_t{kbps} * 1000 / 8; // a second
    const std::int64_t usual = std::clamp<std::int64_t>(each / 5, 32 << 10, 128 << 10);
    const Duration way = std::clamp(shortestWay, Duration::zero(), kLongest);
    return static_cast<int>(std::max(usual, 2 * each * way.count() / Duration(seconds(1)).count()));
}

int uncommonSendBuffer(int bytes)
{
    constexpr unsigned kDifferent = 4096;
    static std::atomic<unsigned> next = 0; // a number for each; tells nothing else
    return bytes + static_cast<int>(next.fetch_add(1) % kDifferent);
}

#ifdef __linux__

int socketWithSendBuffer(int bytes)
{
    constexpr int kMostDescriptors = 4096; // looked at once a connection: a millisecond
    for (int descriptor = 0; descriptor < kMostDescriptors; ++descriptor) {
        int size = 0;
        socklen_t length = sizeof size;
        const bool socket = getsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &size, &length) == 0;
        if (socket && size == 2 * bytes) // Linux doubles what is asked for, for its own book-keeping
            return descriptor;
    }
    return -1;
}

std::optional<OnTheWay> onTheWayOf(int socket)
{
    int bytes = 0;
    tcp_info info{};
    socklen_t length = sizeof info;
    if (socket < 0 || ioctl(socket, SIOCOUTQ, &bytes) != 0
        || getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &length) != 0)
        return std::nullopt;
    return OnTheWay{bytes, microseconds(info.tcpi_min_rtt), info.tcpi_notsent_bytes};
}

void growSendBuffer(int socket, int bytes, int unsent)
{
    (void)setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
    (void)setsockopt(socket, IPPROTO_TCP, TCP_NOTSENT_LOWAT, &unsent, sizeof unsent);
}

void sendAtOnce(int socket)
{
    const int on = 1;
    (void)setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

#else

int socketWithSendBuffer(int)
{
    return -1;
}

std::optional<OnTheWay> onTheWayOf(int)
{
    return std::nullopt;
}

void growSendBuffer(int, int, int) { }
void sendAtOnce(int) { }

#endif

} // namespace sluice
