// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Result.h"

namespace sluice {

// True when a server could listen on this TCP port now, on 127.0.0.1 or (allAddresses) on every IPv4 address.
bool isPortFree(int port, bool allAddresses);

// `wished`, or the next free port above it that is not `taken`; 0 asks for any. Tries 100 ports.
Result<int> findFreePort(int wished, bool allAddresses, int taken = 0);

} // namespace sluice
