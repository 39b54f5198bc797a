// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

#include <QTest>

#include "core/publish/AudioMixer.h"
#include "core/publish/AudioTimeline.h"
#include "core/publish/FrameCadence.h"
#include "core/publish/Interleaver.h"
#include "core/publish/PacketQueue.h"
#include "core/publish/ReconnectSchedule.h"

using namespace sluice;

namespace {

const TimePoint kEpoch(seconds(100));
constexpr AudioFormat kStereo{48000, 2};

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

AudioBlock block(Duration at, std::size_t frames, float value = 0.5F)
{
    AudioBlock b = AudioBlock::of(kStereo, std::vector<float>(frames * 2, value));
    b.captured = kEpoch + at;
    return b;
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

class PublishTest : public QObject {
    Q_OBJECT
private slots:
    // --- FrameCadence
    void exactFramesFillEverySlot()
    {
        FrameCadence cadence({30, 1}, kEpoch);
        for (std::int64_t i = 0; i < 3000; ++i)
            QCOMPARE(*cadence.place(kEpoch + FrameRate{30, 1}.timeOf(i)), i);
    }

    void jitterCostsNoFrame()
    {
        FrameCadence cadence({30, 1}, kEpoch);
        std::int64_t expected = 0;
        for (std::int64_t i = 0; i < 3000; ++i) {
            const auto wobble = microseconds((i * 7919) % 20000 - 10000);
            const auto slot = cadence.place(kEpoch + milliseconds(20) + FrameRate{30, 1}.timeOf(i) + wobble);
            QVERIFY(slot.has_value());
            if (i == 0)
                expected = *slot;
            QCOMPARE(*slot, expected++);
        }
    }

    // 200 ppm fast for an hour: 21.6 frames too many in 108,000, and no more are left out.
    void clockDriftCostsOnlyItsOwnFrames()
    {
        FrameCadence cadence({30, 1}, kEpoch);
        int leftOut = 0;
        std::int64_t last = -1;
        for (std::int64_t i = 0; i < 108'000; ++i) {
            const auto slot = cadence.place(kEpoch + scaled(FrameRate{30, 1}.timeOf(i), 1.0 - 200e-6));
            if (!slot)
                ++leftOut;
            else
                QVERIFY(*slot > std::exchange(last, *slot));
        }
        QVERIFY(leftOut >= 20 && leftOut <= 23);
    }

    // Whatever its phase: what follows on the late first frame of another source finds its slots free.
    void aLateFirstFrameOfAnotherSourceCostsNone_data()
    {
        QTest::addColumn<double>("phase");
        for (const double phase : {-0.4, -0.2, 0.0, 0.2, 0.4})
            QTest::addRow("%g", phase) << phase;
    }
    void aLateFirstFrameOfAnotherSourceCostsNone()
    {
        QFETCH(double, phase);
        const auto at = [](double frames) { return kEpoch + fromSeconds(frames / 30); };
        for (const double late : {0.0, 0.1, 0.2, 0.3, 0.4}) {
            FrameCadence cadence({30, 1}, kEpoch);
            for (int i = 0; i < 10; ++i)
                QVERIFY(cadence.place(at(i)).has_value());
            int next = 10;
            FrameCadence::Run run;
            for (; run.count == 0; ++next)
                run = cadence.join(at(next + phase + (next == 10 ? late : 0)));
            QCOMPARE(run.first, std::int64_t(10));
            std::int64_t slot = run.first + run.count - 1;
            for (int i = 0; i < 300; ++i, ++next)
                QCOMPARE(cadence.place(at(next + phase)), std::optional(++slot));
        }
    }
    void framesFromBeforeTheBeginningAreLeftOut()
    {
        FrameCadence cadence({30, 1}, kEpoch);
        QVERIFY(!cadence.place(kEpoch - milliseconds(1)).has_value());
    }

    // --- AudioTimeline
    void soundIsOneRun()
    {
        AudioTimeline timeline(kStereo, kEpoch);
        timeline.add(block(Duration(0), 480));
        timeline.add(block(milliseconds(10), 480));
        AudioBlock piece;
        QVERIFY(timeline.take(960, piece));
        QCOMPARE(piece.pts, MediaTime());
        QCOMPARE(timeline.silenceFrames(), 0);
        QVERIFY(!timeline.take(1, piece));
    }

    void aGapBecomesSilenceAndAnOverlapIsLeftOut()
    {
        AudioTimeline timeline(kStereo, kEpoch);
        timeline.add(block(Duration(0), 480));
        timeline.add(block(milliseconds(110), 480)); // 100 ms are missing
        QCOMPARE(timeline.silenceFrames(), 4800);
        AudioBlock piece;
        QVERIFY(timeline.take(480 + 4800 + 480, piece));
        QCOMPARE(piece.data()[480 * 2], 0.0F);
        QCOMPARE(piece.data()[(480 + 4800) * 2], 0.5F);
        timeline.add(block(milliseconds(20), 480)); // 100 ms too early: all of it was there
        QVERIFY(!timeline.take(1, piece));
    }

    void aDeadMicrophoneIsSilence()
    {
        AudioTimeline timeline(kStereo, kEpoch);
        timeline.add(block(Duration(0), 480));
        timeline.idle(kEpoch + seconds(1));
        AudioBlock piece;
        QVERIFY(timeline.take(480 + static_cast<std::size_t>(kStereo.framesIn(milliseconds(730))), piece));
        timeline.idle(kEpoch + seconds(1));
        QVERIFY(!timeline.take(4800, piece)); // once
    }

    // Back after silence, the sound stands where its stamp says, to the sample, however near that is.
    void whatComesBackIsPlacedExactly_data()
    {
        QTest::addColumn<int>("backAtMs");
        QTest::newRow("a little later") << 765;
        QTest::newRow("much later") << 1500;
        QTest::newRow("a little overlap") << 745;
    }
    void whatComesBackIsPlacedExactly()
    {
        QFETCH(int, backAtMs);
        AudioTimeline timeline(kStereo, kEpoch);
        timeline.add(block(Duration(0), 480));
        timeline.idle(kEpoch + seconds(1)); // silence up to 750 ms
        timeline.add(block(milliseconds(backAtMs), 4800, 0.25F));
        AudioBlock piece;
        const auto end = static_cast<std::size_t>(kStereo.framesIn(milliseconds(backAtMs + 100)));
        QVERIFY(timeline.take(end, piece));
        QVERIFY(!timeline.take(1, piece));
        const auto back = static_cast<std::size_t>(kStereo.framesIn(milliseconds(std::max(backAtMs, 750))));
        QCOMPARE(piece.data()[back * 2 - 2], 0.0F);
        QCOMPARE(piece.data()[back * 2], 0.25F);
    }

    void whatIsDelayedMovesToTheSample()
    {
        AudioTimeline timeline(kStereo, kEpoch);
        timeline.add(block(Duration(0), 480, 0.1F));
        timeline.delay(milliseconds(100));
        timeline.add(block(milliseconds(10), 480, 0.2F));
        timeline.delay(milliseconds(-95)); // earlier than what is there already: left out until it is due
        for (int ms = 20; ms < 200; ms += 10)
            timeline.add(block(milliseconds(ms), 480, ms >= 115 ? 0.4F : 0.3F));
        AudioBlock piece;
        QVERIFY(timeline.take(480 + 4800 + 480 + 480, piece));
        QCOMPARE(piece.data()[479 * 2], 0.1F);
        QCOMPARE(piece.data()[480 * 2], 0.0F);
        QCOMPARE(piece.data()[(480 + 4799) * 2], 0.0F);
        QCOMPARE(piece.data()[(480 + 4800) * 2], 0.2F);
        // Position 120 ms is the sound of 115 ms now.
        QCOMPARE(piece.data()[(480 + 4800 + 480) * 2], 0.3F); // half of the block of 110 ms …
        QCOMPARE(piece.data()[(480 + 4800 + 480 + 240) * 2], 0.4F); // … and that of 120 ms
    }

    // A microphone that is 200 ppm fast, followed for an hour by what the timeline asks of the resampler.
    void driftIsHeldTogether()
    {
        AudioTimeline timeline(kStereo, kEpoch);
        double produced = 0; // frames after the resampler
        std::int64_t given = 0;
        AudioBlock piece;
        Duration worst{};
        constexpr int kBlocks = 100 * 3600;
        for (int i = 0; i < kBlocks; ++i) {
            const Duration captured = scaled(milliseconds(10) * i, 1.0 - 200e-6);
            produced += 480.0 * (1.0 + timeline.correctionPpm() * 1e-6);
            const auto whole = static_cast<std::int64_t>(produced) - given;
            given += whole;
            timeline.add(block(captured, static_cast<std::size_t>(whole)));
            while (timeline.take(480, piece)) { }
            worst
                = std::max(worst, timeline.drift() < Duration::zero() ? -timeline.drift() : timeline.drift());
        }
        QCOMPARE(timeline.silenceFrames(), 0);
        QVERIFY2(worst <= milliseconds(10), qPrintable(QString::number(toMsReal(worst))));
    }

    // The first stamps of a device are guesses. What it says once its clock is known is where the sound belongs.
    void aWrongBeginningIsMendedWithinSeconds_data()
    {
        QTest::addColumn<int>("errorMs");
        QTest::newRow("too early") << -40;
        QTest::newRow("too late") << 40;
    }

    void aWrongBeginningIsMendedWithinSeconds()
    {
        QFETCH(int, errorMs);
        AudioTimeline timeline(kStereo, kEpoch);
        double produced = 0;
        std::int64_t given = 0;
        AudioBlock piece;
        for (int i = 0; i < 100 * 60; ++i) {
            const Duration wrong = i < 10 ? Duration(milliseconds(errorMs)) : Duration(0);
            produced += 480.0 * (1.0 + timeline.correctionPpm() * 1e-6);
            const auto whole = static_cast<std::int64_t>(produced) - given;
            given += whole;
            timeline.add(
                block(milliseconds(100) + milliseconds(10) * i + wrong, static_cast<std::size_t>(whole)));
            while (timeline.take(480, piece)) { }
            if (i > 100 * 31) {
                QVERIFY(std::abs(timeline.correctionPpm()) <= AudioTimeline::kMaxPpm);
                QVERIFY2(std::abs(toMsReal(timeline.drift())) <= 3.0,
                    qPrintable(QString::number(toMsReal(timeline.drift()))));
            }
        }
    }

    // --- AudioMixer
    void mixingAddsAndMuteRamps()
    {
        AudioMixer mixer(kStereo, 2);
        const AudioBlock a = block(Duration(0), 960, 0.25F);
        const AudioBlock b = block(Duration(0), 960, 0.5F);
        QCOMPARE(mixer.mix(960, std::array{a, b}).data()[0], 0.75F);
        mixer.setGain(1, 0.0F);
        const AudioBlock muted = mixer.mix(960, std::array{a, b});
        QVERIFY(muted.data()[2] > 0.7F); // no jump
        for (std::size_t i = 1; i < 960; ++i)
            QVERIFY(std::abs(muted.data()[i * 2] - muted.data()[i * 2 - 2]) < 0.0011F); // anywhere
        QCOMPARE(muted.data()[481 * 2], 0.25F); // and silent after 10 ms
        mixer.setGain(1, 4.0F); // loud or quiet, it takes as long
        const AudioBlock raised = mixer.mix(960, std::array{a, b});
        QVERIFY(raised.data()[478 * 2] < 2.25F);
        QCOMPARE(raised.data()[481 * 2], 2.25F);
        QCOMPARE(clampedToFullScale(raised).data()[481 * 2], 1.0F);
        QCOMPARE(clampedToFullScale(a).samples.get(), a.samples.get());
    }

    void anInputThatIsNotThereIsSilence()
    {
        AudioMixer mixer(kStereo, 3);
        const AudioBlock a = block(Duration(0), 480, 0.25F);
        mixer.setGain(1, 0.5F);
        QCOMPARE(mixer.mix(480, std::array{AudioBlock(), a, AudioBlock()}).frames(), std::size_t(480));
        QCOMPARE(mixer.mix(480, std::array{AudioBlock(), a, AudioBlock()}).data()[0], 0.125F);
        QCOMPARE(mixer.mix(480, std::array{AudioBlock(), AudioBlock(), AudioBlock()}).data()[0], 0.0F);
        mixer.setGain(2, 0.5F); // of one that is not there: no ramp when it comes
        (void)mixer.mix(480, std::array{AudioBlock(), AudioBlock(), AudioBlock()});
        QCOMPARE(mixer.mix(480, std::array{AudioBlock(), AudioBlock(), a}).data()[0], 0.125F);
    }

    void oneInputPassesUncopied()
    {
        AudioMixer mixer(kStereo, 1);
        const AudioBlock a = block(Duration(0), 480);
        QCOMPARE(mixer.mix(480, std::array{a}).samples.get(), a.samples.get());
    }

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
        for (int ms = 0; ms < 6000; ms += 20) { // pictures that come, but fall ever further behind
            const TimePoint now = kEpoch + milliseconds(ms);
            interleaver.push(audio(ms), now);
            interleaver.push(video(ms / 100, false), now);
            interleaver.take(now, out);
        }
        QVERIFY(times(out).back() >= 6000 - 4000 - 20);
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

QTEST_GUILESS_MAIN(PublishTest)
#include "PublishTest.moc"
