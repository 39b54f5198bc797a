// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/Result.h"
#include "core/server/ServerTypes.h"

namespace sluice {

// What the server needs of the machine.
struct ServerFiles {
    std::string nginx;
    std::string module;
    std::string webRoot;
};

// Looks for them; what the configuration names must be there. Errors: NginxMissing, NginxModuleMissing,
// FileNotFound (the page).
Result<ServerFiles> findServerFiles(const ServerConfig& config);

} // namespace sluice
