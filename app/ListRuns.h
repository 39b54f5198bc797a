// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <thread>

#include <QTimer>

#include "app/AppContext.h"
#include "app/Run.h"
#include "core/metrics/ProbeReport.h"
#include "core/session/Background.h"

namespace sluice {

// `sluice devices`: what can be captured and heard, one line each or as JSON. Nothing found is no failure; a list that is
// not there in the time given is.
class DevicesRun final : public Run {
    Q_OBJECT
public:
    DevicesRun(AppContext& context, DevicesCommand command, CommonOptions common);
    void begin() override;
    void interrupt() override;

private:
    void show();
    void printLines(const std::vector<Device>& all) const;
    void takeJson(const std::string& json);
    void finish(int status);

    AppContext& m_context;
    const DevicesCommand m_command;
    const CommonOptions m_common;
    QTimer m_deadline;
    bool m_listed = false; // the devices are known
    bool m_shown = false;
    bool m_finished = false;
    Background<std::string>
        m_json; // cameras are asked what they can do; declared last: its thread ends before
};

// `sluice probe URL`: opens it, says what it is, and ends. Within 9 s, or sooner where a time is given.
class ProbeRun final : public Run {
    Q_OBJECT
public:
    ProbeRun(AppContext& context, ProbeCommand command, CommonOptions common);
    ~ProbeRun() override;
    void begin() override;
    void interrupt() override;

private:
    int work(ProbeReport report, const StopToken& stop) const;

    AppContext& m_context;
    const ProbeCommand m_command;
    const CommonOptions m_common;
    StopSource m_stop;
    std::thread m_worker;
};

} // namespace sluice
