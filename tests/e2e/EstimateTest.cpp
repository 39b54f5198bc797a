// SPDX-License-Identifier: GPL-3.0-or-later
// Of HLS the simulator gives an estimate. Here stands how far off it is: each link is watched under two start levels
// at one time, and each of the two traces is asked about both.
#include <array>
#include <cstdio>
#include <filesystem>

#include <QTest>
#include <nlohmann/json.hpp>

#include "core/session/SimulationResult.h"
#include "core/settings/BufferProfile.h"
#include "tests/e2e/LivePath.h"
#include "tests/net/playback/WebServer.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::array kStartLevels{milliseconds(1000), milliseconds(3000)};

BufferSettings settingsFor(BufferSource source, Duration start)
{
    BufferContext context;
    context.source = source;
    context.targetDuration = seconds(2);
    return Advisor::withStart(*BufferChoice().resolve(context), source, start);
}

// Start and stalls, as far as both a session and its estimate know them.
struct Outcome {
    std::int64_t startMs = 0;
    std::size_t stalls = 0;
    std::int64_t stalledMs = 0;

    void add(std::int64_t atMs, std::int64_t durationMs, std::int64_t untilMs)
    {
        if (atMs >= untilMs)
            return;
        ++stalls;
        stalledMs += std::min(durationMs, untilMs - atMs);
    }
};

struct Session {
    BufferSettings settings;
    std::unique_ptr<WatchPipeline> watcher;
    WatchReport report;
    ArrivalData arrivals;

    Outcome actual(std::int64_t untilMs) const
    {
        Outcome out{report.startupMs, 0, 0};
        for (const ReportStall& stall : report.stalls)
            out.add(stall.atMs, stall.durationMs, untilMs);
        return out;
    }
};

struct Link {
    std::string name;
    BufferSource source = BufferSource::HlsLive;
    std::string url;
    LinkPlan plan;
    std::array<Session, kStartLevels.size()> sessions;
};

LinkPlan preset(std::string_view name)
{
    return *LinkPlan::ofPreset(name);
}

LinkPlan spec(const std::string& text)
{
    return LinkPlan::of(*LinkSpec::parse(text));
}

double kbpsOfFolder(const std::string& folder, int mediaSeconds)
{
    std::uintmax_t bytes = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder))
        bytes += file.file_size();
    return static_cast<double>(bytes) * 8 / 1000 / mediaSeconds;
}

} // namespace

class EstimateTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (const std::string missing = WebServer::missing(); !missing.empty())
            QSKIP(missing.c_str());
    }
    void ofHls();

private:
    void judge(const Link& link, const Session& recorded, const Session& asked);
    void checkReport(const Link& link, const Session& session);
};

void EstimateTest::ofHls()
{
    const bool all = qEnvironmentVariableIsSet("SLUICE_TEST_LONG");
    const int fileSeconds = all ? 90 : 60; // more than is watched, and buffered ahead of it
    TempDir dir;
    TempDir files;
    WebServer origin(files.path().string());
    QVERIFY2(origin.start(), origin.why().c_str());
    const std::string folder = origin.folder() + "/media/file";
    std::filesystem::create_directory(folder);
    std::vector<std::string> make = clipArguments(fileSeconds, false);
    make.insert(make.end(), {"-f", "hls", "-hls_time", "2", "-hls_list_size", "0", folder + "/file.m3u8"});
    QVERIFY(test::run("ffmpeg", make, milliseconds(60'000)));
    const std::string fileUrl = origin.httpUrl("/media/file/file.m3u8");
    const int slow = static_cast<int>(kbpsOfFolder(folder, fileSeconds) * 0.7);

    LivePath path(dir.path().string());
    VideoEncoderConfig video;
    video.size = {640, 360};
    QVERIFY2(path.goLive("test", "tone", video), path.why().c_str());
    const std::string liveUrl = path.server().info().hlsUrl;

    std::vector<Link> links;
    const auto add = [&](std::string name, BufferSource source, LinkPlan plan) {
        const std::string& url = source == BufferSource::Vod ? fileUrl : liveUrl;
        links.push_back({std::move(name), source, url, std::move(plan), {}});
    };
    add("live, stall=9s@8s", BufferSource::HlsLive, spec("stall=9s@8s"));
    add("file, 70 % of its bitrate", BufferSource::Vod, spec("bandwidth=" + std::to_string(slow) + "kbps"));
    if (all) {
        add("live, slow-jitter", BufferSource::HlsLive, preset("slow-jitter"));
        add("live, spike", BufferSource::HlsLive, preset("spike"));
        add("file, slow-jitter", BufferSource::Vod, preset("slow-jitter"));
        add("file, spike", BufferSource::Vod, preset("spike"));
    }
    // The playlist comes with the first segments.
    QTest::qWait(7000);
    for (Link& link : links)
        for (std::size_t i = 0; i < kStartLevels.size(); ++i) {
            Session& session = link.sessions[i];
            session.settings = settingsFor(link.source, kStartLevels[i]);
            session.watcher = path.makeWatcher(session.settings, link.plan, {}, link.url);
            session.watcher->start();
        }
    QTest::qWait(all ? 40'000 : 22'000);
    for (const Link& link : links)
        for (const Session& session : link.sessions)
            session.watcher->stop();
    for (Link& link : links)
        for (Session& session : link.sessions) {
            QVERIFY(waitFor([&] { return session.watcher->finished(); }, milliseconds(5000)));
            session.report = session.watcher->report();
            session.arrivals = session.watcher->arrivals()->snapshot();
            QVERIFY2(!session.arrivals.packets.empty(), link.name.c_str());
        }
    std::printf("  %-28s %-9s %-9s | %-24s | %-24s | %s\n", "link", "recorded", "asked",
        "estimate: start, stalls", "actual", "error: start, stalls, time");
    for (const Link& link : links)
        for (const Session& recorded : link.sessions) {
            QVERIFY2(!recorded.report.stalls.empty(), link.name.c_str()); // otherwise nothing was tried
            checkReport(link, recorded);
            for (const Session& asked : link.sessions)
                judge(link, recorded, asked);
        }
}

void EstimateTest::judge(const Link& link, const Session& recorded, const Session& asked)
{
    const BufferSettings settings = asked.settings;
    const auto simulated = Simulator::run(
        recorded.arrivals, {[settings](const BufferContext&) { return Result(settings); }, false}, {});
    QVERIFY(simulated.ok());
    QVERIFY2(simulated->estimate, link.name.c_str());
    const std::int64_t until = std::min(toMs(simulated->length), asked.report.watchedMs) - 500;
    Outcome estimate{toMs(simulated->startDelay), 0, 0};
    for (const auto& stall : simulated->stalls)
        estimate.add(toMs(stall.at), toMs(stall.length), until);
    const Outcome actual = asked.actual(until);
    const auto n = [](auto value) { return static_cast<long long>(value); };
    std::printf(
        "  %-28s %7lld ms %7lld ms | %6lld ms, %2lld, %6lld ms | %6lld ms, %2lld, %6lld ms | %+5lld ms, %+lld, %+6lld ms\n",
        link.name.c_str(), n(toMs(recorded.settings.start)), n(toMs(settings.start)), n(estimate.startMs),
        n(estimate.stalls), n(estimate.stalledMs), n(actual.startMs), n(actual.stalls), n(actual.stalledMs),
        n(estimate.startMs - actual.startMs), n(estimate.stalls) - n(actual.stalls),
        n(estimate.stalledMs - actual.stalledMs));
    // Measured: under its own settings within 0.2 s; under others the start within 1.2 s, one stall of another
    // length by 2.1 s of 5.7 s at worst. What is asked here is half as much again, or twice.
    const bool same = &recorded == &asked;
    const std::string what = link.name + ", recorded with " + std::to_string(toMs(recorded.settings.start))
        + " ms, asked about " + std::to_string(toMs(settings.start)) + " ms";
    const auto stalls = std::max(estimate.stalls, actual.stalls) - std::min(estimate.stalls, actual.stalls);
    const double stalledOff = static_cast<double>(std::abs(estimate.stalledMs - actual.stalledMs));
    const auto stalled = static_cast<double>(actual.stalledMs);
    QVERIFY2(stalls <= (same ? 0U : 1U), what.c_str());
    QVERIFY2(stalledOff <= (same ? std::max(stalled * 0.15, 300.0) : std::max(stalled * 0.6, 1000.0)),
        what.c_str());
    QVERIFY2(std::abs(estimate.startMs - actual.startMs) <= (same ? 200 : 2000), what.c_str());
}

// Whoever reads the result is told that it is none of a pushed stream.
void EstimateTest::checkReport(const Link& link, const Session& session)
{
    const BufferSettings settings = session.settings;
    const auto advice = Advisor::advise(
        session.arrivals, [settings](const BufferContext&) { return Result(settings); }, false, {});
    QVERIFY(advice.ok());
    const Json json = simulationReportOf(session.arrivals, *advice, {}).toJson();
    QVERIFY2(json["estimate"].get<bool>(), link.name.c_str());
    QCOMPARE(json["arrivals"]["delivery"].get<std::string>(),
        std::string(link.source == BufferSource::Vod ? "pulled" : "playlist"));
}

QTEST_GUILESS_MAIN(EstimateTest)
#include "EstimateTest.moc"
