// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/session/PreflightSession.h"

#include <algorithm>
#include <system_error>

#include <QTimer>

#include "core/av/RtmpReach.h"
#include "core/base/Aside.h"
#include "core/base/Redact.h"
#include "core/publish/SpareEncoder.h"
#include "core/publish/UplinkTest.h"
#include "core/session/Background.h"
#include "core/session/Vitals.h"

namespace sluice {

namespace {

// Nothing: the disk did not answer. -1: it does not say.
using FoundDisk = std::optional<FolderFacts>; // nothing: it does not answer

constexpr Duration kPictureDeadline = seconds(5); // a camera may take seconds for its first picture
constexpr Duration kListen = seconds(3); // long enough to say a sentence
constexpr Duration kServerDeadline = seconds(8);
constexpr int kLookEachMs = 100;

struct Found {
    EncoderSpeed speed;
    std::string encoder; // that was measured
    std::optional<Error> whyNotChosen; // the one of the settings
    std::vector<UplinkResult> uplink;
    std::vector<Result<void>> reached;
};

constexpr Duration kReachDeadline = seconds(8); // of each server that nothing may be sent to

// The one that the broadcast would really be encoded with.
void measureUsed(
    Found& found, VideoEncoderConfig& video, bool builtInServer, Clock& clock, const StopToken& stop)
{
    // Given back at once: measuring opens its own, and some drivers allow few at a time.
    if (auto opened = openOrSpare(video, {}, builtInServer, found.whyNotChosen); !opened)
        found.speed.error = opened.error();
    found.encoder = video.encoder;
    if (!found.speed.error)
        found.speed = measureEncoder(video, clock, stop);
}

Sentence notTested(const PreflightRequest::Destination& destination)
{
    if (destination.service.empty())
        return Sentence(QT_TRANSLATE_NOOP("core",
            "The server answers. The key and the uplink are not tested: viewers there could see the test picture."));
    return Sentence(
        QT_TRANSLATE_NOOP("core",
            "The server answers. The key and the uplink are not tested: %1 has no way to test that viewers "
            "do not see."),
        {destination.service});
}

} // namespace

class PreflightSession::Private {
public:
    Private(PreflightSession* session, SessionServices s, BroadcastSession& b, ServerSession& v)
        : q(session)
        , services(std::move(s))
        , broadcast(b)
        , server(v)
        , work(session, [this](const Found& found) { take(found); })
        , diskWork(session, [this](const FoundDisk& disk) { takeDisk(disk); })
    {
        connect(&clock, &QTimer::timeout, session, [this] { look(); });
    }

    void begin(const PreflightRequest& asked)
    {
        request = asked;
        startedAt = services.clock.now();
        peakDb = -200;
        fps = 0;
        checks.clear();
        for (const Check::Kind kind :
            {Check::Kind::Picture, Check::Kind::Sound, Check::Kind::Encoder, Check::Kind::Disk})
            checks.push_back({kind, {}, {CheckState::Running, {}}});
        for (const auto& destination : request.destinations)
            checks.push_back(
                {Check::Kind::Destination, redactUrl(destination.shownUrl, true), {CheckState::Running, {}}});
        active = true;
        broadcast.startPreview();
        prepareDestinations();
        measure();
        askDisk();
        clock.start(kLookEachMs);
        emit q->changed();
    }

    int kbps() const { return request.encoding.video.bitrateKbps + request.encoding.audio.bitrateKbps; }

    // What is known of each without sending.
    void prepareDestinations()
    {
        tested.clear();
        reached.clear();
        for (std::size_t i = 0; i < request.destinations.size(); ++i) {
            const auto& destination = request.destinations[i];
            Check& check = checks[kFirstDestination + i];
            if (!destination.broken.empty())
                check.verdict = {CheckState::Bad, destination.broken.front()};
            else if (destination.url.empty())
                continue; // the built-in server answers by itself
            else if (!destination.mayTest)
                reached.push_back(i);
            else
                tested.push_back(i);
        }
    }

    void measure()
    {
        UplinkTest uplink;
        for (const std::size_t i : tested) {
            const auto& destination = request.destinations[i];
            uplink.urls.push_back(destination.testUrl.empty() ? destination.url : destination.testUrl);
        }
        uplink.video = request.encoding.video;
        uplink.kbps = kbps();
        uplink.length = request.uplinkLength;
        const bool builtIn = std::ranges::any_of(
            request.destinations, [](const auto& destination) { return destination.url.empty(); });
        std::vector<std::string> knockAt;
        knockAt.reserve(reached.size());
        for (const std::size_t i : reached)
            knockAt.push_back(request.destinations[i].url);
        work.start([uplink, knockAt, builtIn, &s = services](const StopToken& stop) mutable {
            Found found;
            measureUsed(found, uplink.video, builtIn, s.clock, stop);
            for (const std::string& url : knockAt) {
                auto there = reachRtmp(url, s.resolver, s.clock, s.log, kReachDeadline, stop);
                if (!there)
                    there = withTlsReason(there.error(), url, s.tlsReason, stop);
                found.reached.push_back(std::move(there));
            }
            if (!uplink.urls.empty())
                found.uplink = testUplink(uplink, s.clock, s.resolver, s.log, stop);
            for (std::size_t i = 0; i < found.uplink.size(); ++i)
                if (auto& error = found.uplink[i].error)
                    error = withTlsReason(*error, uplink.urls[i], s.tlsReason, stop);
            return found;
        });
    }

    void askDisk()
    {
        diskWork.start([this, folder = request.folder](const StopToken& stop) {
            return disks.of(folder)->ask([folder] { return factsOf(folder); }, kDiskPatience, stop);
        });
    }

    // A recording may take what is free beyond the reserve.
    void takeDisk(const FoundDisk& disk)
    {
        const bool wanted = request.records || broadcast.status().recordings.wanted;
        settle(Check::Kind::Disk,
            !disk                  ? preflight::diskSilent()
                : disk->unwritable ? preflight::diskUnwritable(*disk->unwritable, wanted)
                : !disk->free
                ? preflight::disk(-1, kbps())
                : preflight::disk(std::max<std::int64_t>(0, *disk->free - request.reserveBytes), kbps()));
        finishIfDone();
        emit q->changed();
    }

    void take(const Found& found)
    {
        settle(Check::Kind::Encoder,
            preflight::encoder(found.speed.error, found.speed.timesReal, found.encoder, found.whyNotChosen));
        for (std::size_t i = 0; i < found.uplink.size(); ++i)
            checks[kFirstDestination + tested[i]].verdict = preflight::uplink(
                found.uplink[i].error, found.uplink[i].carriedKbps, kbps(), found.uplink.size());
        for (std::size_t i = 0; i < found.reached.size(); ++i) {
            CheckVerdict& verdict = checks[kFirstDestination + reached[i]].verdict;
            verdict = found.reached[i]
                ? CheckVerdict{CheckState::Skipped, notTested(request.destinations[reached[i]])}
                : CheckVerdict{CheckState::Bad, found.reached[i].error().sentence()};
        }
        finishIfDone();
        emit q->changed();
    }

    void look()
    {
        const BroadcastStatus status = broadcast.status();
        const Duration past = services.clock.now() - startedAt;
        lookAtPicture(status, past);
        for (const AudioLevels::Channel& channel : status.microphoneMeter.channels)
            peakDb = std::max(peakDb, channel.peakDb);
        if (past >= kListen)
            settle(Check::Kind::Sound,
                status.sources.microphone == "tone" && !status.muted
                    ? preflight::testTone()
                    : preflight::sound(status.microphoneError, peakDb, status.muted,
                          status.sources.microphone != "none",
                          status.sources.desktop != "none" && !status.desktopMuted && !status.desktopError));
        lookAtServer(past);
        finishIfDone();
        emit q->changed();
    }

    void lookAtPicture(const BroadcastStatus& status, Duration past)
    {
        const auto& error = status.layout.usesScreen() ? status.screenError : status.cameraError;
        fps = std::max(fps, status.captureFps);
        // A slate is made here; its pictures cannot be missing.
        if (status.layout.kind == LayoutKind::Slate)
            fps = request.encoding.video.rate.value();
        const bool enough = fps >= 0.8 * request.encoding.video.rate.value() && status.cameraRunning;
        if (enough || past >= kPictureDeadline || (error && past >= kListen)) {
            CheckVerdict verdict = preflight::picture(error, fps, request.encoding.video.rate.value());
            if (verdict.state == CheckState::Good && status.layout.usesCamera()
                && status.sources.camera == "test")
                verdict = preflight::testPicture();
            settle(Check::Kind::Picture, verdict);
        }
    }

    void lookAtServer(Duration past)
    {
        for (std::size_t i = 0; i < request.destinations.size(); ++i) {
            CheckVerdict& verdict = checks[kFirstDestination + i].verdict;
            if (!request.destinations[i].url.empty() || verdict.state != CheckState::Running)
                continue;
            const ServerInfo info = server.info();
            if (info.state == ServerState::Ready)
                verdict
                    = {CheckState::Good, Sentence(QT_TRANSLATE_NOOP("core", "The built-in server answers"))};
            else if (info.state == ServerState::Failed && info.error)
                verdict = {CheckState::Bad, info.error->sentence()};
            else if (past > kServerDeadline)
                verdict = {CheckState::Bad,
                    Sentence(QT_TRANSLATE_NOOP("core", "The built-in server does not answer."))};
        }
    }

    void settle(Check::Kind kind, const CheckVerdict& verdict)
    {
        for (Check& check : checks)
            if (check.kind == kind && check.verdict.state == CheckState::Running)
                check.verdict = verdict;
    }

    void finishIfDone()
    {
        if (std::ranges::any_of(
                checks, [](const Check& c) { return c.verdict.state == CheckState::Running; }))
            return;
        active = false;
        clock.stop();
    }

    void cancel()
    {
        work.cancel();
        diskWork.cancel();
        for (Check& check : checks)
            if (check.verdict.state == CheckState::Running)
                check.verdict = {CheckState::Skipped, Sentence(QT_TRANSLATE_NOOP("core", "Not checked."))};
        finishIfDone();
    }

    static constexpr std::size_t kFirstDestination = 4;

    PreflightSession* const q;
    SessionServices services;
    BroadcastSession& broadcast;
    ServerSession& server;
    PreflightRequest request;
    std::vector<Check> checks;
    std::vector<std::size_t> tested; // which destinations are sent to
    std::vector<std::size_t> reached; // which are only asked whether they are there
    TimePoint startedAt;
    double peakDb = -200;
    double fps = 0;
    bool active = false;
    QTimer clock;
    AsideByPlace disks;
    Background<Found> work; // declared last: they use what is above
    Background<FoundDisk> diskWork;
};

PreflightSession::PreflightSession(
    SessionServices services, BroadcastSession& broadcast, ServerSession& server, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(this, std::move(services), broadcast, server))
{ }

PreflightSession::~PreflightSession() = default;

void PreflightSession::start(const PreflightRequest& request)
{
    if (!d->broadcast.live())
        d->begin(request);
}

void PreflightSession::cancel()
{
    if (!d->active)
        return;
    d->cancel();
    emit changed();
}

bool PreflightSession::running() const
{
    return d->active;
}

const std::vector<Check>& PreflightSession::checks() const
{
    return d->checks;
}

CheckState PreflightSession::overall() const
{
    if (d->checks.empty())
        return CheckState::Waiting;
    const auto has = [this](CheckState state) {
        return std::ranges::any_of(d->checks, [state](const Check& c) { return c.verdict.state == state; });
    };
    for (const CheckState state : {CheckState::Running, CheckState::Bad, CheckState::Warning})
        if (has(state))
            return state;
    return CheckState::Good;
}

} // namespace sluice
