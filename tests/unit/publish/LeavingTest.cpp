// SPDX-License-Identifier: GPL-3.0-or-later
// In what order packets leave, which are left out where the network is too slow, and when a lost connection is tried again.
#include <algorithm>
#include <iterator>

#include <QTest>

#include "core/publish/Interleaver.h"
#include "core/publish/PacketQueue.h"
#include "core/publish/ReconnectSchedule.h"

using namespace sluice;

namespace {

const TimePoint kEpoch(seconds(100));

CodedPacket video(int ms, bool keyframe = false, bool disposable = false)
{
    CodedPacket p;
    p.kind = StreamKind::Video;
    p.pts = p.dts = MediaTime(milliseconds(ms));
    p.keyframe = keyframe;
    p.disposable = disposable;
    return p;
}

CodedPacket audio(int ms)
{
    CodedPacket p;
    p.kind = StreamKind::Audio;
    p.pts = p.dts = MediaTime(milliseconds(ms));
    p.keyframe = true;
    return p;
}

std::vector<int> times(const std::vector<CodedPacket>& packets)
{
    std::vector<int> out;
    out.reserve(packets.size());
    for (const CodedPacket& p : packets)
        out.push_back(static_cast<int>(toMs(p.dts.time_since_epoch())));
    return out;
}

} // namespace

class LeavingTest : public QObject {
    Q_OBJECT
private slots:
    // --- Interleaver
    void packetsLeaveInOrderFromTheFirstKeyframeOn()
    {
        Interleaver interleaver(true, true);
        std::vector<CodedPacket> out;
        for (const CodedPacket& p :
            {audio(0), video(0), audio(20), video(33, true), audio(43), audio(66), video(67)})
            interleaver.push(p, kEpoch);
        interleaver.take(kEpoch, out);
        QCOMPARE(times(out), (std::vector<int>{33, 43, 66}));
        out.clear();
        interleaver.push(audio(90), kEpoch);
        interleaver.take(kEpoch, out);
        QCOMPARE(times(out), (std::vector<int>{67}));
        out.clear();
        interleaver.flush(out);
        QCOMPARE(times(out), (std::vector<int>{90}));
    }

    void aSilentStreamHoldsNothingUpForLong()
    {
        Interleaver interleaver(true, true);
        std::vector<CodedPacket> out;
        interleaver.push(video(0, true), kEpoch);
        interleaver.take(kEpoch + milliseconds(499), out);
        QVERIFY(out.empty());
        interleaver.take(kEpoch + milliseconds(500), out);
        QCOMPARE(times(out), (std::vector<int>{0}));
        interleaver.push(video(600), kEpoch + milliseconds(600));
        interleaver.take(kEpoch + milliseconds(1100), out);
        interleaver.push(audio(10), kEpoch + milliseconds(1100)); // too late: nothing may go back in time
        interleaver.take(kEpoch + milliseconds(1700), out); // nor wait for ever
        QCOMPARE(times(out), (std::vector<int>{0, 600}));
    }

    // An encoder that looks ahead: every picture comes late, none is missing, and each keeps its time.
    void aLateStreamKeepsItsTimes()
    {
        Interleaver interleaver(true, true);
        std::vector<CodedPacket> out;
        constexpr int kLag = 700;
        for (int ms = 0; ms < 10'000; ++ms) {
            const TimePoint now = kEpoch + milliseconds(ms);
            if (ms % 20 == 0)
                interleaver.push(audio(ms), now);
            if (ms >= kLag && (ms - kLag) % 30 == 0)
                interleaver.push(video(ms - kLag, ms == kLag), now);
            interleaver.take(now, out);
        }
        const std::vector<int> order = times(out);
        QVERIFY(std::ranges::is_sorted(order));
        QVERIFY(order.back() >= 10'000 - kLag - 50);
        std::vector<CodedPacket> pictures;
        std::ranges::copy_if(out, std::back_inserter(pictures),
            [](const CodedPacket& p) { return p.kind == StreamKind::Video; });
        for (std::size_t i = 0; i < pictures.size(); ++i)
            QCOMPARE(toMs(pictures[i].dts.time_since_epoch()), static_cast<std::int64_t>(i) * 30);
    }

    void aStreamThatLagsTooFarIsNotWaitedFor()
    {
        Interleaver interleaver(true, true);
        std::vector<CodedPacket> out;
        interleaver.push(video(0, true), kEpoch);
        const auto most = static_cast<int>(toMs(Interleaver::kMaxLag));
        for (int ms = 0; ms < 2 * most; ms += 20) { // pictures that come, but fall ever further behind
            const TimePoint now = kEpoch + milliseconds(ms);
            interleaver.push(audio(ms), now);
            interleaver.push(video(ms / 100, false), now);
            interleaver.take(now, out);
        }
        QVERIFY(times(out).back() >= most - 20);
        QVERIFY(times(out).back() <= most + 20);
    }

    // The encoder takes its time to give what it holds.
    void nothingOvertakesWhatIsDrainedAtTheEnd()
    {
        Interleaver interleaver(true, true);
        std::vector<CodedPacket> out;
        interleaver.push(video(0, true), kEpoch);
        interleaver.ends();
        for (int ms = 0; ms < 8000; ms += 20) {
            interleaver.push(audio(ms), kEpoch + milliseconds(ms));
            interleaver.take(kEpoch + milliseconds(ms), out);
        }
        interleaver.push(video(33), kEpoch + seconds(8));
        interleaver.take(kEpoch + seconds(8), out);
        QCOMPARE(times(out), (std::vector<int>{0, 0, 20, 33}));
        interleaver.flush(out);
        QCOMPARE(out.size(), std::size_t(402));
    }

    // --- PacketQueue
    void aNewConnectionBeginsWithAKeyframe()
    {
        int asked = 0;
        PacketQueue queue([&] { ++asked; });
        queue.push(video(0, true)); // nobody is connected
        queue.restartAtKeyframe();
        QCOMPARE(asked, 1);
        queue.push(audio(10));
        queue.push(video(33));
        queue.push(video(67, true));
        queue.push(audio(70));
        QCOMPARE(toMs(queue.pop({}, Duration(0))->dts.time_since_epoch()), 67);
        QCOMPARE(toMs(queue.pop({}, Duration(0))->dts.time_since_epoch()), 70);
    }

    void congestionDropsPicturesAndNeverSoundOrKeyframes()
    {
        int asked = 0;
        PacketQueue queue([&] { ++asked; });
        queue.restartAtKeyframe();
        queue.push(video(0, true));
        int sound = 0;
        for (int ms = 33; ms < 1000; ms += 33) {
            queue.push(video(ms));
            queue.push(audio(ms + 5));
            ++sound;
        }
        QCOMPARE(asked, 1); // at the start; for the congestion once it is over
        QVERIFY(queue.droppedVideo() > 0);
        int keyframes = 0;
        while (auto packet = queue.pop({}, Duration(0))) {
            if (packet->kind == StreamKind::Audio)
                --sound;
            else
                keyframes += packet->keyframe ? 1 : 0;
        }
        QCOMPARE(sound, 0);
        QCOMPARE(keyframes, 1);
        QCOMPARE(asked, 2);
        queue.push(audio(1030)); // sound goes on while a picture is waited for
        QVERIFY(queue.pop({}, Duration(0)).has_value());
        queue.push(video(1033)); // still broken
        QVERIFY(!queue.pop({}, Duration(0)).has_value());
        queue.push(video(1066, true));
        QVERIFY(queue.pop({}, Duration(0)).has_value());
    }

    // A keyframe that came while sound still piles up would only be followed by pictures that are dropped again.
    void aKeyframeIsAskedForOnceWhatWasKeptHasLeft()
    {
        int asked = 0;
        PacketQueue queue([&] { ++asked; });
        queue.restartAtKeyframe();
        queue.push(video(0, true));
        for (int ms = 20; ms <= 1000; ms += 20) {
            queue.push(audio(ms));
            queue.push(video(ms));
        }
        QCOMPARE(asked, 1);
        while (queue.queued() > PacketQueue::kResume) {
            QCOMPARE(asked, 1);
            QVERIFY(queue.pop({}, Duration(0)).has_value());
        }
        QCOMPARE(asked, 2);
        while (queue.pop({}, Duration(0))) { }
        QCOMPARE(asked, 2);

        PacketQueue oneOfSeveral([&] { ++asked; }, false); // others watch: it waits for the next regular one
        asked = 0;
        oneOfSeveral.restartAtKeyframe();
        oneOfSeveral.push(video(0, true));
        for (int ms = 20; ms <= 1000; ms += 20)
            oneOfSeveral.push(video(ms));
        while (oneOfSeveral.pop({}, Duration(0))) { }
        QVERIFY(oneOfSeveral.droppedVideo() > 0);
        QCOMPARE(asked, 1);
    }

    // B-frames go first: nothing else refers to them.
    void disposablePicturesGoFirst()
    {
        PacketQueue queue([] { });
        queue.restartAtKeyframe();
        queue.push(video(0, true));
        for (int ms = 40; ms <= 720; ms += 40)
            queue.push(video(ms, false, ms % 80 == 0));
        QCOMPARE(queue.droppedVideo(), 9);
        QCOMPARE(toMs(queue.queued()), 680);
        while (auto packet = queue.pop({}, Duration(0)))
            QVERIFY(!packet->disposable);
    }

    // After a sudden change a fifth of a second of the old bitrate takes a second to leave.
    void whatTakesTooLongToLeaveIsTooOld()
    {
        PacketQueue queue([] { });
        queue.restartAtKeyframe();
        const auto big = [](int ms, bool keyframe) {
            CodedPacket p = video(ms, keyframe);
            p.size = 12'500; // 100 kbit
            return p;
        };
        queue.setCarried(1000.0);
        queue.push(big(0, true));
        for (int i = 1; i < 8; ++i)
            queue.push(big(i * 20, false));
        QCOMPARE(queue.droppedVideo(), 0);
        queue.push(big(160, false));
        QCOMPARE(queue.droppedVideo(), 8);
        QCOMPARE(toMs(queue.queued()), 0); // the keyframe stays
        QCOMPARE(toMs(queue.maxQueued()), 900); // what was judged by is told
        for (int i = 9; i < 100; ++i)
            queue.push(big(i * 20, false)); // not taken in: the keyframe alone takes a tenth of a second
        QCOMPARE(toMs(queue.p95Queued()), 400);
    }

    // What is known of the network belongs to one connection.
    void aNewConnectionIsNotMeasuredByTheOneBefore()
    {
        PacketQueue queue([] { });
        queue.restartAtKeyframe();
        queue.setCarried(100.0, seconds(2));
        queue.suspend();
        queue.setCarried(100.0, seconds(2)); // by a look that came late
        queue.restartAtKeyframe();
        for (int ms = 0; ms < 200; ms += 33) {
            CodedPacket p = video(ms, ms == 0);
            p.size = 10'000;
            queue.push(p);
        }
        QCOMPARE(queue.droppedVideo(), 0);
    }

    // What is thrown away before a connection has begun was never to be sent to it.
    void waitingForTheFirstKeyframeIsNoLoss()
    {
        PacketQueue queue([] { });
        queue.restartAtKeyframe();
        for (int ms = 0; ms < 500; ms += 33)
            queue.push(video(ms));
        queue.push(video(500, true));
        QCOMPARE(queue.droppedVideo(), 0);
    }

    // … which is no fault of the network's.
    void whatComesAtOnceAtTheEndIsNotTooOld()
    {
        PacketQueue queue([] { });
        queue.restartAtKeyframe();
        queue.push(video(0, true));
        queue.ends();
        for (int ms = 33; ms < 3000; ms += 33)
            queue.push(video(ms, false, ms % 2 == 0));
        QCOMPARE(queue.droppedVideo(), 0);
        QVERIFY(queue.queued() > seconds(2));
    }

    void theHardBoundHolds()
    {
        PacketQueue queue([] { });
        queue.restartAtKeyframe();
        queue.push(video(0, true));
        for (int ms = 0; ms < 60'000; ms += 20)
            queue.push(audio(ms));
        QVERIFY(queue.queued() <= PacketQueue::kHardBound);
        queue.finish();
        QVERIFY(!queue.drained());
        while (queue.pop({}, Duration(0))) { }
        QVERIFY(queue.drained());
    }

    // --- ReconnectSchedule
    void reconnectingIsQuickAtFirstAndNeverEnds()
    {
        ReconnectSchedule schedule(7);
        const auto near
            = [](Duration wait, Duration base) { return wait <= base && wait >= scaled(base, 0.8); };
        QVERIFY(near(schedule.next({}), milliseconds(500)));
        QVERIFY(near(schedule.next(seconds(1)), seconds(1)));
        QVERIFY(near(schedule.next(seconds(3)), seconds(2)));
        QVERIFY(near(schedule.next(seconds(100)), seconds(2)));
        QVERIFY(near(schedule.next(seconds(121)), seconds(15)));
        schedule.reset();
        QVERIFY(near(schedule.next({}), milliseconds(500)));
    }
};

QTEST_GUILESS_MAIN(LeavingTest)
#include "LeavingTest.moc"
