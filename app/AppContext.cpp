// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/AppContext.h"

#include <cstdio>

#include "core/settings/BufferProfile.h"

namespace sluice {

namespace {

void writeToStderr(std::string_view line)
{
    std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
}

} // namespace

AppContext::AppContext(LogLevel level, bool storeSettings)
    : log(level, writeToStderr)
    , sound(PortAudioLibrary::create())
    , settings(storeSettings ? QString::fromStdString(SettingsStore::defaultPath()) : QString())
    , services{clock, resolver, log, sound}
    , server(services)
    , broadcast(services)
    , watch(services)
    , destinations(DestinationBook::defaultPath(), systemKeychain())
    , preflight(services, broadcast, server)
{
    // What nginx still holds of a lost connection would make it refuse the next one.
    broadcast.setDropStale([this] { server.dropPublisher(); });
    // No need to wait for the next attempt when the network is back.
    QObject::connect(&links, &LinkWatcher::cameUp, &broadcast, qOverload<>(&BroadcastSession::retryNow));
    // A viewer's first picture must not wait for the end of the GOP.
    QObject::connect(&server, &ServerSession::viewerJoined, &broadcast, &BroadcastSession::viewerJoined);
}

AppContext::~AppContext() = default;

Result<Settings> AppContext::settingsFor(const CommonOptions& options) const
{
    Settings result = SettingsStore(SettingsStore::defaultPath()).load().settings;
    if (!options.profileFile.empty()) {
        auto profile = SettingsStore::readProfile(options.profileFile);
        if (!profile)
            return profile.error();
        result.overlay(*profile);
    }
    result.overlay(options.overrides);
    if (auto legal = BufferChoice::from(result).overrides.check(); !legal)
        return legal.error();
    return result;
}

} // namespace sluice
