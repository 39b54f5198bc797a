// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include "core/session/BroadcastSession.h"
#include "ui/widgets/LevelMeter.h"
#include "ui/widgets/PillLabel.h"

namespace sluice {

// What the Broadcast tab says about a status. Pure, as watchtexts.
namespace broadcasttexts {

struct Pill {
    PillLabel::Kind kind = PillLabel::Kind::OnPicture;
    QString text;
};
Pill statePill(const BroadcastStatus& status);
// `pushToTalk`: that the microphone is muted is as it should be.
Pill healthPill(const BroadcastStatus& status, bool pushToTalk = false); // empty unless live
QString formatPill(const BroadcastStatus& status); // "1280×720 · 30 fps · 2.5 Mb/s"

struct Health {
    QString bitrate;
    QString queue;
    QString dropped;
    QString droppedBy; // by cause
    QString encoder;
    QString capture;
    QString glassToGlass; // a line for each way
    QString reconnects;
};
Health health(const BroadcastStatus& status); // empty values: do not apply

// How much later viewers see it, by the way that it takes; empty: not known.
struct Delays {
    QString rtmp; // measured by the confidence monitor
    QString browser; // in whole seconds: it follows from what the page buffers
};
Delays delays(const BroadcastStatus& status);

// What is wrong, or what happens next; empty when all is well.
QString notice(const BroadcastStatus& status, TimePoint now);
// What is to be sent and is not there, while nothing is live: "camera, logo"; empty: all is.
QString missing(const BroadcastStatus& status);
// The whole health in a line; empty unless something is live.
QString healthLine(const BroadcastStatus& status, bool pushToTalk = false);
// How one of several destinations fares.
struct Standing {
    QString text; // empty: nothing is sent there
    const char* role = "small"; // of its label
    bool mayRetry = false;
};
Standing standing(const DestinationStatus& status, TimePoint now);
// What is being recorded; empty: nothing, and nothing is asked for.
QString recordingLine(const BroadcastStatus& status);
// What is wrong with a recording, or with making an MP4 of one; empty: nothing.
QString recordingNotice(const BroadcastStatus& status);
QString statusLine(const BroadcastStatus& status);
std::vector<MeterChannel> meterChannels(const AudioLevels& levels);
// The network made us do something, or one of several destinations is not reached: a notice says what.
bool troubled(const BroadcastStatus& status);
bool lowered(const BroadcastStatus& status); // the bitrate, to what the network carries
bool onAir(const BroadcastStatus& status); // Live or Reconnecting

} // namespace broadcasttexts

} // namespace sluice
