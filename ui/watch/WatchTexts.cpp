// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/watch/WatchTexts.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>
#include <QStringList>

#include "ui/theme/Format.h"
#include "ui/theme/Tr.h"

namespace sluice::watchtexts {

namespace {

struct Texts {
    Q_DECLARE_TR_FUNCTIONS(sluice::WatchTexts)
};

QString countdown(const std::optional<TimePoint>& at, TimePoint now)
{
    if (!at || *at <= now)
        return Texts::tr("Sluice tries again now.");
    const auto left = static_cast<int>(std::ceil(toSeconds(*at - now)));
    return Texts::tr("Sluice tries again in %1.")
        .arg(format::withUnit(QString::number(left), QStringLiteral("s")));
}

QString joined(const std::optional<Error>& error, const QString& rest)
{
    return error ? trError(*error) + QLatin1Char(' ') + rest : rest;
}

QString codecName(const std::string& codec)
{
    if (codec == "h264")
        return QStringLiteral("H.264");
    if (codec == "hevc")
        return QStringLiteral("H.265");
    if (codec == "opus")
        return QStringLiteral("Opus");
    if (codec == "vorbis")
        return QStringLiteral("Vorbis");
    return qstr(codec).toUpper();
}

QString protocolName(const WatchStatus& status)
{
    if (status.media.container == "hls")
        return QStringLiteral("HLS");
    const qsizetype colon = qstr(status.url).indexOf(QStringLiteral("://"));
    if (colon < 0)
        return Texts::tr("File");
    const QString scheme = qstr(status.url).left(colon).toUpper();
    return scheme == QLatin1String("FILE") ? Texts::tr("File") : scheme;
}

QString channels(int count)
{
    switch (count) {
    case 1:
        return Texts::tr("mono");
    case 2:
        return Texts::tr("stereo");
    case 6:
        return QStringLiteral("5.1");
    case 8:
        return QStringLiteral("7.1");
    default:
        return Texts::tr("%n channel(s)", nullptr, count);
    }
}

// The server answers, and has nothing there.
bool noStream(const WatchStatus& status)
{
    return !status.error || status.error->category() == ErrorCategory::Server;
}

bool opened(const WatchStatus& status)
{
    return status.state != WatchState::Idle && !status.waiting;
}

} // namespace

QString cause(StallCause cause)
{
    switch (cause) {
    case StallCause::Network:
        return Texts::tr("network");
    case StallCause::Source:
        return Texts::tr("source");
    case StallCause::Emulated:
        break;
    }
    return Texts::tr("emulated");
}

bool played(const WatchStatus& status)
{
    return status.report.startupMs > 0;
}

Message message(const WatchStatus& status, bool hasPicture, TimePoint now)
{
    using Action = Message::Action;
    switch (status.state) {
    case WatchState::Idle:
        return {Texts::tr("Nothing is open"),
            Texts::tr("Type or paste the address of a stream above, and press Open."), {}, {}};
    case WatchState::Opening:
        if (status.waiting)
            return {noStream(status) ? Texts::tr("Nobody is streaming at this address")
                                     : Texts::tr("This address cannot be reached"),
                joined(status.error, countdown(status.retryAt, now)), Texts::tr("Try now"), Texts::tr("Stop"),
                Action::RetryNow, Action::Stop};
        [[fallthrough]];
    case WatchState::Priming:
    case WatchState::Seeking:
        if (hasPicture || (status.state == WatchState::Priming && status.media.audio && !status.media.video))
            return {};
        return {
            Texts::tr("Connecting…"), qstr(status.url), {}, Texts::tr("Cancel"), Action::None, Action::Stop};
    case WatchState::Reconnecting:
        if (status.level > Duration::zero())
            return {};
        return {Texts::tr("The connection was lost"), joined(status.error, countdown(status.retryAt, now)),
            Texts::tr("Try now"), Texts::tr("Stop"), Action::RetryNow, Action::Stop};
    case WatchState::Ended: {
        const Duration length = milliseconds(status.report.watchedMs);
        return {Texts::tr("The stream has ended"),
            Texts::tr("You watched for %1.").arg(format::clock(length)), Texts::tr("Open again"), {},
            Action::OpenAgain, Action::None};
    }
    case WatchState::Failed:
        return {Texts::tr("This stream cannot be played"), status.error ? trError(*status.error) : QString(),
            Texts::tr("Try again"), {}, Action::OpenAgain, Action::None};
    case WatchState::Playing:
    case WatchState::Rebuffering:
    case WatchState::Paused:
    case WatchState::Draining:
        break;
    }
    if (!status.media.video && status.media.audio)
        return {Texts::tr("Sound only"), Texts::tr("This stream has no picture."), {}, {}};
    return {};
}

std::optional<VideoView::Progress> progress(const WatchStatus& status)
{
    const bool rebuffering = status.state == WatchState::Rebuffering;
    if (!rebuffering && status.state != WatchState::Priming)
        return std::nullopt;
    const Duration goal = rebuffering ? status.buffer.resume : status.buffer.start;
    const double share = rebuffering ? status.rebufferProgress
        : goal > Duration::zero()    ? toSeconds(status.level) / toSeconds(goal)
                                     : 0;
    const double bounded = std::clamp(share, 0.0, 1.0);
    const QString percent = format::percent(bounded);
    VideoView::Progress result;
    result.title
        = rebuffering ? Texts::tr("Rebuffering… %1").arg(percent) : Texts::tr("Buffering… %1").arg(percent);
    result.share = bounded;
    result.detail = Texts::tr("%1 of %2 buffered").arg(format::seconds(status.level), format::seconds(goal));
    return result;
}

Pill statePill(const WatchStatus& status, TimePoint now)
{
    switch (status.state) {
    case WatchState::Paused:
        return {PillLabel::Kind::OnPicture, Texts::tr("Paused")};
    case WatchState::Seeking:
        return {PillLabel::Kind::OnPicture, Texts::tr("Seeking…")};
    case WatchState::Draining:
        return {PillLabel::Kind::OnPicture, Texts::tr("The stream is ending")};
    case WatchState::Reconnecting:
        if (status.level > Duration::zero()) {
            const double left = status.retryAt ? std::max(0.0, toSeconds(*status.retryAt - now)) : 0.0;
            return {PillLabel::Kind::Warn,
                Texts::tr("Connection lost, trying again in %1")
                    .arg(format::withUnit(
                        QString::number(static_cast<int>(std::ceil(left))), QStringLiteral("s")))};
        }
        break;
    case WatchState::Playing:
        if (status.noData)
            return {PillLabel::Kind::Warn,
                status.emulated ? Texts::tr("No data (link emulator)") : Texts::tr("No data")};
        if (status.buffer.low > Duration::zero() && status.level < status.buffer.low)
            return {PillLabel::Kind::Warn, Texts::tr("Buffer low")};
        break;
    default:
        break;
    }
    return {};
}

QString formatLine(const WatchStatus& status)
{
    const MediaInfo& media = status.media;
    if (!media.video && !media.audio)
        return {};
    QStringList parts{protocolName(status)};
    if (media.video) {
        QStringList video{codecName(media.video->codec)};
        if (!media.video->profile.empty())
            video += qstr(media.video->profile);
        if (media.video->size.width > 0)
            video += format::size(media.video->size);
        if (media.video->frameRate.numerator > 0) {
            const double rate = media.video->frameRate.value();
            video += format::withUnit(format::number(rate, std::abs(rate - std::round(rate)) < 0.005 ? 0 : 2),
                QStringLiteral("fps"));
        }
        parts += video.join(QLatin1Char(' '));
    }
    if (media.audio) {
        QStringList audio{codecName(media.audio->codec)};
        const AudioFormat& sound = media.audio->audio;
        if (sound.rate > 0)
            audio += format::withUnit(
                format::number(sound.rate / 1000.0, sound.rate % 1000 == 0 ? 0 : 1), QStringLiteral("kHz"));
        if (sound.channels > 0)
            audio += channels(sound.channels);
        parts += audio.join(QLatin1Char(' '));
    }
    return parts.join(QStringLiteral(" · "));
}

double streamKbps(const WatchStatus& status)
{
    double bits = 0;
    if (status.media.video)
        bits += static_cast<double>(status.media.video->bitrate);
    if (status.media.audio)
        bits += static_cast<double>(status.media.audio->bitrate);
    return bits > 0 ? bits / 1000 : status.consumeKbps;
}

namespace {

QString rebuffers(const WatchStatus& status)
{
    const WatchReport& report = status.report;
    const std::int64_t count = report.stallCount();
    if (count == 0)
        return format::integer(0);
    const bool running = status.state == WatchState::Rebuffering
        || (status.state == WatchState::Reconnecting && status.level <= Duration::zero());
    const std::int64_t past = report.stallMs() - (running ? report.stalls.back().durationMs : 0);
    const QString time = format::seconds(milliseconds(past));
    QString detail = running ? Texts::tr("now") : time;
    if (running && count > 1)
        detail = Texts::tr("%1 + now").arg(time);
    return QStringLiteral("%1 (%2)").arg(format::integer(count), detail);
}

QString startup(const WatchReport& report)
{
    if (report.firstPictureMs <= 0 && report.startupMs <= 0)
        return {};
    const auto part
        = [](std::int64_t ms) { return ms > 0 ? format::shortTime(milliseconds(ms)) : format::none(); };
    return part(report.firstPictureMs) + QStringLiteral(" · ") + part(report.startupMs);
}

QString arriving(const WatchStatus& status)
{
    const bool over = status.state == WatchState::Ended || status.state == WatchState::Failed;
    if (over || (status.arriveKbps <= 0 && !played(status)))
        return {};
    const double whole = streamKbps(status);
    if (whole <= 0)
        return format::megabits(status.arriveKbps);
    return Texts::tr("%1 of %2").arg(format::number(status.arriveKbps / 1000, 1), format::megabits(whole));
}

} // namespace

Quality quality(const WatchStatus& status, std::optional<Duration> latency)
{
    const WatchReport& report = status.report;
    Quality q;
    q.latencyLabel = report.latency.basis == LatencyBasis::Measured ? Texts::tr("Live latency (measured)")
        : report.latency.basis == LatencyBasis::Estimated           ? Texts::tr("Live latency (estimated)")
                                                                    : Texts::tr("Live latency");
    if (!opened(status))
        return q;
    q.startup = startup(report);
    q.arriving = arriving(status);
    if (report.framesShown + report.framesDropped > 0)
        q.frames = format::integer(report.framesShown) + QStringLiteral(" / ")
            + format::integer(report.framesLate) + QStringLiteral(" / ")
            + format::integer(report.framesDropped);
    if (!played(status))
        return q;
    q.rebuffers = rebuffers(status);
    q.ratio = format::percent(report.stalledTimeRatio(), 1);
    if (latency)
        q.latency = format::seconds(*latency);
    else if (report.latency.basis != LatencyBasis::None)
        q.latency = format::seconds(milliseconds(report.latency.mean));
    if (status.state != WatchState::Ended && status.state != WatchState::Failed)
        q.speed = format::number(status.speed, 2) + QStringLiteral("×");
    if (status.media.video && status.media.audio)
        q.offset = format::milliseconds(milliseconds(report.avOffset.mean));
    return q;
}

} // namespace sluice::watchtexts
