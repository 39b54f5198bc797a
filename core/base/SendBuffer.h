// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

namespace sluice {

// How much of what was written still waits in the system's send buffer. FFmpeg hands its sockets out to nobody, so a
// connection gets a send buffer of a size that no other has, and is found by it.

// `bytes` and up to 4 KiB more, so that no two connections that are open together have the same.
int uncommonSendBuffer(int bytes);
// The socket of this process that was given this send buffer; -1: none, or the system cannot say.
int socketWithSendBuffer(int bytes);
// What is unsent on it; nothing: no such socket, or the system cannot say (only Linux can).
std::optional<std::int64_t> unsentOn(int socket);

} // namespace sluice
