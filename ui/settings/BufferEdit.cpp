// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/BufferEdit.h"

#include <algorithm>

namespace sluice::bufferedit {

namespace {

bool isProfileRow(const SettingRow& row)
{
    return row.page == SettingsPage::Buffer && row.has(kFromProfile);
}

void store(Settings& settings, std::string_view key, std::int64_t value)
{
    const SettingRow* row = settings.schema().find(key);
    const auto bounded
        = std::clamp(value, static_cast<std::int64_t>(row->min), static_cast<std::int64_t>(row->max));
    (void)settings.setValue(key, bounded); // within the row's range, so it is taken
}

// Writes down what is shown, so that it stays when the profile changes.
void freeze(Settings& settings)
{
    const BufferSettings now = values(settings);
    for (const SettingRow& row : settings.schema().rows()) {
        if (isProfileRow(row) && row.key != "buffer.cap_mib")
            store(settings, row.key, shownValue(now, row.key));
    }
}

} // namespace

BufferSettings values(const Settings& settings)
{
    const BufferChoice choice = BufferChoice::from(settings);
    if (auto legal = choice.resolve({}))
        return *legal;
    // A contradiction: the profile's values with what is set over them, so that it can be seen and put right.
    BufferSettings out = BufferChoice{choice.profile, {}}.resolve({}).value();
    const BufferOverrides& set = choice.overrides;
    out.low = set.low.value_or(out.low);
    out.start = set.start.value_or(out.start);
    out.resume = set.resume.value_or(out.resume);
    out.target = set.target.value_or(out.target);
    out.trim = set.trim.value_or(out.trim);
    out.capBytes = set.capBytes.value_or(out.capBytes);
    return out;
}

std::int64_t shownValue(const BufferSettings& values, std::string_view key)
{
    if (key == "buffer.low_ms")
        return toMs(values.low);
    if (key == "buffer.start_ms")
        return toMs(values.start);
    if (key == "buffer.resume_ms")
        return toMs(values.resume);
    if (key == "buffer.target_ms")
        return toMs(values.target);
    if (key == "live.trim_ms")
        return toMs(values.trim);
    return values.capBytes / kBytesPerMib;
}

void chooseProfile(Settings& settings, BufferProfile profile)
{
    if (profile == BufferProfile::Custom) {
        freeze(settings);
    } else {
        for (const SettingRow& row : settings.schema().rows()) {
            if (isProfileRow(row))
                settings.reset(row.key);
        }
    }
    (void)settings.set("buffer.profile", profileToken(profile)); // a token of the table
}

void setValue(Settings& settings, std::string_view key, std::int64_t value)
{
    // The memory cap belongs to no profile in particular.
    if (key != "buffer.cap_mib" && settings.text("buffer.profile") != profileToken(BufferProfile::Custom))
        chooseProfile(settings, BufferProfile::Custom);
    store(settings, key, value);
}

void useStart(Settings& settings, const BufferSettings& before, const BufferSettings& advised)
{
    const auto take = [&](bool all) {
        const auto set = [&](const char* key, Duration was, Duration is) {
            if (all || was != is)
                setValue(settings, key, toMs(is));
        };
        set("buffer.low_ms", before.low, advised.low);
        set("buffer.start_ms", before.start, advised.start);
        set("buffer.resume_ms", before.resume, advised.resume);
        // In tens, upwards: resume ≤ 0.8 · target goes on holding.
        const std::int64_t target = (toMs(advised.target) + 9) / 10 * 10;
        set("buffer.target_ms", before.target,
            before.target == advised.target ? before.target : milliseconds(target));
    };
    take(false);
    // What was asked about was another kind of source, or other settings: then all of them together.
    if (!check(settings))
        take(true);
}

Result<void> setWatermark(
    Settings& settings, std::string_view key, std::int64_t ms, const BufferSettings& inForce)
{
    for (const char* other : {"buffer.low_ms", "buffer.start_ms", "buffer.resume_ms", "buffer.target_ms"})
        setValue(settings, other, shownValue(inForce, other));
    if (auto set = settings.setValue(key, ms); !set)
        return set;
    return check(settings);
}

Result<void> check(const Settings& settings)
{
    const BufferChoice choice = BufferChoice::from(settings);
    if (auto fits = choice.overrides.check(); !fits)
        return fits;
    if (auto legal = choice.resolve({}); !legal)
        return legal.error();
    return {};
}

} // namespace sluice::bufferedit
