// SPDX-License-Identifier: GPL-3.0-or-later
// The simulator's promise: of a pushed stream it says what the player did, from what arrived alone.
#include <algorithm>
#include <cstdio>

#include <QTest>

#include "core/playback/Simulator.h"
#include "tests/e2e/LivePath.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

// Links that run the buffer dry in different ways; each with three profiles is a session.
constexpr const char* kLinks[] = {
    "preset:slow-jitter",
    "preset:spike",
    "preset:fast-jitter",
    "preset:cascade",
    "stall=900ms@4s,stall=2500ms@9s,stall=400ms@15s",
    "jitter=120ms,latency=150ms,stall=1500ms@7s,seed=3",
    "bandwidth=520kbps",
};

LinkPlan planOf(std::string_view link)
{
    constexpr std::string_view kPreset = "preset:";
    if (link.starts_with(kPreset))
        return *LinkPlan::ofPreset(link.substr(kPreset.size()));
    return LinkPlan::of(*LinkSpec::parse(link));
}

struct Session {
    std::string name;
    BufferSettings settings;
    std::string arrivals; // file
    std::unique_ptr<WatchPipeline> watcher;
};

// What began while the session was being stopped is nobody's.
std::size_t countBefore(const std::vector<Duration>& begins, Duration end)
{
    return static_cast<std::size_t>(std::ranges::count_if(begins, [end](Duration at) { return at < end; }));
}

} // namespace

class AgreementTest : public QObject {
    Q_OBJECT
private slots:
    void simulatorAndPlayerAgree()
    {
        const bool all = qEnvironmentVariableIsSet("SLUICE_TEST_LONG");
        TempDir dir;
        LivePath path(dir.path().string());
        VideoEncoderConfig video;
        video.size = {640, 360}; // twenty decoders on two cores
        QVERIFY2(path.goLive("test", "tone", video), path.why().c_str());

        BufferSettings smooth;
        smooth.low = milliseconds(400);
        smooth.start = milliseconds(1500);
        smooth.resume = milliseconds(2400);
        smooth.target = seconds(3);
        std::vector<Session> sessions;
        for (const char* link : kLinks)
            for (const auto& [profile, settings] : {std::pair{"low latency", LivePath::lowLatency()},
                     std::pair{"balanced", LivePath::balanced()}, std::pair{"smooth", smooth}}) {
                if (!all && std::string_view(profile) != "balanced")
                    continue;
                Session one{std::string(link) + ", " + profile, settings,
                    dir.file(std::to_string(sessions.size()) + ".arrivals"), nullptr};
                one.watcher = path.makeWatcher(settings, planOf(link), one.arrivals);
                one.watcher->start();
                sessions.push_back(std::move(one));
            }
        QTest::qWait(all ? 40'000 : 20'000);
        for (const Session& session : sessions)
            session.watcher->stop();
        for (const Session& session : sessions)
            QVERIFY(waitFor([&] { return session.watcher->finished(); }, milliseconds(5000)));

        std::size_t stalls = 0;
        for (const Session& session : sessions) {
            const WatchReport report = session.watcher->report();
            const auto arrivals = ArrivalData::load(session.arrivals);
            QVERIFY2(arrivals.ok(), arrivals ? "" : arrivals.error().message().c_str());
            QVERIFY(!arrivals->packets.empty());
            // The patterns carry more than half of a stream on average, whatever comes of it behind them.
            const Duration media = arrivals->packets.back().pts - arrivals->packets.front().pts;
            QVERIFY2(media >= scaled(milliseconds(report.watchedMs), 0.5), session.name.c_str());
            const auto simulated = Simulator::run(
                *arrivals, {[&](const BufferContext&) { return Result(session.settings); }, false}, {});
            QVERIFY(simulated.ok());
            const Duration end = milliseconds(report.watchedMs) - milliseconds(500);
            std::vector<Duration> seen;
            for (const ReportStall& stall : report.stalls)
                seen.emplace_back(milliseconds(stall.atMs));
            std::vector<Duration> expected;
            for (const auto& stall : simulated->stalls)
                expected.push_back(stall.at);
            const std::string what = session.name + ": seen " + std::to_string(countBefore(seen, end))
                + " stalls, " + std::to_string(report.stallMs()) + " ms; simulated "
                + std::to_string(countBefore(expected, end)) + ", "
                + std::to_string(toMs(simulated->stallTime())) + " ms";
            std::printf("  %s\n", what.c_str());
            QVERIFY2(countBefore(seen, end) == countBefore(expected, end), what.c_str());
            const double off
                = std::abs(toMsReal(simulated->stallTime()) - static_cast<double>(report.stallMs()));
            QVERIFY2(off <= std::max(static_cast<double>(report.stallMs()) / 10, 100.0), what.c_str());
            const auto startOff = std::abs(toMs(simulated->startDelay) - report.startupMs);
            QVERIFY2(startOff <= 100, what.c_str());
            stalls += report.stalls.size();
        }
        QVERIFY(stalls > sessions.size() / 2); // otherwise nothing was tried
    }
};

QTEST_GUILESS_MAIN(AgreementTest)
#include "AgreementTest.moc"
