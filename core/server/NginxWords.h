// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace sluice {

// What nginx 1.22 writes to its error output when it does not start. Pure.

// The reason: the words behind its first "[emerg]"; without one, `howItEnded`, such as "status 1".
std::string nginxReason(const std::string& words, const std::string& howItEnded);
// Somebody else has the port.
bool nginxFoundPortTaken(const std::string& words);
// It does not know RTMP: the module is not installed or not loaded.
bool nginxLacksRtmp(const std::string& words);

} // namespace sluice
