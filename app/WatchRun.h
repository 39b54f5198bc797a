// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "app/AppContext.h"
#include "app/Run.h"

namespace sluice {

// What to open, from the settings and the command line. Errors: a link that cannot be read.
Result<WatchRequest> watchRequestFor(
    const WatchCommand& command, const CommonOptions& common, const Settings& settings);

// `sluice watch URL --headless`: plays until the end, the time given, or an interruption.
// The page of --html, for the session that runs or was the last. FileUnwritable.
Result<void> writePage(const std::string& path, const WatchSession& watch);

class WatchRun final : public Run {
    Q_OBJECT
public:
    WatchRun(AppContext& context, WatchCommand command, CommonOptions common);
    void begin() override;
    void interrupt() override;

private:
    void onFinished();
    void end();
    int finishWith(int status);

    AppContext& m_context;
    const WatchCommand m_command;
    const CommonOptions m_common;
    QTimer m_timer;
    bool m_interrupted = false;
    std::string m_recordPath; // that was taken; empty: nothing is recorded
    bool m_played = false;
};

} // namespace sluice
