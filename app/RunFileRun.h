// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "app/AppContext.h"
#include "app/Run.h"
#include "app/RunFile.h"
#include "core/metrics/RunReport.h"

namespace sluice {

// `sluice run FILE`: watches one stream after the other as a run file says, prints the figures side by side and writes
// them as JSON and JUnit XML. A run that fails does not keep the next from running. The settings given on the command
// line lie beneath each run's own; after the time given there what runs is ended, and what was not begun is not.
class RunFileRun final : public Run {
    Q_OBJECT
public:
    RunFileRun(AppContext& context, RunFileCommand command, CommonOptions common);
    void begin() override;
    void interrupt() override;

private:
    void next();
    void onFinished();
    void record(const WatchReport& report, bool cutShort);
    void fail(const Error& error);
    void conclude(int status);

    AppContext& m_context;
    const RunFileCommand m_command;
    const CommonOptions m_common;
    RunFile m_file;
    RunReport m_report;
    std::size_t m_at = 0; // the run under way
    QTimer m_timer; // of the run under way
    QTimer m_end; // of them all
    bool m_over = false; // m_end has come
    bool m_running = false;
    bool m_interrupted = false;
    bool m_concluded = false;
};

} // namespace sluice
