// SPDX-License-Identifier: GPL-3.0-or-later
// The uplink becomes slower than the stream, seen by the server that records what arrives and when. Seconds and
// bounds are the design's; with SLUICE_TEST_LONG=1 the cut lasts for a minute.
#include <algorithm>
#include <cstdio>

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
    QTest::qWait(static_cast<int>(toMs(time)));
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

} // namespace

class CongestionTest : public QObject {
    Q_OBJECT
private slots:
    void theUplinkIsCut_data()
    {
        QTest::addColumn<double>("share");
        QTest::newRow("to 60 %") << 0.6;
        QTest::newRow("to 30 %") << 0.3;
    }

    void theUplinkIsCut()
    {
        QFETCH(double, share);
        const Duration cutFor = inFull() ? seconds(60) : seconds(20);
        FakeRtmpServer server({}, kReceiveBuffer);
        server.setReadRate(bytesPerSecond(kAllKbps * 2));
        Broadcast broadcast;
        broadcast.start({server.url()});
        QVERIFY(broadcast.waitLive(seconds(5)));
        pass(seconds(3)); // the encoder settles
        const TimePoint calm = now();
        pass(seconds(5));
        const TimePoint cut = now();
        const double carried = share * kAllKbps;
        server.setReadRate(bytesPerSecond(carried));
        pass(cutFor);
        const TimePoint back = now();
        server.setReadRate(bytesPerSecond(kAllKbps * 2));
        const auto whole = [&] { return arrivedKbps(server.messages(), now() - seconds(3), now()); };
        const double before = arrivedKbps(server.messages(), calm, cut);
        waitFor([&] { return whole() >= 0.95 * before; }, seconds(65), milliseconds(250));
        const Duration recovered = now() - back;
        broadcast.stop();

        const auto messages = server.messages();
        const auto pictures = arrivedPictures(messages);
        const Duration usual = lateness(pictures, calm, cut, 50);
        const Duration p95 = lateness(pictures, cut, back, 95) - usual;
        const Duration worst = lateness(pictures, cut, back, 100) - usual;
        const auto adapted = [&] {
            for (const Event& event : broadcast.pipeline().events().all())
                if (event.kind == EventKind::BitrateLowered && event.at >= cut)
                    return event.at - cut;
            return Duration::max();
        }();
        if (qEnvironmentVariableIsSet("SLUICE_TEST_VERBOSE"))
            tell(broadcast, messages, pictures, cut, back);
        const LiveReport report = broadcast.pipeline().report();
        std::printf(
            "  %.0f of %.0f kb/s for %.0f s: adapted after %.2f s, late by p95 %.0f ms, at most %.0f ms "
            "(usual %.0f ms), frames left out %lld, whole again after %.1f s\n",
            carried, before, toSeconds(cutFor), toSeconds(adapted), toMsReal(p95), toMsReal(worst),
            toMsReal(usual), static_cast<long long>(report.destinations.at(0).droppedNetwork),
            toSeconds(recovered));
        QVERIFY(adapted <= seconds(3));
        // A minute's 5 % are three seconds to adapt in; of a short cut they are more.
        QVERIFY(lateness(pictures, cut, back, inFull() ? 95 : 90) - usual <= seconds(1));
        QVERIFY(p95 <= milliseconds(1300));
        QVERIFY(recovered <= seconds(60));
        QVERIFY(broadcast.events(EventKind::BitrateRaised) > 0);
        // Once adapted nothing is left out any more: the encoder really gives less.
        const auto settled = std::ranges::count_if(pictures, [&](const ArrivedPicture& picture) {
            return picture.arrived >= cut + seconds(6) && picture.arrived < back;
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
        FakeRtmpServer server({}, kReceiveBuffer);
        server.setReadRate(bytesPerSecond(kAllKbps * 2));
        Broadcast broadcast;
        broadcast.start({server.url()}, [](PublishPipeline::LiveConfig& config) { config.adaptive = false; });
        QVERIFY(broadcast.waitLive(seconds(5)));
        pass(seconds(3));
        server.setReadRate(bytesPerSecond(0.5 * kAllKbps));
        pass(seconds(8));
        QCOMPARE(broadcast.pipeline().status().videoKbps, Broadcast::kVideoKbps);
        broadcast.stop();
        QCOMPARE(broadcast.events(EventKind::BitrateLowered), std::size_t(0));
        QVERIFY(broadcast.events(EventKind::FramesDropped) > 0);
        const LiveReport report = broadcast.pipeline().report();
        QVERIFY(report.destinations.at(0).droppedNetwork > 0);
        QVERIFY(report.destinations.at(0).sendQueueMaxMs <= 1500); // it never grows for ever
        const auto messages = server.messages();
        QVERIFY(longestSoundStepMs(messages) <= 22);
        QVERIFY(monotonic(messages));
    }

    // The link that was lost while it was slow: the new connection does not begin by flooding it.
    void afterAReconnectWhatWasCarriedIsSent()
    {
        FakeRtmpServer server({}, kReceiveBuffer);
        server.setReadRate(bytesPerSecond(kAllKbps * 2));
        Broadcast broadcast;
        broadcast.start({server.url()});
        QVERIFY(broadcast.waitLive(seconds(5)));
        pass(seconds(3));
        server.setReadRate(bytesPerSecond(0.5 * kAllKbps));
        QVERIFY(waitFor([&] { return broadcast.pipeline().status().videoKbps <= 1200; }, seconds(5)));
        pass(seconds(1));
        const int before = broadcast.pipeline().status().videoKbps;
        server.resetAll();
        QVERIFY(server.waitConnections(2, seconds(5)));
        QVERIFY(waitFor(
            [&] { return broadcast.pipeline().status().state == PublishPipeline::State::Live; }, seconds(5)));
        pass(seconds(2));
        QVERIFY(broadcast.pipeline().status().videoKbps <= std::max(before, 1200));
        broadcast.stop();
        QVERIFY(!server.messages(1).empty());
        QVERIFY(arrivedPictures(server.messages(1)).front().keyframe); // headers and IDR first
        QCOMPARE(broadcast.pipeline().report().destinations.at(0).reconnects.size(), std::size_t(1));
    }
};

QTEST_GUILESS_MAIN(CongestionTest)
#include "CongestionTest.moc"
