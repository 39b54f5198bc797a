// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace sluice {

// The stream that a web page declares in its head, as it stands there, relative or not; empty: none. The page of the
// built-in server does so, and any other may:
//   <link rel="alternate" type="application/vnd.apple.mpegurl" href="/hls/NAME/index.m3u8">
// `html` may be cut off anywhere, hostile, or no HTML at all. What stands in comments, scripts, styles and the body
// does not count.
std::string declaredStream(std::string_view html);

} // namespace sluice
