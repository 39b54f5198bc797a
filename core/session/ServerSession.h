// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include <QObject>

#include "core/server/MediaServer.h"
#include "core/session/WatchSession.h"

namespace sluice {

// The built-in server as the window and the command line see it. Lives in the thread that made it; no call blocks but
// the one that says so.
class ServerSession : public QObject {
    Q_OBJECT
public:
    explicit ServerSession(SessionServices services, QObject* parent = nullptr);
    ~ServerSession() override; // stops the server, bounded to 2 s

    void start(const ServerConfig& config);
    void stop();
    // Rebinds for the whole network or this computer only; refused (does nothing) while a stream is live.
    void setShared(bool shared);
    ServerInfo info() const;
    ServerConfig config() const;
    void setStreamState(StreamState state);
    // MediaServer's: disconnects whoever publishes. Any thread; blocks for at most 1 s, so never the window's.
    void dropPublisher();
    std::optional<Error> givenUp() const; // why it is not started again by itself; any thread

signals:
    void changed();
    void viewerJoined(); // over RTMP

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace sluice
