// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "app/AppContext.h"
#include "app/Run.h"

namespace sluice {

// What is sent where, from the settings and the command line.
struct LivePlan {
    BroadcastSources sources;
    BroadcastSound sound;
    CameraControlMemory cameraControls;
    bool desktopMuted = false;
    BroadcastEncoding encoding;
    Layout layout;
    std::string slate;
    BroadcastRequest request; // url empty: the built-in server's, once it is ready
    ServerConfig server;
    RecordingSettings recording;
    bool record = false; // by the settings, where no file was named
    bool builtIn = false;
};
// Errors: a key file that cannot be read, an address that is none.
Result<LivePlan> livePlanFor(const LiveCommand& command, const Settings& settings);
// The addresses of a ready server, as `live` and `serve` print them.
QStringList addressLines(const ServerInfo& info);

// `sluice live --headless`: starts the built-in server if no address is given, goes live, and stays so until the
// time given or an interruption.
class LiveRun final : public Run {
    Q_OBJECT
public:
    LiveRun(AppContext& context, LiveCommand command, CommonOptions common);
    void begin() override;
    void interrupt() override;

private:
    void proceed();
    Result<bool> fetchKeys();
    void noteLimits() const;
    void onServer();
    void onBroadcast();
    void announce();
    void sayRecording();
    void goLiveWhenReady();
    void finish(std::optional<Error> error);

    AppContext& m_context;
    LiveCommand m_command; // with the keys that were in the keychain
    const CommonOptions m_common;
    LivePlan m_plan;
    QTimer m_timer;
    int m_awaitedKeys = 0;
    bool m_begun = false;
    bool m_started = false;
    bool m_announced = false;
    bool m_recordingSaid = false;
    bool m_recordingFailureSaid = false;
    bool m_interrupted = false;
    bool m_finished = false;
};

} // namespace sluice
