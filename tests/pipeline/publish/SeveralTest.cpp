// SPDX-License-Identifier: GPL-3.0-or-later
// Several destinations at once: what one of them does must not be seen at another. Read at recording servers.
#include <cstdio>

#include <QTest>

#include "tests/pipeline/publish/Arrivals.h"
#include "tests/pipeline/publish/Broadcast.h"
#include "tests/support/Loopback.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr int kReceiveBuffer = 16 << 10;
constexpr int kAllKbps = Broadcast::kVideoKbps + Broadcast::kAudioKbps;
constexpr double kFine = kAllKbps * 1000.0 / 8 * 2; // bytes per second

TimePoint now()
{
    return SystemClock().now();
}

void pass(Duration time)
{
    QTest::qWait(static_cast<int>(toMs(time)));
}

enum class Keyframes { Regular, AskedForToo };

// Every picture from the first that arrived on, each once, and a keyframe every 2 s; sooner where another destination
// that connects again asks for one, never later.
void untouched(
    const FakeRtmpServer& server, TimePoint from, TimePoint to, Keyframes expected = Keyframes::Regular)
{
    const auto messages = server.messages();
    const auto pictures = arrivedPictures(messages);
    QVERIFY(pictures.size() > 100);
    for (std::size_t i = 1; i < pictures.size(); ++i)
        QCOMPARE(pictures[i].sequence, pictures[i - 1].sequence + 1);
    QVERIFY(monotonic(messages));
    QVERIFY(longestSoundStepMs(messages) <= 22);
    const Duration late = lateness(pictures, from, to, 95) - lateness(pictures, from, to, 50);
    std::printf("  the other: %zu pictures, all there, p95 %.0f ms over its median, %.0f kb/s\n",
        pictures.size(), toMsReal(late), arrivedKbps(messages, from, to));
    QVERIFY(late <= milliseconds(200));
    const auto keyframes = keyframeTimesMs(messages);
    for (std::size_t i = 2; i < keyframes.size(); ++i) { // the second is asked for by who connects later
        const int apart = static_cast<int>(keyframes[i] - keyframes[i - 1]);
        QVERIFY2(apart <= 2034 && (expected == Keyframes::AskedForToo || apart >= 1966),
            qPrintable(QString::number(apart)));
    }
}

} // namespace

class SeveralTest : public QObject {
    Q_OBJECT
private slots:
    void oneThatTakesNothingTouchesNoOther()
    {
        FakeRtmpServer good({}, kReceiveBuffer);
        FakeRtmpServer stuck({}, kReceiveBuffer);
        good.setReadRate(kFine);
        stuck.setReadRate(kFine);
        Broadcast broadcast;
        broadcast.start({good.url("live/good"), stuck.url("live/stuck")});
        QVERIFY(good.waitMessages(50, seconds(5)));
        QVERIFY(stuck.waitMessages(50, seconds(5)));
        pass(seconds(4));
        const TimePoint from = now();
        stuck.setReadRate(0);
        const auto states = [&] {
            std::vector<SenderState> all;
            for (const SenderStatus& sender : broadcast.pipeline().status().senders)
                all.push_back(sender.state);
            return all;
        };
        // A peer that takes nothing for 5 s is gone: only its own sender connects again.
        QVERIFY(waitFor([&] { return states() == std::vector{SenderState::Live, SenderState::Reconnecting}; },
            seconds(9)));
        QCOMPARE(broadcast.pipeline().status().state, PublishPipeline::State::Live);
        QCOMPARE(
            broadcast.pipeline().status().videoKbps, Broadcast::kVideoKbps); // the encoder did not follow it
        QCOMPARE(broadcast.events(EventKind::BitrateLowered), std::size_t(0));
        const TimePoint to = now();
        untouched(good, from, to);
        if (QTest::currentTestFailed())
            return;
        stuck.setReadRate(kFine);
        QVERIFY(waitFor(
            [&] { return states() == std::vector{SenderState::Live, SenderState::Live}; }, seconds(8)));
        broadcast.stop();
        const LiveReport report = broadcast.pipeline().report();
        QCOMPARE(report.destinations.size(), std::size_t(2));
        QCOMPARE(report.destinations[0].reconnects.size(), std::size_t(0));
        QCOMPARE(report.destinations[0].droppedNetwork, 0);
        QVERIFY(!report.destinations[1].reconnects.empty());
        QVERIFY(report.destinations[1].droppedNetwork > 0);
        QVERIFY(report.destinations[0].bytes > report.destinations[1].bytes);
    }

    // Slow, not dead: it gets keyframes and sound, in time; the others get what was chosen. Beside it one that refuses
    // the key and one that resets every connection.
    void oneThatIsSlowGetsFewerPicturesOnItsOwn()
    {
        FakeRtmpServer good({}, kReceiveBuffer);
        FakeRtmpServer slow({}, kReceiveBuffer);
        RtmpScript refuses;
        refuses.publishCode = "NetStream.Publish.Denied";
        refuses.description.clear();
        FakeRtmpServer refusing(refuses);
        RtmpScript resets;
        resets.endAfterStart = milliseconds(3300); // sooner would be a key that was refused
        resets.endByReset = true;
        FakeRtmpServer resetting(resets);
        good.setReadRate(kFine);
        slow.setReadRate(kFine);
        Broadcast broadcast;
        broadcast.start({good.url("live/good"), slow.url("live/slow"), refusing.url("live/refusing"),
            resetting.url("live/resetting")});
        QVERIFY(good.waitMessages(50, seconds(5)));
        QVERIFY(slow.waitMessages(50, seconds(5)));
        pass(seconds(4));
        const TimePoint from = now();
        slow.setReadRate(kFine / 2 * 0.4);
        pass(seconds(10));
        const auto notice = broadcast.pipeline().status().networkNotice;
        QVERIFY(notice.has_value());
        std::printf("  %s\n", notice->english().c_str());
        QVERIFY(notice->english().find(std::to_string(slow.port())) != std::string::npos);
        QCOMPARE(broadcast.pipeline().status().videoKbps, Broadcast::kVideoKbps);
        untouched(good, from, now(), Keyframes::AskedForToo);
        if (QTest::currentTestFailed())
            return;
        const auto senders = broadcast.pipeline().status().senders;
        QCOMPARE(senders.at(2).state, SenderState::Failed);
        QCOMPARE(senders[2].error->code(), ErrorCode::KeyRefused);
        QCOMPARE(refusing.connections().size(), std::size_t(1)); // what is refused is not asked again
        QVERIFY(resetting.connections().size() >= 3);
        broadcast.stop();
        const auto messages = slow.messages();
        QVERIFY(longestSoundStepMs(messages) <= 22); // all of it
        QVERIFY(monotonic(messages));
        QVERIFY(broadcast.events(EventKind::FramesDropped) > 0);
        QVERIFY(broadcast.pipeline().report().destinations.at(1).droppedNetwork > 0);
    }

    void anUplinkThatIsTooSlowForAllLowersTheBitrateAndSaysSo()
    {
        FakeRtmpServer one({}, kReceiveBuffer);
        FakeRtmpServer two({}, kReceiveBuffer);
        one.setReadRate(kFine);
        two.setReadRate(kFine);
        Broadcast broadcast;
        broadcast.start({one.url("live/one"), two.url("live/two")});
        QVERIFY(one.waitMessages(50, seconds(5)));
        QVERIFY(two.waitMessages(50, seconds(5)));
        pass(seconds(2));
        one.setReadRate(kFine / 2 * 0.5);
        two.setReadRate(kFine / 2 * 0.6);
        QVERIFY(waitFor([&] { return broadcast.events(EventKind::BitrateLowered) > 0; }, seconds(4)));
        const auto warned = [&] {
            const auto notice = broadcast.pipeline().status().networkNotice;
            return notice
                && notice->english().find("uplink does not carry 2 destinations") != std::string::npos;
        };
        QVERIFY(waitFor(warned, seconds(4)));
        QCOMPARE(broadcast.events(EventKind::Warning), std::size_t(1));
        broadcast.stop();
    }

    void oneThatFailsAtFirstIsTriedAgain()
    {
        FakeRtmpServer good;
        RtmpScript away;
        away.resetAt = RtmpScript::Step::Handshake;
        FakeRtmpServer late;
        late.setScripts({away, away, RtmpScript{}});
        Broadcast broadcast;
        broadcast.start({late.url("live/late"), good.url("live/good")});
        QVERIFY(broadcast.waitLive(seconds(5)));
        const auto since = broadcast.pipeline().status().liveSince;
        QVERIFY(since.has_value());
        QVERIFY(late.waitPublishing(seconds(10)));
        QVERIFY(waitFor([&] { return broadcast.events(EventKind::Live) == 2; }, seconds(5)));
        QVERIFY(late.waitMessages(20, seconds(5)));
        QVERIFY(broadcast.pipeline().status().liveSince == since); // it is live for as long as any is
        const auto senders = broadcast.pipeline().status().senders;
        const std::int64_t between = toMs(*senders.at(0).liveSince - *senders.at(1).liveSince);
        QVERIFY(between > 0);
        broadcast.stop();
        QVERIFY(broadcast.pipeline().report().firstKeyframeSentMs < between + 100);
        QCOMPARE(
            broadcast.events(EventKind::DestinationBack), std::size_t(0)); // it is there for the first time
        QVERIFY(broadcast.pipeline().report().destinations.at(0).reconnects.empty());
    }

    void whenAllFailAtFirstItIsOver()
    {
        const auto nobody = [] { return "rtmp://127.0.0.1:" + std::to_string(freePort()) + "/live/x"; };
        Broadcast broadcast;
        broadcast.start({nobody(), nobody()});
        QVERIFY(waitFor([&] { return broadcast.pipeline().status().state == PublishPipeline::State::Failed; },
            seconds(10)));
        QVERIFY(broadcast.pipeline().status().error.has_value());
    }

    // A refused key stops that one until somebody asks; the other's pictures and rate are its own.
    void oneThatFailedIsTriedAgainWhenAsked()
    {
        FakeRtmpServer good;
        RtmpScript refuses;
        refuses.publishCode = "NetStream.Publish.Denied";
        refuses.description = "NetStream.Publish.Denied"; // which is all that libavformat tells
        FakeRtmpServer strict;
        strict.setScripts({refuses, refuses, RtmpScript{}});
        Broadcast broadcast;
        broadcast.start({strict.url("live/x"), good.url("live/good")});
        QVERIFY(broadcast.waitLive(seconds(5)));
        const auto state = [&](std::size_t i) { return broadcast.pipeline().status().senders.at(i).state; };
        const auto failures = [&] { return broadcast.events(EventKind::DestinationFailed); };
        QVERIFY(waitFor(
            [&] { return state(0) == SenderState::Failed && state(1) == SenderState::Live; }, seconds(5)));
        broadcast.pipeline().retryNow(); // the network came back: nothing to do with the key
        pass(seconds(1));
        QCOMPARE(strict.connections().size(), std::size_t(1));
        broadcast.pipeline().retryNow(0);
        QVERIFY(waitFor([&] { return failures() == 2; }, seconds(5)));
        QCOMPARE(broadcast.pipeline().status().sent.at(0), 0.0);
        QVERIFY(broadcast.pipeline().status().sent.at(1) > Broadcast::kVideoKbps / 4.0);
        broadcast.pipeline().retryNow(0);
        QVERIFY(waitFor([&] { return state(0) == SenderState::Live; }, seconds(5)));
        QVERIFY(strict.waitMessages(20, seconds(5)));
        broadcast.pipeline().retryNow(7); // there is none
        broadcast.stop();
        const auto pictures = arrivedPictures(good.messages());
        for (std::size_t i = 1; i < pictures.size(); ++i)
            QCOMPARE(pictures[i].sequence, pictures[i - 1].sequence + 1);
    }

    void oneThatCannotBeReachedIsToldAndTheOtherGoesOn()
    {
        FakeRtmpServer good;
        Broadcast broadcast;
        const std::string nobody = "rtmp://127.0.0.1:" + std::to_string(freePort()) + "/live/x";
        broadcast.start({nobody, good.url("live/good")});
        QVERIFY(broadcast.waitLive(seconds(5)));
        pass(seconds(1));
        QCOMPARE(broadcast.pipeline().status().state, PublishPipeline::State::Live);
        QCOMPARE(broadcast.pipeline().status().senders.at(0).state, SenderState::Reconnecting);
        QCOMPARE(broadcast.events(EventKind::DestinationLost), std::size_t(1));
        broadcast.stop();
        const LiveReport report = broadcast.pipeline().report();
        QCOMPARE(report.destinations.at(0).state, std::string("failed"));
        QVERIFY(report.destinations.at(0).reconnects.empty()); // it never was connected
        QCOMPARE(report.destinations.at(1).state, std::string("ended"));
        QVERIFY(!report.error.has_value());
    }
};

QTEST_GUILESS_MAIN(SeveralTest)
#include "SeveralTest.moc"
