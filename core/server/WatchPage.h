// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace sluice {

// The viewers' page (resources/web/index.html) for one stream: its head declares where the stream is, for programs that
// are given the page's address. `html` without a head stays as it is.
std::string watchPageFor(std::string_view html, std::string_view streamName);

} // namespace sluice
