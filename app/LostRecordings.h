// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/base/Error.h"

namespace sluice {

class BroadcastSession;

// Where a broadcast is still ending: waits for that, as long as its end may take, turning events meanwhile, and
// tells what ended those of its recordings that lack something. One that has ended already has been shown.
std::vector<Error> lostRecordings(const BroadcastSession& broadcast);

} // namespace sluice
