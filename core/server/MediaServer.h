// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Result.h"
#include "core/base/StopToken.h"
#include "core/server/ServerTypes.h"

namespace sluice {

// What nginx reports about its clients. `address` is the client's IP address, "unix" or empty.
struct ServerHooks {
    std::function<void()> onPublish; // the publisher was let in
    std::function<void()> onPublishDone;
    std::function<void(const std::string& address)> onPlay; // a viewer joins: a keyframe now helps
    std::function<void(const std::string& address)> onPlayDone;
};

// The built-in media server: nginx with its RTMP module as a child process, in a private directory, watched and
// restarted by a thread of its own. Publishers come in by a secret key; viewers see a public name by RTMP, HLS or
// the page.
//
// Threads: every function may be called from any thread, start() and stop() not at the same time. start(),
// requestStop(), info() and setStreamState() return at once; stop() and waitSettled() block within their bound.
// The listener runs on one of the server's threads, hooks on the hook thread: they must be short and must not call
// start(), stop() or the destructor.
class MediaServer {
public:
    MediaServer(Clock& clock, Log& log);
    ~MediaServer(); // stops
    MediaServer(const MediaServer&) = delete;
    MediaServer& operator=(const MediaServer&) = delete;

    // Before start(): "something changed, look again at info()".
    void setListener(std::function<void()> changed);
    void setHooks(ServerHooks hooks);

    // Begins to start; a running server is stopped first (within stop()'s bound). Failures show in info().
    void start(ServerConfig config);
    // Ends nginx, every process of it and the run directory. At most 2 s; a second call does nothing.
    void stop();
    // The same without waiting; the listener tells when it is done. stop() must still be called, or the destructor.
    void requestStop();

    ServerInfo info() const;
    bool isLive() const;
    // Waits until the state is Ready, Failed or Stopped, the time is over or a stop is requested.
    ServerInfo waitSettled(Duration atMost, const StopToken& stop = {}) const;

    // What the viewers' page says. A publisher who comes in after Created or Ended begins a new broadcast (Live) by
    // itself, so a server without a session works too; Ended must be said, HLS itself never ends. The pieces of an
    // ended broadcast go 4 s after its publisher, or at Created: say Created before going live again at once. Does
    // nothing while the server does not run.
    void setStreamState(StreamState state);

    // Disconnects whoever publishes the stream, such as our own connection of before a network loss, which nginx
    // would keep for 10 s. Blocks for at most 1 s: not for the window's thread. The value is how many were dropped.
    Result<int> dropPublisher();

private:
    class Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace sluice
