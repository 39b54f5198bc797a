// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/AppContext.h"

#include <cstdio>

#include "core/session/CertificateProbe.h"
#include "core/settings/BufferProfile.h"

namespace sluice {

namespace {

void writeToStderr(std::string_view line)
{
    std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

} // namespace

AppContext::AppContext(LogLevel level, bool windowed)
    : log(level, writeToStderr)
    , sound(PortAudioLibrary::create())
    , settings(windowed ? QString::fromStdString(SettingsStore::defaultPath()) : QString())
    , services{clock, resolver, log, sound, tlsReasonOf(resolver)}
    , server(services)
    , broadcast(services)
    , watch(services)
    , destinations(DestinationBook::defaultPath(), systemKeychain())
    , preflight(services, broadcast, server)
    , awake(broadcast, watch, log, windowed)
{
    // What nginx still holds of a lost connection would make it refuse the next one.
    broadcast.setOwnServer({[this] { server.dropPublisher(); }, [this] { return server.givenUp(); }});
    // No need to wait for the next attempt when the network is back.
    QObject::connect(&links, &LinkWatcher::cameUp, &broadcast, qOverload<>(&BroadcastSession::retryNow));
    // A viewer's first picture must not wait for the end of the GOP.
    QObject::connect(&server, &ServerSession::viewerJoined, &broadcast, &BroadcastSession::viewerJoined);
}

AppContext::~AppContext() = default;

Result<Settings> AppContext::settingsFor(const CommonOptions& options, const CommonOptions* beneath) const
{
    Settings result = SettingsStore(SettingsStore::defaultPath()).load().settings;
    for (const CommonOptions* layer : {beneath, &options}) {
        if (!layer)
            continue;
        if (!layer->profileFile.empty()) {
            auto profile = SettingsStore::readProfile(layer->profileFile);
            if (!profile)
                return profile.error();
            result.overlay(*profile);
        }
        result.overlay(layer->overrides);
    }
    if (auto legal = BufferChoice::from(result).overrides.check(); !legal)
        return legal.error();
    return result;
}

} // namespace sluice
