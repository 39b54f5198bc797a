// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/SendBuffer.h"

#include <atomic>

#ifdef __linux__
#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#endif

namespace sluice {

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

std::optional<std::int64_t> unsentOn(int socket)
{
    int bytes = 0;
    if (socket < 0 || ioctl(socket, SIOCOUTQNSD, &bytes) != 0)
        return std::nullopt;
    return bytes;
}

#else

int socketWithSendBuffer(int)
{
    return -1;
}

std::optional<std::int64_t> unsentOn(int)
{
    return std::nullopt;
}

#endif

} // namespace sluice
