// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/Time.h"

namespace sluice {

// How much of what was written has not arrived: it waits in the system's send buffer, or in the network, where a router
// may keep seconds of it. FFmpeg hands its sockets out to nobody, so a connection gets a send buffer of a size that no
// other has, and is found by it.

// What the send buffer of a stream of so many kb/s has to hold. 0.2 s of it, 32…128 KiB: the system's own choice would
// hide seconds of congestion. But it keeps also what is under way until it is acknowledged: where that takes longer
// than 0.1 s, twice what the way there and back holds, so that neither it nor a late acknowledgement is the limit.
int sendBufferFor(int kbps, Duration shortestWay);
// Gives the socket so large a send buffer (the system has a limit of its own), of which at most `unsent` bytes wait to
// leave this computer: the rest is for what is under way.
void growSendBuffer(int socket, int bytes, int unsent);

// `bytes` and up to 4 KiB more, so that no two connections that are open together have the same.
int uncommonSendBuffer(int bytes);
// The socket of this process that was given this send buffer; -1: none, or the system cannot say.
int socketWithSendBuffer(int bytes);

// What is written leaves at once, however little it is (Nagle's waiting ends).
void sendAtOnce(int socket);

struct OnTheWay {
    std::int64_t bytes = 0; // what the other end has not acknowledged
    Duration
        shortest{}; // how long the way there and back takes at least: the kernel's figure of the last minutes
    std::int64_t unsent = 0; // of `bytes`, what has not even left this computer
};
// Nothing: no such socket, or the system cannot say (only Linux can).
std::optional<OnTheWay> onTheWayOf(int socket);

} // namespace sluice
