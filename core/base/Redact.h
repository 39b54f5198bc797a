// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace sluice {

struct RtmpTarget;

inline constexpr std::string_view kRedacted = "***";

// An address that may be shown and stored: no user, no password, no query values. `publishing` also hides the
// stream name of an RTMP address, which is the key at a service.
std::string redactUrl(std::string_view url, bool publishing = false);

// What may be shown of an application: its first part is no key. Its second may be one, even where it was said that a key
// follows: a whole address that is given a second key has its own in there. Into `target`.
std::string_view shownApp(const RtmpTarget& target);

// Any text (a library's words, a server's answer) with every address inside it redacted as for publishing.
std::string redact(std::string_view text);

void replaceAll(std::string& text, std::string_view what, std::string_view with);

} // namespace sluice
