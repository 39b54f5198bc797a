// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/settings/BufferProfile.h"
#include "core/settings/Settings.h"

namespace sluice {

// How the dialog changes the buffer's settings: profiles decide what is not set, and a single value that is edited
// makes the choice Custom without moving the others. Pure.
namespace bufferedit {

// What is in force for a pushed live stream, even where the values contradict each other.
BufferSettings values(const Settings& settings);
// The value to show for a row that the profile decides, in the row's unit.
std::int64_t shownValue(const BufferSettings& values, std::string_view key);
// A profile with its own values; Custom keeps what is shown.
void chooseProfile(Settings& settings, BufferProfile profile);
// Sets one of the rows that the profile decides.
void setValue(Settings& settings, std::string_view key, std::int64_t value);
// Another start level, with what the advisor moved along (see Advisor::withStart). `before`: what it was asked about.
void useStart(Settings& settings, const BufferSettings& before, const BufferSettings& advised);
// Sets one watermark of a running session, where the others are `inForce` whatever the profile and source made of
// them, and stay so. Out of the row's range, or against a rule: the error, and `settings` are not to be used.
Result<void> setWatermark(
    Settings& settings, std::string_view key, std::int64_t ms, const BufferSettings& inForce);
// The rule that is broken, if one is.
Result<void> check(const Settings& settings);

} // namespace bufferedit

} // namespace sluice
