// SPDX-License-Identifier: GPL-3.0-or-later
// The uplink becomes slower than the stream, seen by the server that records what arrives and when. Seconds and
// bounds are the design's; with SLUICE_TEST_LONG=1 the cut lasts for a minute.
#include <algorithm>
#include <cstdio>
#include <future>
#include <thread>

#include <QTest>

#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr int kReceiveBuffer = 16 << 10;
constexpr int kAllKbps = Broadcast::kVideoKbps + Broadcast::kAudioKbps;

bool inFull()
{
    return qEnvironmentVariableIsSet("SLUICE_TEST_LONG");
}

double bytesPerSecond(double kbps)
{
    return kbps * 1000 / 8;
}

TimePoint now()
{
    return SystemClock().now();
}

void pass(Duration time)
{
    std::this_thread::sleep_for(time);
}

// The course of it, second by second.
void tell(Broadcast& broadcast, const std::vector<RecordedMessage>& messages,
    const std::vector<ArrivedPicture>& pictures, TimePoint cut, TimePoint back)
{
    for (const std::string& text : broadcast.eventTexts())
        std::printf("    %s\n", text.c_str());
    for (TimePoint at = cut - seconds(2); at < back + seconds(8); at += seconds(1))
        std::printf("    %5.1f s: %6.0f kb/s, late %6.0f / %6.0f ms\n", toSeconds(at - cut),
            arrivedKbps(messages, at, at + seconds(1)), toMsReal(lateness(pictures, at, at + seconds(1), 50)),
            toMsReal(lateness(pictures, at, at + seconds(1), 100)));
}

// Four broadcasts, each with a server and a link of its own, at one time: most of it is waiting. Their threads only
// gather; the tests judge.
struct CutCourse {
    bool live = false;
    TimePoint calm, cut, back;
    Duration recovered{};
    double before = 0; // kb/s
    std::vector<RecordedMessage> messages;
    std::vector<Event> events;
    LiveReport report;
};

CutCourse cutTo(double share, Duration cutFor)
{
    CutCourse course;
    FakeRtmpServer server({}, kReceiveBuffer);
    server.setReadRate(bytesPerSecond(kAllKbps * 2));
    Broadcast broadcast;
    broadcast.start({server.url()});
    course.live = broadcast.waitLive(seconds(5));
    pass(seconds(3)); // the encoder settles
    course.calm = now();
    pass(seconds(5));
    course.cut = now();
    server.setReadRate(bytesPerSecond(share * kAllKbps));
    pass(cutFor);
    course.back = now();
    server.setReadRate(bytesPerSecond(kAllKbps * 2));
    course.before = arrivedKbps(server.messages(), course.calm, course.cut);
    const auto whole = [&] { return arrivedKbps(server.messages(), now() - seconds(3), now()); };
    waitFor([&] { return whole() >= 0.95 * course.before; }, seconds(65), milliseconds(250));
    course.recovered = now() - course.back;
    broadcast.stop();
    course.messages = server.messages();
    course.events = broadcast.pipeline().events().all();
    course.report = broadcast.pipeline().report();
    if (qEnvironmentVariableIsSet("SLUICE_TEST_VERBOSE"))
        tell(broadcast, course.messages, arrivedPictures(course.messages), course.cut, course.back);
    return course;
}

struct FixedCourse {
    bool live = false;
    int kbpsMeanwhile = 0;
    std::size_t lowered = 0, dropped = 0;
    std::vector<RecordedMessage> messages;
    LiveReport report;
};

FixedCourse cutWhileSwitchedOff()
{
    FixedCourse course;
    FakeRtmpServer server({}, kReceiveBuffer);
    server.setReadRate(bytesPerSecond(kAllKbps * 2));
    Broadcast broadcast;
    broadcast.start({server.url()}, [](PublishPipeline::LiveConfig& config) { config.adaptive = false; });
    course.live = broadcast.waitLive(seconds(5));
    pass(seconds(3));
    server.setReadRate(bytesPerSecond(0.5 * kAllKbps));
    pass(seconds(8));
    course.kbpsMeanwhile = broadcast.pipeline().status().videoKbps;
    broadcast.stop();
    course.lowered = broadcast.events(EventKind::BitrateLowered);
    course.dropped = broadcast.events(EventKind::FramesDropped);
    course.messages = server.messages();
    course.report = broadcast.pipeline().report();
    return course;
}

struct ReconnectCourse {
    bool live = false, lowered = false, again = false, liveAgain = false;
    int before = 0, after = 0; // kb/s
    std::vector<RecordedMessage> messages; // of the second connection
    LiveReport report;
};

ReconnectCourse lostWhileSlow()
{
    ReconnectCourse course;
    FakeRtmpServer server({}, kReceiveBuffer);
    server.setReadRate(bytesPerSecond(kAllKbps * 2));
    Broadcast broadcast;
    PublishPipeline& pipeline = broadcast.pipeline();
    broadcast.start({server.url()});
    course.live = broadcast.waitLive(seconds(5));
    pass(seconds(3));
    server.setReadRate(bytesPerSecond(0.5 * kAllKbps));
    course.lowered = waitFor([&] { return pipeline.status().videoKbps <= 1200; }, seconds(5));
    pass(seconds(1));
    course.before = pipeline.status().videoKbps;
    server.resetAll();
    course.again = server.waitConnections(2, seconds(5));
    course.liveAgain
        = waitFor([&] { return pipeline.status().state == PublishPipeline::State::Live; }, seconds(5));
    pass(seconds(2));
    course.after = pipeline.status().videoKbps;
    broadcast.stop();
    if (course.again)
        course.messages = server.messages(1);
    course.report = pipeline.report();
    return course;
}

} // namespace

class CongestionTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_cutFor = inFull() ? seconds(60) : seconds(20);
        const auto background
            = [](auto course, auto... with) { return std::async(std::launch::async, course, with...); };
        m_to60 = background(cutTo, 0.6, m_cutFor);
        m_to30 = background(cutTo, 0.3, m_cutFor);
        m_fixed = background(cutWhileSwitchedOff);
        m_lost = background(lostWhileSlow);
    }

    void theUplinkIsCut_data()
    {
        QTest::addColumn<double>("share");
        QTest::newRow("to 60 %") << 0.6;
        QTest::newRow("to 30 %") << 0.3;
    }

    void theUplinkIsCut()
    {
        QFETCH(double, share);
        const CutCourse course = (share == 0.6 ? m_to60 : m_to30).get();
        QVERIFY(course.live);
        const TimePoint calm = course.calm, cut = course.cut, back = course.back;
        const Duration recovered = course.recovered;
        const auto& messages = course.messages;
        const double carried = share * kAllKbps;
        const auto pictures = arrivedPictures(messages);
        const Duration usual = lateness(pictures, calm, cut, 50);
        const Duration p95 = lateness(pictures, cut, back, 95) - usual;
        const Duration worst = lateness(pictures, cut, back, 100) - usual;
        Duration adapted = Duration::max();
        std::size_t raised = 0;
        for (const Event& event : course.events) {
            if (event.kind == EventKind::BitrateLowered && event.at >= course.cut)
                adapted = std::min(adapted, event.at - course.cut);
            raised += event.kind == EventKind::BitrateRaised ? 1 : 0;
        }
        std::printf(
            "  %.0f of %.0f kb/s for %.0f s: adapted after %.2f s, late by p95 %.0f ms, at most %.0f ms "
            "(usual %.0f ms), frames left out %lld, whole again after %.1f s\n",
            carried, course.before, toSeconds(m_cutFor), toSeconds(adapted), toMsReal(p95), toMsReal(worst),
            toMsReal(usual), static_cast<long long>(course.report.destinations.at(0).droppedNetwork),
            toSeconds(recovered));
        QVERIFY(adapted <= seconds(3));
        QVERIFY(p95 <= seconds(1)); // also of a short cut, whose 5 % are a single second to adapt in
        QVERIFY(recovered <= seconds(60));
        QVERIFY(raised > 0);
        // Once adapted nothing is left out any more: the encoder really gives less. By when they were taken, because
        // some are under way when the cut ends.
        const auto settled = std::ranges::count_if(pictures, [&](const ArrivedPicture& picture) {
            const TimePoint taken = picture.arrived - picture.late;
            return taken >= cut + seconds(6) && taken < back;
        });
        QVERIFY(static_cast<double>(settled) >= 0.95 * 30 * toSeconds(back - cut - seconds(6)));
        QVERIFY(monotonic(messages));
        QVERIFY(longestSoundStepMs(messages) <= 22); // AAC: 21.3 ms, in whole ones
        const auto keyframes = keyframeTimesMs(messages);
        const int frameMs = 34;
        for (std::size_t i = 1; i < keyframes.size();
            ++i) // one that is asked for comes sooner; none is missing
            QVERIFY(keyframes[i] - keyframes[i - 1] <= 2000 + frameMs);
        std::uint32_t lastCalm = 0;
        for (const RecordedMessage& message : messages) {
            if (!message.keyframe || message.arrived >= cut)
                continue;
            if (lastCalm > 0)
                QVERIFY(std::abs(static_cast<int>(message.timestampMs - lastCalm) - 2000) <= frameMs);
            lastCalm = message.timestampMs;
        }
        QVERIFY(lastCalm > 0);
    }

    void switchedOffItOnlyLeavesOutPictures()
    {
        const FixedCourse course = m_fixed.get();
        QVERIFY(course.live);
        QCOMPARE(course.kbpsMeanwhile, Broadcast::kVideoKbps);
        QCOMPARE(course.lowered, std::size_t(0));
        QVERIFY(course.dropped > 0);
        QVERIFY(course.report.destinations.at(0).droppedNetwork > 0);
        QVERIFY(course.report.destinations.at(0).sendQueueMaxMs <= 1500); // it never grows for ever
        QVERIFY(longestSoundStepMs(course.messages) <= 22);
        QVERIFY(monotonic(course.messages));
    }

    // The link that was lost while it was slow: the new connection does not begin by flooding it.
    void afterAReconnectWhatWasCarriedIsSent()
    {
        const ReconnectCourse course = m_lost.get();
        QVERIFY(course.live);
        QVERIFY(course.lowered);
        QVERIFY(course.again);
        QVERIFY(course.liveAgain);
        QVERIFY(course.after <= std::max(course.before, 1200));
        QVERIFY(!course.messages.empty());
        QVERIFY(arrivedPictures(course.messages).front().keyframe); // headers and IDR first
        QCOMPARE(course.report.destinations.at(0).reconnects.size(), std::size_t(1));
    }

private:
    Duration m_cutFor{};
    std::future<CutCourse> m_to60, m_to30;
    std::future<FixedCourse> m_fixed;
    std::future<ReconnectCourse> m_lost;
};

QTEST_GUILESS_MAIN(CongestionTest)
#include "CongestionTest.moc"
