// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/av/EncoderTable.h"
#include "core/session/BroadcastSession.h"
#include "core/session/ServerSession.h"
#include "core/session/WatchSession.h"
#include "core/settings/ServiceCatalog.h"
#include "core/settings/Settings.h"

namespace sluice {

// What the engines are told, read from the settings: the one place that knows which key means what. Pure functions.

// Everything but the address.
WatchRequest watchRequestFrom(const Settings& settings);
// `onlyBuiltIn`: the built-in server is the only destination, which decides what "automatic" means.
BroadcastEncoding broadcastEncodingFrom(const Settings& settings, bool onlyBuiltIn);
// What a service's limits are compared with. `builtInServer`: it is one of the destinations, so that all are sent H.264
// (see openOrSpare). `carried`: what FFmpeg can send.
StreamFacts streamFactsOf(const BroadcastEncoding& encoding, bool builtInServer,
    bool (*carried)(std::string_view codec) = carriedByRtmp);
CameraControlMemory cameraControlsFrom(const Settings& settings);
Layout layoutFrom(const Settings& settings);
BroadcastSources broadcastSourcesFrom(const Settings& settings);
BroadcastSound broadcastSoundFrom(const Settings& settings);
RecordingSettings recordingFrom(const Settings& settings);
ServerConfig serverConfigFrom(const Settings& settings);

} // namespace sluice
