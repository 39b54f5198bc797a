// SPDX-License-Identifier: GPL-3.0-or-later
// What makes pictures and sound keep their pace: each picture in its slot, sound that is one run.
#include <algorithm>
#include <array>
#include <cmath>

#include <QTest>

#include "core/publish/AudioMixer.h"
#include "core/publish/AudioTimeline.h"
#include "core/publish/FrameCadence.h"

using namespace sluice;

namespace {

const TimePoint kEpoch(seconds(100));
constexpr AudioFormat kStereo{48000, 2};

AudioBlock block(Duration at, std::size_t frames, float value = 0.5F)
{
    AudioBlock b = AudioBlock::of(kStereo, std::vector<float>(frames * 2, value));
    b.captured = kEpoch + at;
    return b;
}

AudioBlock blockThatBegins(Duration at, std::size_t frames, float first)
{
    std::vector<float> samples(frames * 2, 0.5F);
    samples.at(0) = samples.at(1) = first;
    AudioBlock b = AudioBlock::of(kStereo, std::move(samples));
    b.captured = kEpoch + at;
    return b;
}

} // namespace

class PaceTest : public QObject {
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
    // Wherever between two pictures a broadcast begins: each stands in the stream when it was captured, as the sound
    // does.
    void aBroadcastBeginsOnTheBeatOfItsPictures()
    {
        for (const FrameRate rate : {FrameRate{30, 1}, FrameRate{30000, 1001}, FrameRate{10, 1}}) {
            for (int ms = 0; ms < 1000; ms += 7) {
                const auto capturedAt
                    = [&](std::int64_t k) { return kEpoch - milliseconds(123) + rate.timeOf(k); };
                const TimePoint asked = kEpoch + milliseconds(ms);
                const TimePoint begin = FrameCadence::onBeat(capturedAt(0), rate, asked);
                QVERIFY(begin >= asked && begin - asked <= rate.frameDuration());
                FrameCadence cadence(rate, begin);
                int after = 0; // pictures that are not from before the beginning, but for the rounding
                int placed = 0;
                for (std::int64_t k = 0; k < 60; ++k) {
                    const TimePoint captured = capturedAt(k);
                    after += captured >= begin - microseconds(2) ? 1 : 0;
                    const auto slot = cadence.place(captured);
                    if (!slot)
                        continue;
                    ++placed;
                    QVERIFY(std::chrono::abs(begin + cadence.timeOf(*slot).time_since_epoch() - captured)
                        <= microseconds(2));
                }
                QVERIFY2(after >= 26 && std::abs(after - placed) <= 1,
                    qPrintable(QString("%1 of %2").arg(placed).arg(after)));
            }
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

    // Who catches up after a standstill is not late for good: what is old is left out, what is new stands in its place.
    void whatComesAfterAStandstillIsPlacedExactly()
    {
        AudioTimeline timeline(kStereo, kEpoch);
        timeline.add(block(Duration(0), 480));
        timeline.idle(kEpoch + seconds(15)); // silence up to 14.75 s
        for (int ms = 10; ms < 14750; ms += 10)
            QVERIFY(!timeline.add(block(milliseconds(ms), 480)));
        QVERIFY(timeline.add(block(milliseconds(14800), 480, 0.25F)));
        AudioBlock piece;
        QVERIFY(timeline.take(static_cast<std::size_t>(kStereo.framesIn(milliseconds(14810))), piece));
        const auto back = static_cast<std::size_t>(kStereo.framesIn(milliseconds(14800)));
        QCOMPARE(piece.data()[back * 2 - 2], 0.0F);
        QCOMPARE(piece.data()[back * 2], 0.25F);
        QVERIFY(timeline.stoodStill());
        QVERIFY(timeline.add(block(milliseconds(14810), 480)));
        QVERIFY(timeline.take(480, piece));
        QVERIFY(!timeline.stoodStill());
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

    // A microphone that is 200 ppm off, followed for an hour by what the timeline asks of the resampler. It clicks each
    // second of its own: every click comes out once, where it was heard by true time.
    void driftIsHeldTogether_data()
    {
        QTest::addColumn<double>("ppm");
        QTest::newRow("fast") << 200.0;
        QTest::newRow("slow") << -200.0;
    }
    void driftIsHeldTogether()
    {
        QFETCH(double, ppm);
        AudioTimeline timeline(kStereo, kEpoch);
        double produced = 0; // frames after the resampler
        std::int64_t given = 0;
        std::int64_t taken = 0;
        std::vector<Duration> clicks; // when they were heard
        std::vector<Duration> heard; // where they stand
        AudioBlock piece;
        constexpr int kBlocks = 100 * 3600;
        for (int i = 0; i < kBlocks; ++i) {
            const Duration captured = scaled(milliseconds(10) * i, 1.0 / (1.0 + ppm * 1e-6));
            produced += 480.0 * (1.0 + timeline.correctionPpm() * 1e-6);
            const auto whole = static_cast<std::int64_t>(produced) - given;
            given += whole;
            const bool clicking = i % 100 == 0;
            if (clicking)
                clicks.push_back(captured);
            timeline.add(blockThatBegins(captured, static_cast<std::size_t>(whole), clicking ? 1.0F : 0.5F));
            while (timeline.take(480, piece)) {
                for (std::size_t n = 0; n < 480; ++n)
                    if (piece.data()[2 * n] > 0.75F)
                        heard.push_back(kStereo.durationOf(taken + static_cast<std::int64_t>(n)));
                taken += 480;
            }
        }
        QCOMPARE(timeline.silenceFrames(), 0);
        QVERIFY(given - taken < 480); // nothing is left out
        QCOMPARE(heard.size(), clicks.size());
        Duration worst{};
        for (std::size_t k = 0; k < clicks.size(); ++k)
            worst = std::max(worst, std::chrono::abs(heard[k] - clicks[k]));
        QVERIFY2(worst <= milliseconds(10), qPrintable(QString::number(toMsReal(worst))));
        QVERIFY(worst > Duration::zero()); // it was measured
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
};

QTEST_GUILESS_MAIN(PaceTest)
#include "PaceTest.moc"
