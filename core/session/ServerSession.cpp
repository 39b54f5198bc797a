// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/ServerSession.h"

#include "core/session/Notifier.h"

namespace sluice {

class ServerSession::Private {
public:
    Private(ServerSession* session, SessionServices s)
        : services(std::move(s))
        , changed(session, [session] { emit session->changed(); })
        , viewerJoined(session, [session] { emit session->viewerJoined(); })
        , server(services.clock, services.log)
    {
        server.setListener([n = changed]() mutable { n.tell(); });
        ServerHooks hooks;
        hooks.onPlay = [n = viewerJoined](const std::string&) mutable { n.tell(); };
        server.setHooks(std::move(hooks));
    }

    SessionServices services;
    Notifier changed;
    Notifier viewerJoined;
    ServerConfig config;
    bool wanted = false;
    MediaServer server;
};

ServerSession::ServerSession(SessionServices services, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(services)))
{ }

ServerSession::~ServerSession()
{
    d->changed.detach();
    d->viewerJoined.detach();
}

void ServerSession::start(const ServerConfig& config)
{
    d->config = config;
    d->wanted = true;
    d->server.start(config);
}

void ServerSession::stop()
{
    d->wanted = false;
    d->server.requestStop();
}

void ServerSession::setShared(bool shared)
{
    if (d->config.shareOnNetwork == shared || d->server.isLive())
        return;
    d->config.shareOnNetwork = shared;
    if (d->wanted)
        d->server.start(d->config);
}

ServerInfo ServerSession::info() const
{
    return d->server.info();
}

ServerConfig ServerSession::config() const
{
    return d->config;
}

void ServerSession::setStreamState(StreamState state)
{
    d->server.setStreamState(state);
}

std::optional<Error> ServerSession::givenUp() const
{
    const ServerInfo info = d->server.info();
    return info.state == ServerState::Failed ? info.error : std::nullopt;
}

void ServerSession::dropPublisher()
{
    if (const auto dropped = d->server.dropPublisher(); dropped && *dropped > 0)
        d->services.log.info("server", "a publisher that was lost is dropped");
}

} // namespace sluice
