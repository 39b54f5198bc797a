// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "core/base/Time.h"

namespace sluice {

// For what still ends once the application's own event loop has: turns events until `over`, for `atMost`. Unlike an
// event loop it is not ended by whoever asks the application to quit once more.
void turnUntil(Duration atMost, const std::function<bool()>& over);

} // namespace sluice
