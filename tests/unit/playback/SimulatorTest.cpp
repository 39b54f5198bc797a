// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include <QtTest>

#include "core/link/LinkEmulator.h"
#include "core/link/LinkPlan.h"
#include "core/playback/Advisor.h"
#include "core/playback/Simulator.h"
#include "tests/unit/playback/IdealBuffer.h"

using namespace sluice;
using sluice::testing::Delay;
using sluice::testing::ideal;
using sluice::testing::IdealStalls;
using sluice::testing::live;
using sluice::testing::Stream;
using Packets = std::vector<sluice::testing::Arrival>;

namespace {

const Duration kNone{};

ArrivalData traceOf(const Packets& packets)
{
    ArrivalData trace;
    trace.info["delivery"] = "pushed";
    for (const auto& [when, packet] : packets)
        trace.packets.push_back({when - sluice::testing::at(0), packet.kind, packet.keyframe,
            static_cast<std::uint32_t>(packet.size), packet.pts, packet.duration, packet.pts - packet.dts,
            packet.discontinuity});
    trace.events.push_back({trace.packets.back().at, "draining"});
    return trace;
}

BufferSettings settingsOf(Duration start, Duration resume, Duration target)
{
    BufferSettings s;
    s.low = start / 2;
    s.start = start;
    s.resume = resume;
    s.target = target;
    // Playing at the sender's pace: what the calculation on paper knows.
    s.rateMin = s.rateMax = 1;
    s.trim = kNone;
    return s;
}

const BufferSettings kBalanced = settingsOf(milliseconds(500), milliseconds(800), seconds(1));

BufferResolver always(const BufferSettings& settings)
{
    return [settings](const BufferContext&) { return Result(settings); };
}

Simulation simulate(const ArrivalData& trace, const BufferSettings& settings, bool timeline = false)
{
    return *Simulator::run(trace, {always(settings), timeline}, {});
}

Advice advise(const ArrivalData& trace, const BufferSettings& settings)
{
    return *Advisor::advise(trace, always(settings), false, {});
}

Packets steady(Duration length = seconds(30))
{
    Stream stream;
    stream.length = length;
    return live(stream, [](Duration) { return milliseconds(30); });
}

// The whole line is dead from second 10 on for so long.
Packets withOutage(Duration outage, Duration length = seconds(30))
{
    Stream stream;
    stream.length = length;
    return live(stream, [outage](Duration sent) {
        const bool inside = sent >= seconds(10) && sent < seconds(10) + outage;
        return inside ? seconds(10) + outage - sent : kNone;
    });
}

// Through a link whose rate varies. A packet is on the wire when the one before has passed.
Packets through(const BandwidthTrace& link, Packets packets)
{
    Duration free{};
    for (auto& arrival : packets) {
        free = std::max(free, arrival.at - sluice::testing::at(0));
        free = link.timeToCarry(free, static_cast<double>(arrival.packet.size));
        arrival.at = sluice::testing::at(0) + free;
    }
    return packets;
}

double kbpsOf(const Packets& packets, Duration length)
{
    double bytes = 0;
    for (const auto& arrival : packets)
        bytes += static_cast<double>(arrival.packet.size);
    return bytes * 8 / 1000 / toSeconds(length);
}

std::vector<std::pair<QByteArray, BandwidthTrace>> links(double streamKbps)
{
    std::vector<std::pair<QByteArray, BandwidthTrace>> all;
    for (const char* name : {"cascade", "spike", "slow-jitter", "fast-jitter"}) {
        const auto plan = LinkPlan::ofPreset(name);
        all.emplace_back(name, plan->trace->scaledBy(streamKbps / 100));
    }
    const std::filesystem::path shared = qEnvironmentVariable("SLUICE_TEST_MEDIA", "../shared").toStdString();
    for (const char* name : {"norway-bus-1.pensieve", "norway-ferry-2.pensieve", "puffer-220218.pensieve",
             "verizon-lte-60s.mahimahi"}) {
        // On average a tenth more than the stream needs: it runs dry again and again.
        if (const auto trace = BandwidthTrace::load((shared / "traces" / name).string()))
            all.emplace_back(name, trace->scaledBy(streamKbps * 1.1 / trace->meanKbps()));
    }
    return all;
}

// Through the emulator itself, by somebody who looks when it says so, and otherwise so often. Who is told that it is
// full tries again at the next look.
Packets emulated(const LinkPlan& plan, const Packets& sent, Duration rhythm)
{
    LinkEmulator link(plan);
    TimePoint now = sluice::testing::at(0);
    const TimePoint giveUp = now + seconds(600);
    link.start(now);
    Packets arrived;
    std::size_t next = 0;
    TimePoint last;
    for (; arrived.size() < sent.size() && now < giveUp;) {
        for (; next < sent.size() && sent[next].at <= now; ++next) {
            last = std::max(last, sent[next].at);
            if (link.submit(sent[next].packet, last) == LinkAnswer::Full) {
                last = now;
                break;
            }
        }
        for (LinkItem& item : link.takeDue(now))
            arrived.push_back({item.due, std::move(item.packet)});
        const TimePoint soon = link.nextLook(now).value_or(now + rhythm);
        now = std::clamp(soon, now + microseconds(100), now + rhythm);
    }
    return arrived;
}

} // namespace

class SimulatorTest : public QObject {
    Q_OBJECT

private slots:
    void aSteadyStreamStartsAtItsLevelAndNeverStalls()
    {
        const Simulation s = simulate(traceOf(steady()), kBalanced, true);
        QVERIFY(s.played);
        QVERIFY2(s.startDelay >= milliseconds(480) && s.startDelay <= milliseconds(540),
            qPrintable(QString::number(toMs(s.startDelay))));
        QVERIFY(s.stalls.empty());
        QVERIFY(!s.estimate);
        QVERIFY(s.playedMedia >= milliseconds(29400));
        QVERIFY(s.timeline.size() >= 295 && s.timeline.size() <= 320);
        QCOMPARE(s.timeline.front().state, WatchState::Opening);
    }

    void outages()
    {
        for (const int levelMs : {500, 1000, 3000}) {
            const BufferSettings s
                = settingsOf(milliseconds(levelMs), milliseconds(levelMs), milliseconds(levelMs * 2));
            QCOMPARE(simulate(traceOf(withOutage(milliseconds(levelMs * 8 / 10))), s).stalls.size(), 0U);
            const Simulation longer = simulate(traceOf(withOutage(milliseconds(levelMs + 3000))), s);
            QCOMPARE(longer.stalls.size(), 1U);
            const auto& stall = longer.stalls[0];
            QVERIFY2(std::abs(toMs(stall.at) - (10'000 + levelMs)) <= 100,
                qPrintable(QString::number(toMs(stall.at))));
            QVERIFY2(
                std::abs(toMs(stall.length) - 3000) <= 100, qPrintable(QString::number(toMs(stall.length))));
        }
    }

    void everyLinkAsTheIdealBuffer_data()
    {
        QTest::addColumn<int>("startMs");
        for (const int startMs : {500, 1000, 1500, 3000})
            QTest::addRow("start level %d ms", startMs) << startMs;
    }

    void everyLinkAsTheIdealBuffer()
    {
        QFETCH(int, startMs);
        const BufferSettings s
            = settingsOf(milliseconds(startMs), milliseconds(startMs * 8 / 5), milliseconds(startMs * 2));
        const Packets sent = steady(seconds(150));
        for (const auto& [name, link] : links(kbpsOf(sent, seconds(150)))) {
            const Packets arrived = through(link, sent);
            const IdealStalls expected = ideal(arrived, s);
            const Simulation found = simulate(traceOf(arrived), s);
            const auto off = std::chrono::abs(found.stallTime() - expected.time);
            const QString what = QString("%1: %2 stalls, %3 ms; ideal %4, %5 ms")
                                     .arg(QString::fromUtf8(name))
                                     .arg(found.stalls.size())
                                     .arg(toMs(found.stallTime()))
                                     .arg(expected.count)
                                     .arg(toMs(expected.time));
            qInfo().noquote() << what;
            QVERIFY2(static_cast<int>(found.stalls.size()) == expected.count, qPrintable(what));
            QVERIFY2(off <= std::max<Duration>(expected.time / 10, milliseconds(100)), qPrintable(what));
            QVERIFY2(
                std::chrono::abs(found.startDelay - expected.startup) <= milliseconds(20), qPrintable(what));
            QVERIFY(simulate(traceOf(arrived), s).stalls == found.stalls);
        }
    }

    // A link with jitter is a matter of chance, and the seed is all there is of that.
    void theSameSeedGivesTheSameStalls_data()
    {
        QTest::addColumn<int>("link");
        const auto all = links(1000);
        for (std::size_t i = 0; i < all.size(); ++i)
            QTest::newRow(all[i].first.constData()) << static_cast<int>(i);
    }
    void theSameSeedGivesTheSameStalls()
    {
        QFETCH(int, link);
        const Packets sent = steady(seconds(120));
        const BandwidthTrace trace = links(kbpsOf(sent, seconds(120)))[static_cast<std::size_t>(link)].second;
        const auto run = [&](std::uint64_t seed, Duration rhythm) {
            LinkPlan plan;
            plan.spec.jitter = milliseconds(150);
            plan.spec.latency = milliseconds(200);
            plan.spec.seed = seed;
            plan.trace = std::make_shared<BandwidthTrace>(trace);
            const Packets arrived = emulated(plan, sent, rhythm);
            return std::pair(simulate(traceOf(arrived), kBalanced), arrived.back().at);
        };
        const auto [first, end] = run(7, milliseconds(10));
        const auto [again, endAgain] = run(7, milliseconds(3));
        QVERIFY(end > sluice::testing::at(119'000));
        QCOMPARE(again.stalls.size(), first.stalls.size());
        for (std::size_t i = 0; i < first.stalls.size(); ++i) {
            const auto off = std::chrono::abs(again.stalls[i].length - first.stalls[i].length);
            const auto moved = std::chrono::abs(again.stalls[i].at - first.stalls[i].at);
            QVERIFY2(off <= milliseconds(100) && moved <= milliseconds(100),
                qPrintable(QString("stall %1: %2 and %3 ms").arg(i).arg(toMs(off)).arg(toMs(moved))));
        }
        QVERIFY(run(8, milliseconds(10)).second != end); // the seed is asked
        qInfo("%zu stalls, %lld ms", first.stalls.size(), static_cast<long long>(toMs(first.stallTime())));
    }

    void theTraceAsTextGivesTheSame()
    {
        const ArrivalData trace = traceOf(withOutage(seconds(4)));
        const auto read = ArrivalData::parse(trace.toText(), "trace");
        QVERIFY(read.ok());
        QVERIFY(*read == trace);
        QVERIFY(simulate(*read, kBalanced).stalls == simulate(trace, kBalanced).stalls);
    }

    void aPauseIsReplayedAndIsNoStall()
    {
        ArrivalData trace = traceOf(steady());
        trace.events = {{seconds(10), "paused"}, {seconds(14), "playing"}, {seconds(30), "stopped"}};
        const Simulation s = simulate(trace, kBalanced);
        QVERIFY(s.stalls.empty());
        QVERIFY2(s.playedMedia >= milliseconds(25200) && s.playedMedia <= milliseconds(25700),
            qPrintable(QString::number(toMs(s.playedMedia))));
    }

    // What is a hole in the time stamps after a new connection is no media: the level must not count it.
    void aHoleAfterAReconnectIsNoMedia()
    {
        Packets packets = steady();
        std::erase_if(packets, [](const auto& a) {
            return a.packet.pts >= MediaTime(seconds(10)) && a.packet.pts < MediaTime(seconds(15));
        });
        for (auto kind : {StreamKind::Video, StreamKind::Audio})
            std::ranges::find_if(packets,
                [kind](const auto& a) {
                    return a.packet.kind == kind && a.packet.pts >= MediaTime(seconds(15));
                })
                ->packet.discontinuity
                = true;
        const Simulation s = simulate(traceOf(packets), kBalanced);
        QCOMPARE(s.stalls.size(), 1U);
        QVERIFY2(std::abs(toMs(s.stalls[0].length) - 5000 - 300) <= 120,
            qPrintable(QString::number(toMs(s.stalls[0].length))));
        QVERIFY(s.playedMedia <= milliseconds(25100));
    }

    void aFileIsAnEstimateWhoseNetworkStandsWhileItHolds()
    {
        Stream stream;
        stream.length = seconds(60);
        // Loaded at four times its speed; held at 20 s ahead for the 7 s until a third of that was played.
        ArrivalData trace;
        trace.info["delivery"] = "pulled";
        Duration at{};
        for (const auto& [when, packet] : live(stream, [](Duration) { return kNone; })) {
            const Duration media = packet.pts.time_since_epoch();
            if (packet.kind == StreamKind::Audio)
                at += milliseconds(5);
            if (packet.kind == StreamKind::Audio && media - at >= seconds(20)) {
                trace.events.push_back({at, "loader_held"});
                at += seconds(7);
                trace.events.push_back({at, "loader_filling"});
            }
            trace.packets.push_back({at, packet.kind, packet.keyframe,
                static_cast<std::uint32_t>(packet.size), packet.pts, packet.duration, kNone, false});
        }
        QVERIFY(trace.events.size() >= 4);
        trace.events.push_back({at, "draining"});
        BufferSettings s = settingsOf(seconds(1), seconds(2), seconds(10));
        const Simulation result = simulate(trace, s, true);
        QVERIFY(result.estimate);
        QVERIFY(result.stalls.empty());
        int most = 0;
        for (const TimelineSample& row : result.timeline)
            most = std::max(most, row.levelMs);
        QVERIFY2(most >= 9000, qPrintable(QString::number(most)));
        s.target = seconds(5);
        for (const TimelineSample& row : simulate(trace, s, true).timeline)
            QVERIFY2(row.levelMs <= 5300, qPrintable(QString::number(row.levelMs)));
    }

    void theAdviceFindsTheLevelThatBridgesTheOutage()
    {
        const Advice advice = advise(traceOf(withOutage(milliseconds(2400))), kBalanced);
        QCOMPARE(advice.verdict, Advice::Verdict::StartLater);
        QCOMPARE(advice.points[advice.presentIndex].settings.start, kBalanced.start);
        QCOMPARE(advice.points[advice.presentIndex].stalls, 1U);
        const auto& best = advice.points[advice.bestIndex];
        QCOMPARE(best.settings.start, Duration(seconds(3))); // the first of the levels tried above 2.4 s
        QCOMPARE(best.stalls, 0U);
        QVERIFY2(advice.sentence.english().find("3.0 s would have avoided the stall") != std::string::npos,
            advice.sentence.english().c_str());
        // And it is true.
        QVERIFY(simulate(traceOf(withOutage(milliseconds(2400))), best.settings).stalls.empty());
    }

    void theAdviceSaysWhenLessIsEnough()
    {
        const Advice advice
            = advise(traceOf(steady()), settingsOf(seconds(2), milliseconds(2500), seconds(4)));
        QCOMPARE(advice.verdict, Advice::Verdict::StartSooner);
        QVERIFY(advice.points[advice.bestIndex].settings.start < seconds(2));
    }

    void theAdviceAdmitsThatNothingHelps()
    {
        const auto half = BandwidthTrace::fromSteps({{seconds(1), kbpsOf(steady(), seconds(30)) / 2}});
        const Advice advice = advise(traceOf(through(*half, steady(seconds(60)))), kBalanced);
        QVERIFY(
            advice.verdict == Advice::Verdict::Hopeless || advice.verdict == Advice::Verdict::StartMuchLater);
        QVERIFY(advice.points[advice.bestIndex].stalls > 0);
    }

    void everyLevelTriedIsLegal()
    {
        for (const BufferSource source : {BufferSource::Pushed, BufferSource::Vod})
            for (const int ms : {80, 333, 1001, 12000}) {
                const BufferSettings s = Advisor::withStart(kBalanced, source, milliseconds(ms));
                QVERIFY2(s.check().ok(), qPrintable(QString::number(ms)));
                QCOMPARE(s.start, Duration(milliseconds(ms)));
            }
    }

    void anEmptyTraceGetsASentence()
    {
        const auto result = Simulator::run({}, {always(kBalanced), false}, {});
        QVERIFY(!result.ok());
        QCOMPARE(result.error().code(), ErrorCode::BadArgument);
    }

    // Whatever a file says, the simulation ends.
    void nonsenseEnds()
    {
        ArrivalData trace;
        trace.packets = {{kNone, StreamKind::Video, true, 4'000'000'000, MediaTime(-seconds(900'000'000)),
                             seconds(9'000'000)},
            {seconds(1), StreamKind::Audio, true, 1, MediaTime(seconds(900'000'000)), kNone,
                -seconds(9'000'000), true},
            {seconds(2), StreamKind::Video, false, 0, MediaTime(kNone), kNone, seconds(9'000'000), true}};
        for (const char* delivery : {"pushed", "pulled", "playlist", "nonsense"}) {
            trace.info["delivery"] = delivery;
            QVERIFY(Simulator::run(trace, {always(kBalanced), true}, {}).ok());
        }
        StopSource stop;
        stop.request_stop();
        const auto cancelled = Simulator::run(trace, {always(kBalanced), false}, stop.get_token());
        QVERIFY(!cancelled.ok() && cancelled.error().cancelled());
    }
};

QTEST_APPLESS_MAIN(SimulatorTest)
#include "SimulatorTest.moc"
