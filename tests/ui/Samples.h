// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/base/Clock.h"
#include "core/base/Log.h"
#include "core/base/Resolver.h"
#include "core/link/ArrivalTrace.h"
#include "core/session/BroadcastSession.h"
#include "core/session/DeviceCatalog.h"
#include "core/session/ServerSession.h"
#include "core/session/SettingsSession.h"
#include "core/session/WatchSession.h"
#include "ui/UiContext.h"

namespace sluice::samples {

// Plain values as the sessions would give them.
TimePoint now(); // the instant they belong to
VideoFrame frame(VideoSize size = {1280, 720});
MediaInfo rtmpMedia();
WatchStatus playing(); // RTMP live, Smooth
WatchStatus rebuffering(); // the second time, half way to the resume level
WatchStatus waiting();
WatchStatus failed();
// The minute before rebuffering(): two dry spells.
std::vector<TimelineSample> minute();
std::vector<Event> events(); // of that minute; begins at TimePoint{}

// The minute() as a whole session, with a secret in its address.
SessionRecord session();
// Thirty pictures a second that arrive as they are sent, but for an outage of two seconds at second 10; everything
// that was held back comes at once.
std::shared_ptr<ArrivalTrace> arrivals(int count = 900);
// A live playlist of segments of two seconds; one of them took four.
std::shared_ptr<ArrivalTrace> pulledArrivals();

BroadcastStatus idle();
BroadcastStatus live();
BroadcastStatus reconnecting();
BroadcastStatus slow(); // the bitrate was lowered
BroadcastStatus oneOfTwoLost();
ServerInfo server(bool shared);

// A computer without a keychain; it says so at once.
class NoKeychain final : public SecretStore {
public:
    void read(const QString&, Done done) override { answer(std::move(done)); }
    void write(const QString&, const QString&, Done done) override { answer(std::move(done)); }
    void remove(const QString&, Done done) override { answer(std::move(done)); }

private:
    void answer(Done done)
    {
        QMetaObject::invokeMethod(this, [done = std::move(done)] { done({}); }, Qt::QueuedConnection);
    }
};

// Real sessions that nothing was asked of, for the window.
struct Sessions {
    SystemClock clock;
    Resolver resolver;
    Log log;
    SessionServices services{clock, resolver, log, {}};
    WatchSession watch{services};
    BroadcastSession broadcast{services};
    ServerSession server{services};
    DeviceCatalog devices;
    SettingsSession settings{QString()};
    EncoderCatalog encoders{[](const std::string&) { return std::optional<Sentence>(); }, seconds(5)};
    DestinationBook destinations{QString(), std::make_unique<NoKeychain>()};
    PreflightSession preflight{services, broadcast, server};
    UiContext context{watch, broadcast, server, devices, settings, clock, encoders, destinations, preflight};
};

} // namespace sluice::samples
