// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <QStringList>

#include "app/AppContext.h"
#include "app/Run.h"
#include "core/publish/CaptionPainter.h"

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
    Trimmings trimmings;
    BroadcastRequest request; // an empty url: the built-in server's, once it is ready
    ServerConfig server;
    RecordingSettings recording;
    bool record = false; // by the settings, where no file was named
    bool builtIn = false;
};
// A source that the command line names: the setting that it stands for, and its place.
struct NamedSource {
    const char* key;
    std::string BroadcastSources::* place;
    std::string text;
};
std::vector<NamedSource> sourcesOf(const LiveCommand& command);
// `keyText`: what the key file holds, where one was named. Errors: keys that are none, an address that is none.
Result<LivePlan> livePlanFor(
    const LiveCommand& command, const std::optional<std::string>& keyText, const Settings& settings);
// The addresses of a ready server, as `live` and `serve` print them.
QStringList addressLines(const ServerInfo& info);

} // namespace sluice
