// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include <QString>

#include "core/session/WatchSession.h"
#include "ui/widgets/PillLabel.h"
#include "ui/widgets/VideoView.h"

namespace sluice {

// What the Watch tab says about a status. Pure: the same status gives the same words, so that each state can be
// tested without a stream.
namespace watchtexts {

struct Message {
    enum class Action { None, OpenAgain, RetryNow, Stop };
    QString title; // empty: the picture is shown
    QString text;
    QString primary;
    QString secondary;
    Action primaryAction = Action::None;
    Action secondaryAction = Action::None;
};
// `hasPicture`: one stands already, and stays.
Message message(const WatchStatus& status, bool hasPicture, TimePoint now);
// What is written on the standing picture while the buffer fills.
std::optional<VideoView::Progress> progress(const WatchStatus& status);

struct Pill {
    PillLabel::Kind kind = PillLabel::Kind::OnPicture;
    QString text;
};
Pill statePill(const WatchStatus& status, TimePoint now);

// "RTMP · H.264 High 1280×720 30 fps · AAC 48 kHz stereo"; empty before the streams are known.
QString formatLine(const WatchStatus& status);
QString cause(StallCause cause);
bool played(const WatchStatus& status); // it has been PLAYING once
// The bitrate that the stream has by its own account, else by what is played; 0: not known.
double streamKbps(const WatchStatus& status);

// The values of the quality of experience, in the order of QualityCard's rows; empty: does not apply.
struct Quality {
    QString startup;
    QString rebuffers;
    QString ratio;
    QString latencyLabel;
    QString latency;
    QString speed;
    QString arriving;
    QString frames;
    QString offset;
};
// `latency`: the present one, if it is known.
Quality quality(const WatchStatus& status, std::optional<Duration> latency);

} // namespace watchtexts

} // namespace sluice
