// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>

namespace sluice {

// Values by name, sorted: what settings hand to reports, so that neither has to know how the other writes JSON.
using NamedValues = std::map<std::string, std::variant<bool, std::int64_t, double, std::string>, std::less<>>;

} // namespace sluice
