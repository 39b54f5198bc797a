// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/link/LinkEmulator.h"

#include <cmath>

#include <QTest>

using namespace sluice;

namespace {

constexpr TimePoint kStart{seconds(1000)};

TimePoint at(std::int64_t ms)
{
    return kStart + milliseconds(ms);
}

LinkPlan planOf(const char* text)
{
    auto spec = LinkSpec::parse(text);
    return LinkPlan::of(spec.ok() ? *spec : LinkSpec());
}

// Submits `count` items of `bytes` each, one per `everyMs`, looks as often as `lookMs` says (or as nextLook() says
// when it is 0), and returns when each came out, in µs after the start. Refused items are offered again.
std::vector<std::int64_t> play(LinkEmulator& link, int count, std::size_t bytes, int everyMs, int lookMs)
{
    std::vector<std::int64_t> out;
    int given = 0;
    TimePoint now = kStart;
    for (int guard = 0; static_cast<int>(out.size()) < count && guard < 1'000'000; ++guard) {
        while (given < count && at(given * everyMs) <= now
            && link.submitBytes(bytes, now, static_cast<std::uint64_t>(given)) == LinkAnswer::Accepted)
            ++given;
        for (const LinkItem& item : link.takeDue(now)) {
            if (item.tag != out.size())
                return {}; // out of order
            out.push_back((item.due - kStart).count());
        }
        if (lookMs > 0) {
            now += milliseconds(lookMs);
            continue;
        }
        auto next = link.nextLook(now);
        if (given < count && at(given * everyMs) > now)
            next = next ? std::min(*next, at(given * everyMs)) : at(given * everyMs);
        now = next ? std::max(*next, now + Duration(1)) : now + milliseconds(1);
    }
    return out;
}

} // namespace

class LinkEmulatorTest final : public QObject {
    Q_OBJECT

private slots:
    void offPassesAtOnce()
    {
        LinkEmulator link;
        link.start(kStart);
        QVERIFY(!link.nextLook(at(0)));
        CodedPacket packet;
        packet.size = 1234;
        packet.pts = mediaTime(seconds(7));
        QCOMPARE(link.submit(packet, at(5), 9), LinkAnswer::Accepted);
        QVERIFY(link.nextLook(at(5)) == std::optional(at(5)));
        QVERIFY(!link.stallingNow(at(5)));
        const auto out = link.takeDue(at(5));
        QCOMPARE(out.size(), std::size_t{1});
        QCOMPARE(out[0].bytes, std::size_t{1234});
        QCOMPARE(out[0].tag, std::uint64_t{9});
        QVERIFY(out[0].packet.pts == mediaTime(seconds(7)));
        QVERIFY(out[0].due == at(5));
        QVERIFY(!link.nextLook(at(5)));
        QVERIFY(!link.offeredKbps(at(0), at(100)));
    }

    void bandwidthIsExact()
    {
        // 100 bytes at 900 kb/s take 888.9 µs: no rounding may add up over 9000 items.
        LinkEmulator link(planOf("bandwidth=900kbps"), {.bytes = 1U << 30U, .time = std::chrono::hours(1)});
        link.start(kStart);
        for (int i = 0; i < 9000; ++i)
            QCOMPARE(link.submitBytes(100, at(0)), LinkAnswer::Accepted);
        const auto out = link.takeDue(at(10'000));
        QCOMPARE(out.size(), std::size_t{9000});
        for (std::size_t i = 0; i < out.size(); ++i)
            QVERIFY(out[i].due == at(0) + microseconds((8000 * (i + 1) + 8) / 9));
    }

    void unusedCapacityIsNotSaved()
    {
        LinkEmulator link(planOf("bandwidth=800kbps"));
        link.start(kStart);
        QCOMPARE(link.submitBytes(1000, at(5000)), LinkAnswer::Accepted);
        QVERIFY(link.takeDue(at(5009)).empty());
        QVERIFY(link.nextLook(at(5009)) == std::optional(at(5010)));
        QCOMPARE(link.takeDue(at(5010)).size(), std::size_t{1});
    }

    void latencyIsNotAQueue()
    {
        LinkEmulator link(planOf("latency=2s"), {.bytes = 1000, .time = milliseconds(100)});
        link.start(kStart);
        for (int i = 0; i < 100; ++i)
            QCOMPARE(link.submitBytes(900, at(i * 10)), LinkAnswer::Accepted);
        QVERIFY(link.takeDue(at(1999)).empty());
        QCOMPARE(link.takeDue(at(2000)).size(), std::size_t{1});
        QCOMPARE(link.takeDue(at(2990)).size(), std::size_t{99});
    }

    void jitterKeepsOrderAndBounds()
    {
        LinkEmulator link(planOf("latency=100ms,jitter=50ms,seed=7"));
        const auto out = play(link, 1000, 100, 10, 0);
        QCOMPARE(out.size(), std::size_t{1000});
        double sum = 0.0;
        for (std::size_t i = 0; i < out.size(); ++i) {
            const double delay = static_cast<double>(out[i]) / 1000.0 - static_cast<double>(i) * 10.0;
            QVERIFY2(delay >= 50.0 && delay <= 150.0, qPrintable(QString::number(delay)));
            QVERIFY(i == 0 || out[i] >= out[i - 1]);
            sum += delay;
        }
        QVERIFY(sum / 1000.0 > 100.0 && sum / 1000.0 < 150.0); // keeping the order only adds
    }

    void sameSeedSameResult()
    {
        const char* spec = "bandwidth=700kbps,latency=80ms,jitter=60ms,stall=700ms@2s,seed=5";
        LinkEmulator a(planOf(spec));
        LinkEmulator b(planOf(spec));
        LinkEmulator other(planOf("bandwidth=700kbps,latency=80ms,jitter=60ms,stall=700ms@2s,seed=6"));
        const auto first = play(a, 400, 1000, 15, 0);
        QCOMPARE(first.size(), std::size_t{400});
        QVERIFY(play(other, 400, 1000, 15, 0) != first);
        QVERIFY(play(b, 400, 1000, 15, 0) == first);
    }

    void looksDoNotMatter()
    {
        // Within the queue's bound nothing depends on how often one looks.
        const LinkQueueLimits wide{.bytes = 1U << 30U, .time = std::chrono::hours(1)};
        const char* spec = "bandwidth=777kbps,latency=30ms,jitter=20ms,stall=500ms@1s,stall=2s@3s,seed=1";
        LinkEmulator often(planOf(spec), wide);
        LinkEmulator seldom(planOf(spec), wide);
        const auto fine = play(often, 300, 1111, 20, 1);
        QCOMPARE(fine.size(), std::size_t{300});
        QVERIFY(play(seldom, 300, 1111, 20, 20) == fine);
    }

    void stallHoldsEverything()
    {
        LinkEmulator link(planOf("bandwidth=800kbps,latency=50ms,stall=3s@10s"));
        link.start(kStart);
        QCOMPARE(
            link.submitBytes(2000, at(9990)), LinkAnswer::Accepted); // 20 ms of wire, half before the stall
        QCOMPARE(link.submitBytes(100, at(9999)), LinkAnswer::Accepted);
        QVERIFY(!link.stallingNow(at(9995)));
        QVERIFY(link.blockedUntil(at(10'000)) == std::optional(at(13'000)));
        QVERIFY(link.stallingNow(at(10'000)));
        QVERIFY(link.nextLook(at(11'000)) == std::optional(at(13'010)));
        QVERIFY(link.takeDue(at(13'059)).empty());
        QCOMPARE(link.takeDue(at(13'060)).size(), std::size_t{1});
        QCOMPARE(link.takeDue(at(13'061)).size(), std::size_t{1});
        QVERIFY(!link.stallingNow(at(13'061)));
    }

    void stallHoldsWhatTravels()
    {
        LinkEmulator link(planOf("latency=500ms,stall=1s@1s"));
        link.start(kStart);
        QCOMPARE(link.submitBytes(1, at(400)), LinkAnswer::Accepted); // comes out before
        QCOMPARE(link.submitBytes(1, at(600)), LinkAnswer::Accepted); // would come out inside
        const auto out = link.takeDue(at(5000)); // a late look changes nothing
        QCOMPARE(out.size(), std::size_t{2});
        QVERIFY(out[0].due == at(900));
        QVERIFY(out[1].due == at(2000));
    }

    void cutAtRuntime()
    {
        LinkEmulator link(planOf("bandwidth=800kbps,latency=20ms"));
        link.start(kStart);
        QCOMPARE(link.submitBytes(1000, at(0)), LinkAnswer::Accepted); // 10 ms + 20 ms
        QCOMPARE(link.submitBytes(1000, at(0)), LinkAnswer::Accepted);
        link.cut(seconds(5), at(15)); // the first travels, the second is half on the wire
        QVERIFY(link.stallingNow(at(15)));
        QVERIFY(link.takeDue(at(5014)).empty());
        QVERIFY(link.offeredKbps(at(1000), at(2000)) == std::optional(0.0));
        auto out = link.takeDue(at(5015));
        QCOMPARE(out.size(), std::size_t{1});
        QVERIFY(link.takeDue(at(5039)).empty());
        QCOMPARE(link.takeDue(at(5040)).size(), std::size_t{1}); // 5 ms of wire were missing, then 20 ms
        QVERIFY(!link.blockedUntil(at(5040)));
    }

    void cutsJoinAndEnd()
    {
        LinkEmulator link;
        link.start(kStart);
        link.cut(seconds(5), at(0));
        link.cut(seconds(5), at(3000));
        QVERIFY(link.blockedUntil(at(100)) == std::optional(at(8000)));
        QCOMPARE(link.submitBytes(10, at(4000)), LinkAnswer::Accepted);
        link.endCut(at(6000));
        QVERIFY(!link.blockedUntil(at(6000)));
        const auto out = link.takeDue(at(6000));
        QCOMPARE(out.size(), std::size_t{1});
        QVERIFY(out[0].due == at(6000));
    }

    void queueIsBoundedByBytes()
    {
        LinkEmulator link(planOf("bandwidth=8kbps"), {.bytes = 1000, .time = std::chrono::hours(1)});
        link.start(kStart);
        QCOMPARE(link.submitBytes(5000, at(0)), LinkAnswer::Accepted); // an idle link takes anything
        QCOMPARE(link.submitBytes(1, at(0)), LinkAnswer::Full);
        QVERIFY(link.nextLook(at(0)) == std::optional(at(5000)));
        QCOMPARE(link.takeDue(at(5000)).size(), std::size_t{1});
        QCOMPARE(link.submitBytes(600, at(5000)), LinkAnswer::Accepted);
        QCOMPARE(link.submitBytes(400, at(5000)), LinkAnswer::Accepted);
        QCOMPARE(link.submitBytes(1, at(5000)), LinkAnswer::Full);
        QCOMPARE(link.waitingBytes(), std::size_t{1000});
        QCOMPARE(link.heldItems(), std::size_t{2});
    }

    void queueIsBoundedByTime()
    {
        LinkEmulator link(planOf("stall=10s@0s"), {.bytes = 1000, .time = milliseconds(500)});
        link.start(kStart);
        QCOMPARE(link.submitBytes(1, at(0)), LinkAnswer::Accepted);
        QCOMPARE(link.submitBytes(1, at(499)), LinkAnswer::Accepted);
        QCOMPARE(link.submitBytes(1, at(500)), LinkAnswer::Full);
        QCOMPARE(link.takeDue(at(10'000)).size(), std::size_t{2});
        QCOMPARE(link.submitBytes(1, at(10'000)), LinkAnswer::Accepted);
    }

    void throttledThroughput()
    {
        // A live stream of 1200 kb/s over 900 kb/s: what comes out in 20 s is 900 kb/s, and the reader is held.
        LinkEmulator link(planOf("bandwidth=900kbps,latency=80ms,jitter=20ms,seed=1"));
        const auto out = play(link, 1000, 6000, 40, 0);
        QCOMPARE(out.size(), std::size_t{1000});
        const double kbps = 999.0 * 6000 * 8 / (static_cast<double>(out.back() - out.front()) / 1000.0);
        QVERIFY2(std::abs(kbps - 900.0) < 2.0, qPrintable(QString::number(kbps)));
        QVERIFY(link.offeredKbps(at(0), at(1000)) == std::optional(900.0));
    }

    void stallingWhileBandwidthIsExhausted()
    {
        LinkEmulator link(planOf("bandwidth=80kbps"));
        link.start(kStart);
        QCOMPARE(link.submitBytes(5000, at(0)), LinkAnswer::Accepted); // 500 ms of wire
        QVERIFY(!link.stallingNow(at(99)));
        QVERIFY(link.stallingNow(at(100)));
        QVERIFY(!link.stallingNow(at(500))); // it is due: nothing is held any more
        QVERIFY(!link.stallingNow(at(9000))); // an idle link is not to blame
    }

    void planAtRuntime()
    {
        LinkEmulator link(planOf("bandwidth=8kbps"));
        link.start(kStart);
        QCOMPARE(link.submitBytes(1000, at(0)), LinkAnswer::Accepted); // 1 s
        QCOMPARE(link.submitBytes(1000, at(0)), LinkAnswer::Accepted);
        link.setPlan(planOf("bandwidth=80kbps,stall=1s@500ms"), at(500)); // half is through
        auto out = link.takeDue(at(5000));
        QCOMPARE(out.size(), std::size_t{2});
        QVERIFY(out[0].due == at(550));
        QVERIFY(out[1].due == at(650));
        QVERIFY(link.blockedUntil(at(1000)) == std::optional(at(2000))); // counted from the change
        link.setPlan({}, at(1500));
        QVERIFY(!link.blockedUntil(at(1500)));
        QVERIFY(link.planIsOff());
    }

    void planFreesWhatAStallHeld()
    {
        LinkEmulator link(planOf("latency=100ms,stall=60s@100ms"));
        link.start(kStart);
        QCOMPARE(link.submitBytes(1, at(50)), LinkAnswer::Accepted);
        QVERIFY(link.takeDue(at(2000)).empty());
        link.setPlan({}, at(2000));
        link.submitBytes(2, at(2000));
        const auto out = link.takeDue(at(2000));
        QCOMPARE(out.size(), std::size_t{2});
        QVERIFY(out[0].due == at(2000) && out[0].bytes == 1);
    }

    void busyWireAfterAChange()
    {
        // The moment of a change must not let the next item count from an older time.
        LinkEmulator link(planOf("bandwidth=800kbps"));
        link.start(kStart);
        link.submitBytes(100, at(0));
        link.setPlan(planOf("bandwidth=8kbps"), at(1));
        link.submitBytes(100, at(1));
        const auto out = link.takeDue(at(9999));
        QCOMPARE(out.size(), std::size_t{2});
        QVERIFY(out[1].due == at(101));
    }

    void resetLosesWhatIsUnderWay()
    {
        LinkEmulator link(planOf("latency=100ms,reset=1s"));
        link.start(kStart);
        QCOMPARE(link.submitBytes(1, at(800)), LinkAnswer::Accepted);
        QCOMPARE(link.submitBytes(2, at(950)), LinkAnswer::Accepted);
        QVERIFY(!link.takeEvent(at(999)));
        QVERIFY(!link.takeEvent(at(1200))); // the first is still to be taken
        QCOMPARE(link.submitBytes(3, at(1200)), LinkAnswer::Closed);
        const auto out = link.takeDue(at(1200));
        QCOMPARE(out.size(), std::size_t{1});
        QCOMPARE(out[0].bytes, std::size_t{1});
        QVERIFY(link.nextLook(at(1200)) == std::optional(at(1200)));
        QVERIFY(link.takeEvent(at(1200)) == std::optional(LinkEvent::Reset));
        QVERIFY(!link.takeEvent(at(1300)));
        QVERIFY(link.stallingNow(at(2000)));
        link.clear(at(2000));
        QVERIFY(link.stallingNow(at(2000))); // until something flows again
        QCOMPARE(link.submitBytes(4, at(2100)), LinkAnswer::Accepted);
        QVERIFY(!link.stallingNow(at(2100)));
        QVERIFY(!link.takeEvent(at(9000))); // once only
    }

    void resetIsSeenWithoutTraffic()
    {
        LinkEmulator link(planOf("reset=1s"));
        link.start(kStart);
        QVERIFY(link.nextLook(at(0)) == std::optional(at(1000)));
        QVERIFY(link.takeEvent(at(1000)) == std::optional(LinkEvent::Reset));
        QVERIFY(!link.nextLook(at(1000)));
    }

    void limitEndsEachConnection()
    {
        LinkEmulator link(planOf("limit=2500,latency=10ms"));
        link.start(kStart);
        QCOMPARE(link.submitBytes(1000, at(0)), LinkAnswer::Accepted);
        QCOMPARE(link.submitBytes(1500, at(0)), LinkAnswer::Accepted);
        QCOMPARE(link.submitBytes(1, at(1)), LinkAnswer::Closed);
        QVERIFY(!link.takeEvent(at(5)));
        QCOMPARE(link.takeDue(at(10)).size(), std::size_t{2});
        QVERIFY(link.takeEvent(at(10)) == std::optional(LinkEvent::Ended));
        QCOMPARE(link.submitBytes(1, at(20)), LinkAnswer::Closed);
        link.clear(at(30));
        QCOMPARE(link.submitBytes(2500, at(30)), LinkAnswer::Accepted);
        QCOMPARE(link.submitBytes(1, at(30)), LinkAnswer::Closed);
    }

    void lossIsSeeded()
    {
        const auto lost = [](const char* spec) {
            LinkEmulator link(planOf(spec));
            link.start(kStart);
            for (int i = 0; i < 10'000; ++i)
                if (link.submitBytes(100, at(i)) != LinkAnswer::Accepted)
                    return std::uint64_t{0};
            return link.lostItems() + 100'000 * link.takeDue(at(20'000)).size();
        };
        const auto first = lost("loss=10%,seed=3");
        QVERIFY(first % 100'000 > 900 && first % 100'000 < 1100);
        QCOMPARE(first / 100'000, 10'000 - first % 100'000);
        QCOMPARE(lost("loss=10%,seed=3"), first);
        QVERIFY(lost("loss=10%,seed=4") != first);
    }

    void traceDecidesTheRate()
    {
        auto trace = BandwidthTrace::fromSteps({{seconds(1), 800}, {seconds(1), 0}});
        LinkPlan plan;
        plan.trace = std::make_shared<const BandwidthTrace>(*trace);
        LinkEmulator link(plan);
        link.start(kStart);
        QCOMPARE(
            link.submitBytes(100'000, at(500)), LinkAnswer::Accepted); // 50 kB in this round, 50 in the next
        QVERIFY(link.takeDue(at(2499)).empty());
        const auto out = link.takeDue(at(2500));
        QCOMPARE(out.size(), std::size_t{1});
        QVERIFY(out[0].due == at(2500));
        QVERIFY(link.offeredKbps(at(0), at(2000)) == std::optional(400.0));
        QVERIFY(link.offeredKbps(at(1000), at(2000)) == std::optional(0.0));
    }

    void patternFollowsTheBitrate()
    {
        LinkEmulator link(*LinkPlan::ofPreset("spike"));
        link.start(kStart);
        QVERIFY(!link.offeredKbps(at(0), at(100))); // not known yet: no limit
        link.setStreamBitrate(2000, at(0));
        QVERIFY(link.offeredKbps(at(0), at(10'000)) == std::optional(2400.0));
        QVERIFY(link.offeredKbps(at(10'000), at(20'000)) == std::optional(600.0));
        link.setStreamBitrate(1000, at(5000)); // the pattern goes on where it was
        QVERIFY(link.offeredKbps(at(10'000), at(20'000)) == std::optional(300.0));
    }

    void stallsAndTraceAddUp()
    {
        LinkEmulator link(planOf("bandwidth=800kbps,stall=500ms@1s,stall=400ms@1300ms,stall=100ms@3s"));
        link.start(kStart);
        QCOMPARE(link.submitBytes(250'000, at(0)), LinkAnswer::Accepted); // 2.5 s of wire
        const auto out = link.takeDue(at(60'000));
        QCOMPARE(out.size(), std::size_t{1});
        QVERIFY(out[0].due == at(2500 + 700 + 100));
        QVERIFY(std::abs(*link.offeredKbps(at(0), at(2000)) - 800.0 * 1300 / 2000) < 1e-6);
    }

    void clearForgets()
    {
        LinkEmulator link(planOf("bandwidth=8kbps,latency=1s"));
        link.start(kStart);
        link.submitBytes(10, at(0));
        link.submitBytes(10'000, at(0));
        link.clear(at(100));
        QCOMPARE(link.heldItems(), std::size_t{0});
        QVERIFY(link.takeDue(at(100'000)).empty());
        link.submitBytes(10, at(100'000));
        QCOMPARE(link.takeDue(at(101'010)).size(), std::size_t{1});
    }

    void startOnlyOnce()
    {
        LinkEmulator link(planOf("stall=1s@1s"));
        link.start(kStart);
        link.start(at(5000));
        QVERIFY(link.blockedUntil(at(1500)) == std::optional(at(2000)));
        LinkEmulator late;
        late.setPlan(planOf("stall=1s@1s"), at(0)); // before the start: the start is what counts
        late.start(at(10'000));
        QVERIFY(!late.blockedUntil(at(1500)));
        QVERIFY(late.blockedUntil(at(11'500)) == std::optional(at(12'000)));
    }
};

QTEST_GUILESS_MAIN(LinkEmulatorTest)
#include "LinkEmulatorTest.moc"
