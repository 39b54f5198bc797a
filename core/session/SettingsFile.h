// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/Result.h"
#include "core/settings/Settings.h"

namespace sluice {

// Settings that travel: one JSON object with the keys of `--set`, as `--profile FILE` reads it too.

// `base` with what the file says laid over it: all of it or nothing. Keys that the file does not name stay as they
// are, null is the default. FileNotFound, FileUnreadable, NotSettings; BadSetting or UnknownSetting(Near) for the
// first key that is wrong; the broken rule where the values do not go together.
Result<Settings> importSettings(const std::string& path, const Settings& base);
// Every key with the value in force. FileUnwritable.
Result<void> exportSettings(const std::string& path, const Settings& settings);

} // namespace sluice
