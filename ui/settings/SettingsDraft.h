// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "core/base/Result.h"
#include "core/settings/BufferProfile.h"
#include "core/settings/Settings.h"

namespace sluice {

// What somebody is editing in the settings dialog, beside what is in force. A value: nothing here shows anything or
// puts anything in force.
class SettingsDraft {
public:
    explicit SettingsDraft(const Settings& inForce);

    const Settings& edited() const { return m_edited; }
    bool changed() const { return !(m_edited == m_inForce); }
    // The changes that a running stream (kRestartsStream), or nothing before the next start (kRestartsProgram), takes
    // over; a row with both counts as the first.
    std::vector<const SettingRow*> waiting(SettingFlag flag) const;

    // What the row shows: where the profile decides, its value.
    SettingValue shown(const SettingRow& row) const;
    // What it would show if it were not set.
    SettingValue usual(const SettingRow& row) const;

    // These are in force now; nothing is changed any more.
    void setInForce(const Settings& settings);
    // Other ones came into force elsewhere: what was edited here stays edited, all else follows. False: they are the
    // same.
    bool follow(const Settings& inForce);
    // As it was, or the default again, counts as not set. Errors as Settings::setValue; nothing changes then.
    Result<void> set(const SettingRow& row, const SettingValue& value);
    void reset(std::string_view key) { m_edited.reset(key); }
    void resetPage(SettingsPage page);
    void resetAll() { m_edited.resetAll(); }
    void chooseProfile(BufferProfile profile);
    void useStart(const BufferSettings& before, const BufferSettings& advised); // see bufferedit
    void edit(Settings settings) { m_edited = std::move(settings); } // all of them, as an import says

private:
    Settings m_inForce;
    Settings m_edited;
};

} // namespace sluice
