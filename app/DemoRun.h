// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include <QElapsedTimer>
#include <QTimer>

#include "app/AppContext.h"
#include "app/Run.h"
#include "core/metrics/DemoReport.h"

namespace sluice {

// `sluice demo`: the whole product in 20 s. Starts the built-in server on free ports, goes live with the test
// picture and tone (or a clip), watches itself, cuts the link once for exactly one rebuffer, and says what happened.
// With a window the broadcast goes on afterwards.
class DemoRun final : public Run {
    Q_OBJECT
public:
    // `show`: with a window, what to do with the request to watch; nothing: headless.
    DemoRun(AppContext& context, DemoCommand command, CommonOptions common,
        std::function<void(const WatchRequest&)> show = {});
    void begin() override;
    void interrupt() override;

private:
    enum class Stage { Server, Live, Watching, Cut, Resumed, Ending, Over };

    void onServer();
    void onBroadcast();
    void onWatch();
    void cut();
    void conclude();
    void watchEnded();
    void finish(std::optional<Error> error);
    void summarize() const;
    DemoReport report() const;

    AppContext& m_context;
    const DemoCommand m_command;
    const CommonOptions m_common;
    const std::function<void(const WatchRequest&)> m_show;
    Settings m_settings;
    BroadcastRequest m_request;
    QTimer m_deadline;
    Stage m_stage = Stage::Server;
    bool m_watched = false; // what it watched has ended; m_last tells of it
    bool m_interrupted = false;
    std::vector<DemoReport::ForcedStall> m_forced;
    DemoReport m_last;
};

} // namespace sluice
