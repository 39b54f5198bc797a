// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "core/base/Clock.h"
#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/server/FileHandle.h"
#include "core/server/HookRequest.h"
#include "core/server/StreamBoard.h"

namespace sluice {

// Answers nginx's questions on a unix socket and takes its log lines on another, on a thread of its own, so that
// neither the window nor the supervisor can make a viewer wait. Only processes of this user or root are heard. At
// most 32 requests at once, each within 2 s and the bounds of HookRequest; whatever is wrong with one, it is refused.
class HookServer {
public:
    struct Handlers {
        std::function<HookReply(const HookRequest&)> answer;
        std::function<void(std::string_view)> datagram;
        // After a request (before its answer goes out), a wake(), and when the time that it returned last has come.
        std::function<std::optional<TimePoint>()> service;
    };

    HookServer(const Clock& clock, Handlers handlers);
    ~HookServer(); // stops and joins
    HookServer(const HookServer&) = delete;
    HookServer& operator=(const HookServer&) = delete;

    Result<void> start(const std::string& hookPath, const std::string& seenPath);
    void stop();
    // service is called soon on the hook thread. Any thread.
    void wake();

private:
    struct Connection {
        FileHandle socket;
        std::string received;
        TimePoint deadline;
    };

    void run();
    void acceptOne();
    void readDatagrams();
    void clearWake();
    // False when the connection is done with.
    bool serve(Connection& connection);
    void reply(const Connection& connection, const HookReply& reply);
    int pollTimeout() const;
    void service() { m_nextService = m_handlers.service(); }

    const Clock& m_clock;
    const Handlers m_handlers;
    FileHandle m_listener;
    FileHandle m_seen;
    const FileHandle m_wake; // there from the beginning: wake() may come before start() has returned
    std::optional<TimePoint> m_nextService; // hook thread
    std::vector<Connection> m_connections; // hook thread; at most kMaxConnections
    StopSource m_stop;
    std::thread m_thread;
};

} // namespace sluice
