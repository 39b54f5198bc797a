// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/metrics/SimulationReport.h"
#include "core/playback/Advisor.h"
#include "core/settings/Settings.h"

namespace sluice {

// What a simulation found, as its report. Pure.
SimulationReport simulationReportOf(
    const ArrivalData& arrivals, const Advice& advice, const NamedValues& settings);
// The buffer settings that `settings` give a source.
BufferResolver bufferResolverFrom(const Settings& settings);

} // namespace sluice
