// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include <QTimer>

#include "app/AppContext.h"
#include "app/Run.h"

namespace sluice {

// What to open, from the settings and the command line. Errors: a link that cannot be read.
Result<WatchRequest> watchRequestFor(
    const WatchCommand& command, const CommonOptions& common, const Settings& settings);

// The page of --html, for the session that runs or was the last, of which `report` tells. FileUnwritable.
Result<void> writePage(const std::string& path, const WatchSession& watch, const WatchReport& report);

// `sluice watch URL`: plays until the end, the time given, or an interruption; one that had played nothing when its time
// was over has failed. What somebody opens afterwards in the window is no part of it.
class WatchRun final : public Run {
    Q_OBJECT
public:
    // `show`: with a window, what to do with the request to watch; nothing: headless.
    WatchRun(AppContext& context, WatchCommand command, CommonOptions common,
        std::function<void(const WatchRequest&)> show = {});
    void begin() override;
    void interrupt() override;

private:
    void onFinished();
    void end();
    int finishWith(const std::optional<Error>& error);

    AppContext& m_context;
    const WatchCommand m_command;
    const CommonOptions m_common;
    const std::function<void(const WatchRequest&)> m_show;
    QTimer m_timer;
    bool m_interrupted = false;
    bool m_timeOver = false;
};

} // namespace sluice
