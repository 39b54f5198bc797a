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
    "bandwidth=450kbps",
    "latency=300ms,jitter=40ms,stall=2s@8s,seed=5",
    "stall=6s@5s",
    "bandwidth=400kbps,latency=80ms",
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

struct Outcome {
    std::vector<Duration> begins;
    double stalledMs = 0;
    std::int64_t startMs = 0;
};

Outcome outcomeOf(const WatchReport& report)
{
    Outcome out{{}, static_cast<double>(report.stallMs()), report.startupMs};
    out.begins.reserve(report.stalls.size());
    for (const ReportStall& stall : report.stalls)
        out.begins.emplace_back(milliseconds(stall.atMs));
    return out;
}

Outcome simulate(const ArrivalData& arrivals, const BufferSettings& settings)
{
    const auto result = Simulator::run(
        arrivals, {[&settings](const BufferContext&) { return Result(settings); }, false}, {});
    if (!result)
        return {};
    Outcome out{{}, toMsReal(result->stallTime()), toMs(result->startDelay)};
    for (const auto& stall : result->stalls)
        out.begins.push_back(stall.at);
    return out;
}

// Where the two part, for whoever looks into it.
void printParting(const Outcome& seen, const Outcome& simulated)
{
    const auto [one, other] = std::ranges::mismatch(seen.begins, simulated.begins,
        [](Duration a, Duration b) { return std::chrono::abs(a - b) < milliseconds(3); });
    const auto text = [](const auto& list, auto it) {
        return it == list.end() ? std::string("none") : std::to_string(toMs(*it)) + " ms";
    };
    if (one != seen.begins.end() || other != simulated.begins.end())
        std::printf("            stall %td begins at %s and in the simulation at %s\n",
            one - seen.begins.begin() + 1, text(seen.begins, one).c_str(),
            text(simulated.begins, other).c_str());
}

// The promise: as many stalls, and time within 10 % or 100 ms.
bool agree(const Session& session, const Outcome& seen, const ArrivalData& arrivals, Duration end)
{
    const Outcome simulated = simulate(arrivals, session.settings);
    const std::size_t one = countBefore(seen.begins, end);
    const std::size_t other = countBefore(simulated.begins, end);
    const bool equal = one == other
        && std::abs(seen.stalledMs - simulated.stalledMs) <= std::max(seen.stalledMs / 10, 100.0)
        && std::abs(seen.startMs - simulated.startMs) <= 100;
    std::printf("  %-7s %-62s seen %2zu stalls, %6.0f ms, start %5lld; simulated %2zu, %6.0f ms, %5lld\n",
        equal ? "" : "DIFFERS", session.name.c_str(), one, seen.stalledMs,
        static_cast<long long>(seen.startMs), other, simulated.stalledMs,
        static_cast<long long>(simulated.startMs));
    printParting(seen, simulated);
    return equal;
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
        // One profile after the other: more watchers at a time would wait for a core, and not for their packets.
        std::vector<Session> sessions;
        for (const auto& [profile, settings] : {std::pair{"low latency", LivePath::lowLatency()},
                 std::pair{"balanced", LivePath::balanced()}, std::pair{"smooth", smooth}}) {
            if (!all && std::string_view(profile) == "low latency")
                continue;
            const std::size_t first = sessions.size();
            for (const char* link : kLinks) {
                Session one{std::string(link) + ", " + profile, settings,
                    dir.file(std::to_string(sessions.size()) + ".arrivals"), nullptr};
                one.watcher = path.makeWatcher(settings, planOf(link), one.arrivals);
                one.watcher->start();
                sessions.push_back(std::move(one));
            }
            QTest::qWait(all ? 40'000 : 20'000);
            for (std::size_t i = first; i < sessions.size(); ++i)
                sessions[i].watcher->stop();
            for (std::size_t i = first; i < sessions.size(); ++i)
                QVERIFY(waitFor([&] { return sessions[i].watcher->finished(); }, milliseconds(5000)));
        }

        std::size_t stalls = 0;
        std::size_t equal = 0;
        std::ptrdiff_t speeds = 0;
        std::string differ;
        for (const Session& session : sessions) {
            const WatchReport report = session.watcher->report();
            const auto arrivals = ArrivalData::load(session.arrivals);
            QVERIFY2(arrivals.ok(), arrivals ? "" : arrivals.error().message().c_str());
            QVERIFY(!arrivals->packets.empty());
            // The patterns carry more than half of a stream on average, whatever comes of it behind them.
            const Duration media = arrivals->packets.back().pts - arrivals->packets.front().pts;
            QVERIFY2(media >= scaled(milliseconds(report.watchedMs), 0.5), session.name.c_str());
            const Duration end = milliseconds(report.watchedMs) - milliseconds(500);
            if (agree(session, outcomeOf(report), *arrivals, end))
                ++equal;
            else
                differ += session.name + "; ";
            stalls += report.stalls.size();
            const auto told
                = [&](EventKind kind) { return std::ranges::count(report.events, kind, &ReportEvent::kind); };
            QVERIFY2(report.stalls.empty() || told(EventKind::TargetRaised) > 0, session.name.c_str());
            QVERIFY2(told(EventKind::RateChanged) <= report.watchedMs / 5000 + 1, session.name.c_str());
            speeds += told(EventKind::RateChanged);
        }
        std::printf("  equal: %zu of %zu\n", equal, sessions.size());
        QVERIFY2(differ.empty(), differ.c_str()); // all of them are printed first
        QVERIFY(speeds > 0);
        QVERIFY(stalls > sessions.size() / 2); // otherwise nothing was tried
    }
};

QTEST_GUILESS_MAIN(AgreementTest)
#include "AgreementTest.moc"
