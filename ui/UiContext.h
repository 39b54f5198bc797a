// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/Clock.h"
#include "core/session/BroadcastSession.h"
#include "core/session/DestinationBook.h"
#include "core/session/DeviceCatalog.h"
#include "core/session/EncoderCatalog.h"
#include "core/session/PreflightSession.h"
#include "core/session/ServerSession.h"
#include "core/session/SettingsSession.h"
#include "core/session/WatchSession.h"

namespace sluice {

// Everything that the window talks to. Owned by the program and alive longer than the window.
struct UiContext {
    WatchSession& watch;
    BroadcastSession& broadcast;
    ServerSession& server;
    DeviceCatalog& devices;
    SettingsSession& settings;
    Clock& clock; // the sessions' own, for countdowns
    EncoderCatalog& encoders;
    DestinationBook& destinations;
    PreflightSession& preflight;
};

} // namespace sluice
