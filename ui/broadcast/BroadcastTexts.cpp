// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/broadcast/BroadcastTexts.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <QCoreApplication>
#include <QStringList>

#include "ui/theme/Format.h"
#include "ui/theme/Tr.h"

namespace sluice::broadcasttexts {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(sluice::BroadcastTexts)
};

constexpr Duration kQueueGrows = milliseconds(200); // from here on the bitrate is lowered
constexpr double kEncoderFull = 0.9; // of a frame's time
constexpr double kFpsShort = 0.9; // of what is wanted

} // namespace

bool onAir(const BroadcastStatus& status)
{
    return status.state == BroadcastState::Live || status.state == BroadcastState::Reconnecting;
}

std::vector<MeterChannel> meterChannels(const AudioLevels& levels)
{
    std::vector<MeterChannel> channels;
    channels.reserve(levels.channels.size());
    for (const AudioLevels::Channel& c : levels.channels)
        channels.push_back({c.peakDb, c.holdDb, c.rmsDb, c.clipped});
    return channels;
}

bool lowered(const BroadcastStatus& status)
{
    return onAir(status) && status.adaptedKbps > 0 && status.adaptedKbps < status.targetKbps;
}

bool troubled(const BroadcastStatus& status)
{
    const auto off = [](const DestinationStatus& one) { return one.state != BroadcastState::Live; };
    return status.networkNotice.has_value() || (onAir(status) && status.encoderError)
        || (status.state == BroadcastState::Live && std::ranges::any_of(status.destinations, off));
}

Pill statePill(const BroadcastStatus& status)
{
    switch (status.state) {
    case BroadcastState::Idle:
        return {PillLabel::Kind::OnPicture, Texts::tr("Not live")};
    case BroadcastState::Failed:
        return {PillLabel::Kind::Warn,
            status.wasLive ? Texts::tr("Stream broke off") : Texts::tr("Going live failed")};
    case BroadcastState::Connecting:
        return {PillLabel::Kind::OnPicture, Texts::tr("Connecting…")};
    case BroadcastState::Live:
        if (status.paused)
            return {PillLabel::Kind::Warn,
                QStringLiteral("❚❚ ") + Texts::tr("PAUSED %1").arg(format::clock(status.live))};
        return {PillLabel::Kind::Live,
            QStringLiteral("● ") + Texts::tr("LIVE %1").arg(format::clock(status.live))};
    case BroadcastState::Reconnecting:
        return {PillLabel::Kind::Warn, Texts::tr("Reconnecting…")};
    case BroadcastState::Stopping:
        break;
    }
    return {PillLabel::Kind::OnPicture, Texts::tr("Ending…")};
}

Pill healthPill(const BroadcastStatus& status, bool pushToTalk)
{
    if (status.state != BroadcastState::Live)
        return {};
    if (status.encoderError)
        return {PillLabel::Kind::Warn, Texts::tr("No picture is sent")};
    if (status.sendQueue > kQueueGrows)
        return {PillLabel::Kind::Warn, Texts::tr("Network too slow")};
    if (lowered(status))
        return {PillLabel::Kind::Warn, Texts::tr("Bitrate lowered")};
    if (troubled(status))
        return {PillLabel::Kind::Warn,
            status.destinations.size() > 1 ? Texts::tr("Destination in trouble")
                                           : Texts::tr("Network too slow")};
    if (status.overloaded || status.encoderLoad > kEncoderFull)
        return {PillLabel::Kind::Warn, Texts::tr("Computer too slow")};
    if (status.layout.usesScreen() && status.screenError)
        return {PillLabel::Kind::Warn, Texts::tr("No screen")};
    if (status.layout.usesCamera() && status.cameraError)
        return {PillLabel::Kind::Warn, Texts::tr("No camera")};
    if (status.layout.kind == LayoutKind::Camera && status.fps > 0
        && status.captureFps < kFpsShort * status.fps)
        return {PillLabel::Kind::Warn, Texts::tr("Camera too slow")};
    if (status.sources.microphone != "none" && status.microphoneError)
        return {PillLabel::Kind::Warn, Texts::tr("No microphone")};
    if (status.sources.microphone != "none" && status.muted && !pushToTalk)
        return {PillLabel::Kind::Warn, Texts::tr("Microphone muted")};
    if (status.microphoneSilent)
        return {PillLabel::Kind::Warn, Texts::tr("Microphone silent")};
    return {PillLabel::Kind::Good, Texts::tr("Healthy")};
}

QString formatPill(const BroadcastStatus& status)
{
    if (status.size.width <= 0)
        return {};
    QStringList parts{format::size(status.size)};
    if (status.fps > 0)
        parts += format::withUnit(
            format::number(status.fps, std::abs(status.fps - std::round(status.fps)) < 0.005 ? 0 : 2),
            QStringLiteral("fps"));
    if (status.targetKbps > 0)
        parts += format::megabits(status.targetKbps);
    return parts.join(QStringLiteral(" · "));
}

namespace {

// Who left out most of what was left out; empty: nothing was.
QString mostDroppedBy(const BroadcastStatus& status)
{
    const std::int64_t most = std::max({status.droppedCapture, status.droppedEncode, status.droppedNetwork});
    if (most == 0)
        return {};
    if (most == status.droppedNetwork)
        return Texts::tr("network");
    return most == status.droppedEncode ? Texts::tr("encoder") : Texts::tr("camera");
}

} // namespace

Health health(const BroadcastStatus& status)
{
    Health h;
    const bool captures = status.layout.kind != LayoutKind::Slate;
    if (captures && (status.cameraRunning || status.captureFps > 0))
        h.capture = format::withUnit(format::number(status.captureFps, 1), QStringLiteral("fps"));
    if (!onAir(status))
        return h;
    h.bitrate
        = Texts::tr("%1 of %2").arg(format::kilobits(status.sentKbps), format::integer(status.targetKbps));
    if (lowered(status))
        h.bitrate = Texts::tr("%1 of %2 (%3)")
                        .arg(format::kilobits(status.sentKbps), format::integer(status.adaptedKbps),
                            format::integer(status.targetKbps));
    h.queue = format::milliseconds(status.sendQueue);
    const std::int64_t dropped = status.droppedCapture + status.droppedEncode + status.droppedNetwork;
    const std::int64_t all = status.frames + status.droppedCapture + status.droppedEncode;
    const double share = all > 0 ? static_cast<double>(dropped) / static_cast<double>(all) : 0;
    h.dropped = QStringLiteral("%1 (%2)").arg(format::integer(dropped), format::percent(share, 1));
    if (const QString cause = mostDroppedBy(status); !cause.isEmpty())
        h.dropped += QStringLiteral(" · ") + cause;
    h.droppedBy = Texts::tr("By the camera: %1. By the encoder: %2. By the network: %3.")
                      .arg(format::integer(status.droppedCapture), format::integer(status.droppedEncode),
                          format::integer(status.droppedNetwork));
    h.encoder = format::percent(status.encoderLoad);
    const Delays later = delays(status);
    if (!later.rtmp.isEmpty())
        h.glassToGlass = Texts::tr("RTMP: %1").arg(later.rtmp);
    if (!later.browser.isEmpty())
        h.glassToGlass += QLatin1Char('\n') + Texts::tr("browser: about %1").arg(later.browser);
    h.reconnects = format::integer(status.reconnects);
    return h;
}

Delays delays(const BroadcastStatus& status)
{
    Delays later;
    if (status.glassToGlass)
        later.rtmp = format::shortTime(*status.glassToGlass);
    if (status.browserDelay)
        later.browser = format::seconds(seconds(std::llround(std::ceil(toSeconds(*status.browserDelay)))), 0);
    return later;
}

namespace {

QString tryingAgain(const std::optional<TimePoint>& at, TimePoint now)
{
    const double left = at ? toSeconds(*at - now) : 0;
    return left > 0
        ? Texts::tr("Trying again in %1.")
              .arg(format::withUnit(QString::number(static_cast<int>(std::ceil(left))), QStringLiteral("s")))
        : Texts::tr("Trying again now.");
}

} // namespace

QString missing(const BroadcastStatus& status)
{
    if (status.state != BroadcastState::Idle && status.state != BroadcastState::Failed)
        return {};
    QStringList gone;
    if (status.layout.usesCamera() && status.cameraError)
        gone += Texts::tr("camera");
    if (status.layout.usesScreen() && status.screenError)
        gone += Texts::tr("screen");
    if (status.slateError)
        gone += Texts::tr("slate");
    if (status.logoError)
        gone += Texts::tr("logo");
    if (status.microphoneError)
        gone += Texts::tr("microphone");
    if (status.desktopError)
        gone += Texts::tr("desktop sound");
    return gone.join(QStringLiteral(", "));
}

QString healthLine(const BroadcastStatus& status, bool pushToTalk)
{
    if (!onAir(status))
        return {};
    const Health h = health(status);
    const QString state = status.state == BroadcastState::Live ? healthPill(status, pushToTalk).text
                                                               : Texts::tr("Reconnecting…");
    return QStringList{
        state, h.bitrate, Texts::tr("queue %1").arg(h.queue), Texts::tr("dropped %1").arg(h.dropped)}
        .join(QStringLiteral(" · "));
}

QString notice(const BroadcastStatus& status, TimePoint now)
{
    QStringList lines;
    if (onAir(status) && status.networkNotice)
        lines += trSentence(*status.networkNotice);
    if (onAir(status) && status.encoderError)
        lines += trError(*status.encoderError) + QLatin1Char(' ')
            + Texts::tr("Viewers hear the sound and see no picture. End, and go live again.");
    if (status.overloaded)
        lines += Texts::tr(
            "This computer does not keep up, and pictures are left out. Close other programs, or choose "
            "a smaller picture or fewer of them.");
    if (status.state == BroadcastState::Live) {
        const auto off = [](const DestinationStatus& one) {
            return one.state == BroadcastState::Reconnecting || one.state == BroadcastState::Failed;
        };
        if (const auto count = std::ranges::count_if(status.destinations, off); count > 0)
            lines += Texts::tr(
                "%n destination(s) not reached, see “Going to”.", nullptr, static_cast<int>(count));
    }
    if (status.error && status.state == BroadcastState::Failed)
        lines += (status.wasLive ? Texts::tr("The stream broke off: %1") : Texts::tr("Going live failed: %1"))
                     .arg(trError(*status.error));
    else if (status.error && status.state != BroadcastState::Live)
        lines += trError(*status.error);
    if (status.state == BroadcastState::Reconnecting)
        lines += tryingAgain(status.retryAt, now);
    if (const QString gone = missing(status); !gone.isEmpty())
        lines += Texts::tr("Missing: %1. You can go live without it.").arg(gone);
    else if (status.state == BroadcastState::Idle && lines.isEmpty())
        lines += Texts::tr("Ready.");
    return lines.join(QLatin1Char(' '));
}

Standing standing(const DestinationStatus& status, TimePoint now)
{
    const QString why = status.error ? trError(*status.error) + QLatin1Char(' ') : QString();
    switch (status.state) {
    case BroadcastState::Live:
        return {QStringList{Texts::tr("Live"), format::kilobits(status.sentKbps),
                    Texts::tr("queue %1").arg(format::milliseconds(status.sendQueue))}
                    .join(QStringLiteral(" · ")),
            "small", false};
    case BroadcastState::Connecting:
        return {Texts::tr("Connecting…"), "small", false};
    case BroadcastState::Reconnecting:
        return {why + tryingAgain(status.retryAt, now), "warn", true};
    case BroadcastState::Failed:
        return {why.trimmed(), "bad", true};
    case BroadcastState::Idle:
    case BroadcastState::Stopping:
        break;
    }
    return {};
}

QString recordingLine(const BroadcastStatus& status)
{
    if (!status.recordings.wanted)
        return {};
    if (!status.recordings.recording || status.recordings.files.empty())
        return Texts::tr("Recording begins with the broadcast.");
    const auto running = [](const KeptFile& file) { return !file.replay && !file.file.over(); };
    const auto& files = status.recordings.files;
    const auto file = std::find_if(files.rbegin(), files.rend(), running);
    if (file == files.rend())
        return {};
    QStringList parts{
        QStringLiteral("● ") + format::clock(file->file.length), format::bytes(file->file.bytes)};
    if (file->file.freeBytes)
        parts += Texts::tr("%1 free").arg(format::bytes(*file->file.freeBytes));
    return parts.join(QStringLiteral(" · "));
}

QString recordingNotice(const BroadcastStatus& status)
{
    if (status.conversion.error)
        return trError(*status.conversion.error);
    if (status.recordings.notice)
        return trSentence(*status.recordings.notice);
    for (const KeptFile& file : status.recordings.files)
        if (file.file.error)
            return trError(*file.file.error);
    return {};
}

namespace {

QString stateLine(const BroadcastStatus& status)
{
    switch (status.state) {
    case BroadcastState::Idle:
        return Texts::tr("Not live");
    case BroadcastState::Failed:
        return status.wasLive ? Texts::tr("Stream broke off") : Texts::tr("Going live failed");
    case BroadcastState::Connecting:
        return Texts::tr("Connecting…");
    case BroadcastState::Live:
        if (status.paused)
            return QStringLiteral("❚❚ ") + Texts::tr("Paused");
        if (status.destinations.size() > 1) {
            const auto live = std::ranges::count_if(status.destinations,
                [](const DestinationStatus& one) { return one.state == BroadcastState::Live; });
            return QStringLiteral("● ")
                + Texts::tr("Live to %1 of %2 destinations")
                      .arg(format::integer(live), format::integer(std::ssize(status.destinations)));
        }
        return QStringLiteral("● ") + Texts::tr("Live");
    case BroadcastState::Reconnecting:
        return Texts::tr("Reconnecting…");
    case BroadcastState::Stopping:
        break;
    }
    return Texts::tr("Ending…");
}

} // namespace

QString statusLine(const BroadcastStatus& status)
{
    QString line = stateLine(status);
    for (const KeptFile& file : status.recordings.files)
        if (!file.replay && file.file.state == FileRecorder::State::Writing)
            line += QStringLiteral("     ") + Texts::tr("Recording %1").arg(format::clock(file.file.length));
    return line;
}

} // namespace sluice::broadcasttexts
