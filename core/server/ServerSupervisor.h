// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/server/ChildProcess.h"
#include "core/server/HookServer.h"
#include "core/server/MediaServer.h"
#include "core/server/RunDirectory.h"
#include "core/server/ServerClient.h"
#include "core/server/ServerFiles.h"
#include "core/server/StreamBoard.h"

namespace sluice {

// One run of the media server, from looking for nginx to removing its directory, on one thread. That thread starts
// nginx and outlives it: the kernel ends nginx when it dies, so not even a killed Sluice leaves a server behind.
class ServerSupervisor {
public:
    ServerSupervisor(
        Clock& clock, Log& log, ServerConfig config, const ServerHooks& hooks, std::function<void()> changed);
    ~ServerSupervisor();
    ServerSupervisor(const ServerSupervisor&) = delete;
    ServerSupervisor& operator=(const ServerSupervisor&) = delete;

    // Owner's thread. stop() joins, at most 2 s.
    void start();
    void stop();
    // Any thread.
    void requestStop();
    ServerInfo info() const;
    void setStreamState(StreamState state);
    Result<int> dropPublisher() const;

private:
    // Everything below: the supervisor's thread, unless it says otherwise.
    void run();
    Result<void> prepare();
    Result<void> choosePorts();
    Result<void> writeConfig();
    Result<void> testConfig();
    // Until the server ended by itself or was given up (the error), or a stop was requested (nothing).
    std::optional<Error> runNginx();
    enum class Outcome { Ready, StopRequested, Ended, Silent };
    Outcome waitReady();
    Outcome watch();
    void pollStatistics();
    void superviseRestarts();
    // Returns how it ended.
    std::string endNginx();
    void waitForPorts();
    void cleanUp();

    std::vector<std::string> nginxCommand(bool testOnly) const;
    // Waits for output, the child's end, wake() or the time, and logs the output. True when a worker ended.
    bool waitForEvents(TimePoint until);
    ServerClient client(const RunDirectory& directory) const; // any thread
    void fail(Error error);
    template <typename Change>
    void update(Change change);

    Clock& m_clock;
    Log& m_log;
    const ServerConfig m_config;
    const ServerHooks& m_hooks;
    const std::function<void()> m_changed;

    StopSource m_stop;
    FileHandle m_wake;
    std::thread m_thread;

    ServerFiles m_files;
    std::string m_key;
    ChildProcess m_child;
    int m_workerPid = 0;
    int m_missedAnswers = 0;
    bool m_wasReady = false;

    mutable std::mutex m_mutex;
    ServerInfo m_info; // m_mutex
    // m_mutex guards the pointers, not what they point to; made in prepare(), gone in cleanUp().
    std::shared_ptr<RunDirectory> m_directory;
    std::shared_ptr<StreamBoard> m_board;
    std::shared_ptr<HookServer> m_hookServer;
};

} // namespace sluice
