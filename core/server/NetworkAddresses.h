// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace sluice {

// The IPv4 addresses by which others on the network reach this computer; wired and wireless ones before those of
// virtual bridges and tunnels.
std::vector<std::string> networkAddresses();

} // namespace sluice
