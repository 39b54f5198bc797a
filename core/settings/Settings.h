// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/NamedValues.h"
#include "core/base/Result.h"
#include "core/settings/SettingsSchema.h"

namespace sluice {

// The settings somebody made: only what was set is stored, everything else is the schema's default. A value, free to
// copy; no thread of its own. Getters must be asked for keys of the schema with their own type: anything else is a
// programming error and ends the program.
class Settings {
public:
    Settings(); // of the standard schema
    explicit Settings(SettingsSchema schema);

    const SettingsSchema& schema() const { return m_schema; }

    bool flag(std::string_view key) const;
    std::int64_t integer(std::string_view key) const;
    double real(std::string_view key) const;
    std::string text(std::string_view key) const; // Text and Choice
    VideoSize size(std::string_view key) const;
    // The value in force; nothing for a kFromProfile key that is not set.
    std::optional<SettingValue> value(std::string_view key) const;
    std::optional<std::int64_t> integerIfSet(std::string_view key) const;
    std::optional<double> realIfSet(std::string_view key) const;

    bool isSet(std::string_view key) const;
    const std::map<std::string, SettingValue, std::less<>>& all() const { return m_values; }

    // From a person's text. Errors: UnknownSetting(Near), BadSetting. Nothing changes then. Aliases are understood.
    Result<void> set(std::string_view key, std::string_view text);
    Result<void> setValue(std::string_view key, SettingValue value);
    // Back to the default.
    void reset(std::string_view key);
    void resetAll();
    // Everything that `other` sets wins over what is here, and what it was told to be null goes back to the default.
    void overlay(const Settings& other);

    // One flat JSON object: {"buffer.start_ms": 1500, "schema": "sluice.settings/1", …}, sorted by key. Secrets are
    // left out; what an import did not know is kept.
    std::string toJsonText() const;
    // The same object with every key of the schema, for another computer: what is not set has its default value, or
    // null where the profile decides. Laid over any settings it gives these. Unknown keys are left out.
    std::string toExportText() const;
    // Only what is set, without the schema mark and unknown keys: for reports.
    NamedValues toReport() const;

    // What reading a file gave beside the settings.
    struct Import;
    // A null is the default. Errors: BadData (not JSON, not an object, nested past 32 levels, above 1 MiB).
    static Result<Import> fromJsonText(
        std::string_view text, SettingsSchema schema = SettingsSchema::standard());

    bool operator==(const Settings& other) const;

private:
    SettingsSchema m_schema;
    std::map<std::string, SettingValue, std::less<>> m_values;
    std::map<std::string, std::string, std::less<>> m_unknown; // key → JSON text
    std::set<std::string, std::less<>> m_null; // an import's: for overlay() alone
};

struct Settings::Import {
    Settings settings;
    std::vector<Error> rejected; // BadSetting: named and left out, the rest is applied
    std::vector<std::string> unknownKeys; // kept, and written back by toJsonText()
    std::vector<std::string> renamed; // old names that were read as their new ones
};

} // namespace sluice
