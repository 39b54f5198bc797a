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

// Prints both, and says whether they are the same. Where a level is only a few periods of the sound device, where in
// its period the device was when the last packet came decides whether that was too late, and no trace knows that: one
// stall in twenty is left open there.
bool agree(const std::string& name, const WatchReport& report, const Simulation& simulated)
{
    constexpr Duration kFewPeriods = milliseconds(200);
    const Duration end = milliseconds(report.watchedMs) - milliseconds(500);
    std::vector<Duration> seen;
    for (const ReportStall& stall : report.stalls)
        seen.emplace_back(milliseconds(stall.atMs));
    std::vector<Duration> expected;
    for (const auto& stall : simulated.stalls)
        expected.push_back(stall.at);
    const auto seenMs = static_cast<double>(report.stallMs());
    const std::size_t open = simulated.settings.resume < kFewPeriods ? 1 + seen.size() / 20 : 0;
    const std::size_t more = std::max(countBefore(seen, end), countBefore(expected, end));
    const bool same = more - std::min(countBefore(seen, end), countBefore(expected, end)) <= open
        && std::abs(toMsReal(simulated.stallTime()) - seenMs) <= std::max(seenMs / 10, 100.0)
        && std::abs(toMs(simulated.startDelay) - report.startupMs) <= 100;
    std::printf("  %-8s %-70s seen %2zu stalls, %6lld ms, start %5lld; simulated %2zu, %6lld ms, %5lld\n",
        same ? "" : "DIFFERS", name.c_str(), countBefore(seen, end), static_cast<long long>(report.stallMs()),
        static_cast<long long>(report.startupMs), countBefore(expected, end),
        static_cast<long long>(toMs(simulated.stallTime())),
        static_cast<long long>(toMs(simulated.startDelay)));
    if (!same) {
        for (const ReportStall& stall : report.stalls)
            std::printf("    seen      at %6lld for %5lld ms\n", static_cast<long long>(stall.atMs),
                static_cast<long long>(stall.durationMs));
        for (const auto& stall : simulated.stalls)
            std::printf("    simulated at %6lld for %5lld ms\n", static_cast<long long>(toMs(stall.at)),
                static_cast<long long>(toMs(stall.length)));
    }
    return same;
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
        std::string differ;
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
            if (!agree(session.name, report, *simulated))
                differ += session.name + "; ";
            stalls += report.stalls.size();
        }
        QVERIFY2(differ.empty(), differ.c_str()); // all of them are printed first
        QVERIFY(stalls > sessions.size() / 2); // otherwise nothing was tried
    }
};

QTEST_GUILESS_MAIN(AgreementTest)
#include "AgreementTest.moc"
