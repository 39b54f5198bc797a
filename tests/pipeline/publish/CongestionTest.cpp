// SPDX-License-Identifier: GPL-3.0-or-later
// The uplink becomes slower than the stream, seen by the server that records what arrives and when. Seconds and
// bounds are the design's; with SLUICE_TEST_LONG=1 the cut lasts for a minute.
#include <algorithm>
#include <future>
#include <thread>

#include <QTest>

#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/CutCourse.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr int kAllKbps = Broadcast::kVideoKbps + Broadcast::kAudioKbps;
constexpr int kReceiveBuffer = 16 << 10;

bool inFull()
{
    return qEnvironmentVariableIsSet("SLUICE_TEST_LONG");
}

double bytesPerSecond(double kbps)
{
    return kbps * 1000 / 8;
}

void pass(Duration time)
{
    std::this_thread::sleep_for(time);
}

CutCourse cutTo(double share, Duration cutFor)
{
    FakeRtmpServer server({}, kReceiveBuffer);
    return CutCourse::run(
        server, [&](double kbps) { server.setReadRate(bytesPerSecond(kbps)); }, {share, cutFor});
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

// Four broadcasts, each with a server and a link of its own, at one time: most of it is waiting. Their threads only
// gather; the tests judge.
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
        (share == 0.6 ? m_to60 : m_to30).get().judge();
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
