// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/settings/BufferProfile.h"
#include "core/settings/Settings.h"
#include "core/settings/SettingsSchema.h"

namespace sluice {

class SettingsDraft;

// What the settings dialog says of a setting, and finds it by.
namespace settingtext {

// "20 – 60 000 ms"; empty where the row's type has none.
QString range(const SettingRow& row);
// What stands beside the row's editor: `text`, usually the row's own, and the range behind it.
QString why(const SettingRow& row, const QString& text);
// What a search looks through: label, key, `why` and the choices.
QString searched(const SettingRow& row, const QString& why);
// All of the words are in the text; accents and capitals do not count. No words: true.
bool matches(const QString& words, const QString& text);

constexpr const char* kCapKey = "buffer.cap_mib";
// What the memory cap of `settings` means for a stream that plays now; empty where none does (0 kb/s).
QString cap(const Settings& settings, double streamKbps, const BufferContext& source);
// Which of the changes act later, and when, a line each; empty where all act at once.
QString waiting(const SettingsDraft& draft);

} // namespace settingtext

} // namespace sluice
