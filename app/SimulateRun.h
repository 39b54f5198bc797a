// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <thread>

#include "app/AppContext.h"
#include "app/Run.h"
#include "core/base/StopToken.h"
#include "core/metrics/SimulationReport.h"
#include "core/playback/Advisor.h"

namespace sluice {

// `sluice simulate ARRIVALS`: replays a recorded session under the settings given, and says what they would have
// changed.
class SimulateRun final : public Run {
    Q_OBJECT
public:
    SimulateRun(AppContext& context, SimulateCommand command, CommonOptions common);
    ~SimulateRun() override;
    void begin() override;
    void interrupt() override;

private:
    int work(const Settings& settings, const StopToken& stop) const;
    int conclude(const SimulationReport& report, const Simulation& present) const;

    AppContext& m_context;
    const SimulateCommand m_command;
    const CommonOptions m_common;
    StopSource m_stop;
    std::thread m_worker;
};

} // namespace sluice
