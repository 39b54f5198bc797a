// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/SettingsFile.h"

#include "core/base/TextFile.h"
#include "core/settings/BufferProfile.h"
#include "core/settings/SettingsStore.h"

namespace sluice {

Result<Settings> importSettings(const std::string& path, const Settings& base)
{
    auto read = SettingsStore::readProfile(path, base.schema());
    if (!read)
        return read.error();
    Settings merged = base;
    merged.overlay(*read);
    // What only says the default is not a choice of its own.
    for (const auto& [key, value] : read->all()) {
        if (base.schema().find(key)->defaultValue() == value)
            merged.reset(key);
    }
    const BufferChoice choice = BufferChoice::from(merged);
    if (auto fits = choice.overrides.check(); !fits)
        return fits.error();
    if (auto legal = choice.resolve({}); !legal)
        return legal.error();
    return merged;
}

Result<void> exportSettings(const std::string& path, const Settings& settings)
{
    return writeTextFile(path, settings.toExportText());
}

} // namespace sluice
