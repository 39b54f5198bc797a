// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace sluice {

// libav's own words for one of its return codes, for logs and error details.
std::string avErrorText(int code);

} // namespace sluice
