// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "core/settings/SettingsSchema.h"

namespace sluice {

// What --help prints: of the whole program, or of one command ("watch").
std::string helpText();
std::string helpText(std::string_view command);
// What --help-settings prints: every key with type, range and default.
std::string settingsHelpText(SettingsSchema schema = SettingsSchema::standard());
// What --version prints.
std::string versionText();

} // namespace sluice
