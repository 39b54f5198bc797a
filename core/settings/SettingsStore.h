// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/settings/Settings.h"

namespace sluice {

// The settings file. One thread. Nothing is read or written except in these calls.
class SettingsStore {
public:
    // `path` is the file itself, such as defaultPath(); its folder is made when first saved.
    explicit SettingsStore(std::string path, SettingsSchema schema = SettingsSchema::standard());

    // $XDG_CONFIG_HOME/sluice/settings.json, ~/.config/sluice/settings.json without it.
    static std::string defaultPath();

    struct Loaded {
        Settings settings;
        // What to tell the person: a broken file that was put aside, values that were left out. Empty when all is well.
        std::vector<Error> notes;
        std::vector<std::string> unknownKeys; // of another version; kept when saved
    };
    // Never fails: a missing file means the defaults; one that is not understood is renamed to PATH.broken (an older
    // one there is replaced) and the defaults are used; one that cannot be read is left alone.
    Loaded load() const;
    // Writes a new file beside the old one and then replaces it, so that a crash leaves one of the two whole.
    // Permissions 0600. Errors: FileUnwritable.
    Result<void> save(const Settings& settings) const;

    // `--profile FILE.json`: the same format, nothing renamed. Bad values fail here: someone asked for them by name.
    // Errors: FileNotFound, FileUnreadable, NotSettings, BadSetting, UnknownSetting(Near).
    static Result<Settings> readProfile(
        const std::string& path, SettingsSchema schema = SettingsSchema::standard());

    const std::string& path() const { return m_path; }

private:
    std::string m_path;
    SettingsSchema m_schema;
};

} // namespace sluice
