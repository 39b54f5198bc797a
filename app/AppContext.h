// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "app/CommandLine.h"
#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/devices/LinkWatcher.h"
#include "core/devices/PortAudioLibrary.h"
#include "core/session/BroadcastSession.h"
#include "core/session/DestinationBook.h"
#include "core/session/DeviceCatalog.h"
#include "core/session/EncoderCatalog.h"
#include "core/session/PreflightSession.h"
#include "core/session/ServerSession.h"
#include "core/session/SettingsSession.h"
#include "core/session/StayAwake.h"
#include "core/session/WatchSession.h"

namespace sluice {

// The one place that constructs and wires. Owns everything that lives as long as the program; hands down
// references. Main thread.
class AppContext {
public:
    // `windowed`: changes of settings are written, and the screen stays on while a picture plays; headless runs only
    // read the settings and need no screen.
    AppContext(LogLevel level, bool windowed);
    ~AppContext();

    // The stored settings with what the command line puts over them; `beneath`, where there is one, between the two.
    // Errors: those of reading a profile file, BadCombination.
    Result<Settings> settingsFor(const CommonOptions& options, const CommonOptions* beneath = nullptr) const;

    SystemClock clock;
    Resolver resolver;
    Log log;
    std::shared_ptr<PortAudioLibrary> sound;
    SettingsSession settings;
    SessionServices services;
    // Order of destruction: the watcher first, the server last.
    ServerSession server;
    BroadcastSession broadcast;
    WatchSession watch;
    DeviceCatalog devices;
    EncoderCatalog encoders;
    DestinationBook destinations;
    PreflightSession preflight;
    LinkWatcher links;
    StayAwake awake;
};

} // namespace sluice
