// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/SettingsDraft.h"

#include <cstdint>
#include <utility>
#include <variant>

#include "ui/settings/BufferEdit.h"

namespace sluice {

SettingsDraft::SettingsDraft(const Settings& inForce) : m_inForce(inForce), m_edited(inForce) { }

std::vector<const SettingRow*> SettingsDraft::waiting(SettingFlag flag) const
{
    std::vector<const SettingRow*> rows;
    for (const SettingRow& row : m_edited.schema().rows()) {
        const SettingFlag own = row.has(kRestartsStream) ? kRestartsStream : kRestartsProgram;
        if (row.has(own) && own == flag && m_edited.value(row.key) != m_inForce.value(row.key))
            rows.push_back(&row);
    }
    return rows;
}

SettingValue SettingsDraft::shown(const SettingRow& row) const
{
    const auto own = m_edited.value(row.key);
    return own ? *own : SettingValue(bufferedit::shownValue(bufferedit::values(m_edited), row.key));
}

SettingValue SettingsDraft::usual(const SettingRow& row) const
{
    if (const auto own = row.defaultValue())
        return *own;
    Settings without = m_edited;
    without.reset(row.key);
    return bufferedit::shownValue(bufferedit::values(without), row.key);
}

void SettingsDraft::setInForce(const Settings& settings)
{
    m_inForce = settings;
    m_edited = settings;
}

bool SettingsDraft::follow(const Settings& inForce)
{
    if (inForce == m_inForce)
        return false;
    Settings merged = inForce;
    for (const SettingRow& row : merged.schema().rows()) {
        const bool touched = m_edited.isSet(row.key) != m_inForce.isSet(row.key)
            || m_edited.value(row.key) != m_inForce.value(row.key);
        if (!touched)
            continue;
        if (const auto value = m_edited.value(row.key); value && m_edited.isSet(row.key))
            (void)merged.setValue(row.key, *value);
        else
            merged.reset(row.key);
    }
    m_inForce = inForce;
    m_edited = std::move(merged);
    return true;
}

Result<void> SettingsDraft::set(const SettingRow& row, const SettingValue& value)
{
    if (row.has(kFromProfile)) {
        bufferedit::setValue(m_edited, row.key, std::get<std::int64_t>(value));
        return {};
    }
    const bool back
        = m_inForce.value(row.key) == value ? !m_inForce.isSet(row.key) : row.defaultValue() == value;
    if (!back)
        return m_edited.setValue(row.key, value);
    m_edited.reset(row.key);
    return {};
}

void SettingsDraft::resetPage(SettingsPage page)
{
    for (const SettingRow& row : m_edited.schema().rows()) {
        if (row.page == page)
            m_edited.reset(row.key);
    }
}

void SettingsDraft::chooseProfile(BufferProfile profile)
{
    bufferedit::chooseProfile(m_edited, profile);
}

void SettingsDraft::useStart(const BufferSettings& before, const BufferSettings& advised)
{
    bufferedit::useStart(m_edited, before, advised);
}

} // namespace sluice
