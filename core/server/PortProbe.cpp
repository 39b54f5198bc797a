// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/server/PortProbe.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <fmt/format.h>

#include "core/server/FileHandle.h"

namespace sluice {

namespace {

constexpr int kTries = 100;

// The port that could be bound and listened on; 0 when it could not. SO_REUSEADDR as nginx sets it, so that
// connections that just ended don't count; listening, because binding alone succeeds beside a listener that has it too.
int tryListen(int port, bool allAddresses)
{
    const FileHandle probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const int on = 1;
    ::setsockopt(probe.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(allAddresses ? INADDR_ANY : INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (!probe.valid() || ::bind(probe.get(), reinterpret_cast<const sockaddr*>(&address), size) != 0
        || ::listen(probe.get(), 1) != 0
        || ::getsockname(probe.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0)
        return 0;
    return ntohs(address.sin_port);
}

} // namespace

bool isPortFree(int port, bool allAddresses)
{
    return port > 0 && port <= 65535 && tryListen(port, allAddresses) != 0;
}

Result<int> findFreePort(int wished, bool allAddresses, int taken)
{
    if (wished < 0 || wished > 65535)
        return Error(ErrorCode::BadSetting,
            {QT_TRANSLATE_NOOP("core", "A port of the built-in server"), fmt::to_string(wished),
                QT_TRANSLATE_NOOP("core", "ports go from 1 to 65535")});
    for (int i = 0; i < kTries; ++i) {
        const int port = wished == 0 ? 0 : wished + i;
        if (port > 65535)
            break;
        const int found = tryListen(port, allAddresses);
        if (found != 0 && found != taken)
            return found;
    }
    return Error(ErrorCode::NoFreePort, {fmt::to_string(wished)});
}

} // namespace sluice
