// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <thread>

#include "app/AppContext.h"
#include "app/Run.h"

namespace sluice {

// `sluice devices`: what can be captured and heard, one line each or as JSON. Nothing found is no failure.
class DevicesRun final : public Run {
    Q_OBJECT
public:
    DevicesRun(AppContext& context, DevicesCommand command);
    void begin() override;
    void interrupt() override;

private:
    void show();
    AppContext& m_context;
    const DevicesCommand m_command;
    bool m_listed = false; // the devices are known
    bool m_shown = false;
};

// `sluice probe URL`: opens it, says what it is, and ends.
class ProbeRun final : public Run {
    Q_OBJECT
public:
    ProbeRun(AppContext& context, ProbeCommand command);
    ~ProbeRun() override;
    void begin() override;
    void interrupt() override;

private:
    AppContext& m_context;
    const ProbeCommand m_command;
    StopSource m_stop;
    std::thread m_worker;
};

} // namespace sluice
