// SPDX-License-Identifier: GPL-3.0-or-later
// The mix of two inputs whose devices run by clocks of their own, get lost and come back: stepped by a clock that
// stands still in between, so that minutes take a second.
#include <cmath>
#include <memory>
#include <numbers>

#include <QTest>

#include "tests/unit/publish/AudioBench.h"

using namespace sluice;
using Bench = test::AudioBench;

namespace {

class FakeEncoder final : public AudioEncoder {
public:
    explicit FakeEncoder(bool fails) : m_fails(fails) { }
    const StreamInfo& info() const override { return m_info; }
    Result<void> encode(const AudioBlock& /*block*/, std::vector<CodedPacket>& /*out*/) override
    {
        return m_fails ? Result<void>(Error(ErrorCode::EncoderFailed, {"fake", "told to"})) : Result<void>();
    }
    void drain(std::vector<CodedPacket>& /*out*/) override { }

private:
    const bool m_fails;
    StreamInfo m_info;
};

double decibels(double amplitude)
{
    return 20 * std::log10(amplitude);
}

// Of a sine with that peak.
double rmsOf(double amplitude)
{
    return decibels(amplitude / std::numbers::sqrt2);
}

} // namespace

class AudioNodeTest : public QObject {
    Q_OBJECT
private slots:
    void anErrorBelongsToItsBroadcast()
    {
        Bench bench;
        bench.choose(0);
        for (const bool fails : {true, false}) {
            bench.node.goLive(
                {std::make_unique<FakeEncoder>(fails), bench.clock.now(), [](const CodedPacket&) { }});
            bench.run(milliseconds(500));
            QCOMPARE(bench.node.status().error.has_value(), fails);
            bench.node.endLive();
            QCOMPARE(bench.node.status().error.has_value(), fails); // it can still be read
        }
    }

    void aSineIsReadAtItsLevel()
    {
        Bench bench;
        bench.choose(0);
        bench.run(seconds(2));
        QVERIFY(std::abs(bench.peak(0) + 20.0) <= 0.5);
        QVERIFY(std::abs(bench.mixRms() + 23.0) <= 0.5);
    }

    void twoInputsAddUpWithTheirGains()
    {
        Bench bench;
        bench.knobs[1]->hz = 1000;
        bench.knobs[1]->level = 0.2;
        bench.knobs[1]->rate = 44100;
        bench.choose(0);
        bench.choose(1);
        bench.run(seconds(2));
        const auto both = [](double a, double b) { return rmsOf(std::hypot(a, b)); };
        QVERIFY(std::abs(bench.mixRms() - both(0.1, 0.2)) < 0.1);
        bench.node.setGain(0, 0.5F);
        bench.run(seconds(2));
        QVERIFY(std::abs(bench.mixRms() - both(0.05, 0.2)) < 0.1);
        bench.node.setMuted(1, true);
        bench.run(seconds(2));
        QVERIFY(std::abs(bench.mixRms() - rmsOf(0.05)) < 0.1);
        QVERIFY(std::abs(bench.peak(1) - decibels(0.2)) < 0.2); // the meter shows what a mute would let out
        bench.run(seconds(2));
        QVERIFY(std::abs(bench.peak(0) - decibels(0.05)) < 0.2); // 20 dB in 1.7 s: it has fallen
    }

    void aLossNeverTouchesTheOther()
    {
        Bench bench;
        bench.knobs[1]->hz = 1000;
        bench.choose(0);
        bench.choose(1);
        bench.run(seconds(3));
        const auto silence = bench.input(0).silenceFrames;
        bench.knobs[1]->lost = true;
        bench.run(seconds(3));
        QVERIFY(bench.input(1).error.has_value());
        QVERIFY(!bench.input(0).error && bench.input(0).running);
        QVERIFY(std::abs(bench.mixRms() - rmsOf(0.1)) < 0.1);
        bench.knobs[1]->lost = false;
        bench.run(seconds(3));
        QVERIFY(!bench.input(1).error && bench.input(1).running);
        QCOMPARE(bench.input(1).losses, 1);
        QVERIFY(bench.input(1).silenceFrames > 3 * 48000);
        QVERIFY(std::abs(bench.mixRms() - rmsOf(std::hypot(0.1, 0.1))) < 0.1);
        QCOMPARE(bench.input(0).losses, 0);
        QCOMPARE(bench.input(0).silenceFrames, silence); // no gap in the other, ever
    }

    // As when another device becomes the sound server's standard one: its reader waits for the server, and what comes
    // then is stamped by the clock of the stream before.
    void anInputThatBlocksOrLagsHoldsNobodyUp()
    {
        Bench bench;
        bench.knobs[1]->hz = 1000;
        bench.choose(0);
        bench.choose(1);
        bench.run(seconds(3));
        const auto silence = bench.input(0).silenceFrames;
        const double both = rmsOf(std::hypot(0.1, 0.1));
        QVERIFY(std::abs(bench.mixRms() - both) < 0.1);
        bench.knobs[1]->blocked = true;
        bench.run(seconds(2));
        QVERIFY2(std::abs(bench.mixRms() - rmsOf(0.1)) < 0.1, "the mix stood still");
        bench.knobs[1]->blocked = false;
        bench.knobs[1]->anotherStream = true;
        bench.knobs[1]->lag = seconds(1);
        bench.node.setGain(0, 0.5F); // to see it go on
        bench.run(milliseconds(450));
        bench.node.setGain(0, 0.25F);
        bench.run(milliseconds(450));
        QVERIFY2(std::abs(bench.mixRms() - rmsOf(0.025)) < 0.3, "the mix stood still");
        bench.node.setGain(0, 1.0F);
        bench.knobs[1]->lag = {};
        bench.run(seconds(2));
        QVERIFY(std::abs(bench.mixRms() - both) < 0.1);
        QCOMPARE(bench.input(0).silenceFrames, silence);
        QCOMPARE(bench.input(1).losses, 0);
    }

    // One whose stamps say that all it gives is from long ago: it is heard after a second, without a hole, and where
    // they say once they are right. The other does not wait for it.
    void aSourceThatIsAlwaysLateIsHeard_data()
    {
        QTest::addColumn<int>("lateMs");
        for (const int ms : {245, 255, 300, 1000, 5000})
            QTest::addRow("%d ms", ms) << ms;
    }
    void aSourceThatIsAlwaysLateIsHeard()
    {
        QFETCH(int, lateMs);
        Bench bench;
        bench.knobs[1]->hz = 1000;
        bench.knobs[1]->lag = milliseconds(lateMs);
        bench.choose(0);
        bench.choose(1);
        bench.run(seconds(3));
        const double both = rmsOf(std::hypot(0.1, 0.1));
        QVERIFY2(std::abs(bench.mixRms() - both) < 0.1, qPrintable(QString::number(bench.mixRms())));
        const auto silence = bench.input(1).silenceFrames;
        bench.run(seconds(60));
        QCOMPARE(bench.input(1).silenceFrames, silence);
        bench.knobs[1]->lag = {};
        bench.run(seconds(1)); // what was behind becomes silence, once
        QVERIFY(bench.input(1).silenceFrames - silence
            <= AudioInput::kFormat.framesIn(AudioTimeline::kPatience + milliseconds(20)));
        bench.run(seconds(60));
        QVERIFY(std::abs(bench.mixRms() - both) < 0.1);
        QVERIFY(std::abs(toMsReal(bench.input(1).drift)) < 3);
        QVERIFY(bench.input(0).silenceFrames < 4800);
    }

    void anInputJoinsAndLeavesWhileTheOtherRuns()
    {
        Bench bench;
        bench.knobs[1]->hz = 1000;
        bench.choose(0);
        bench.run(seconds(120));
        const auto silence = bench.input(0).silenceFrames;
        bench.choose(1);
        bench.run(seconds(3));
        QVERIFY(std::abs(bench.mixRms() - rmsOf(std::hypot(0.1, 0.1))) < 0.1);
        QVERIFY(bench.input(1).silenceFrames < 48000); // no two minutes of silence to begin with
        bench.node.setSource(1, std::nullopt);
        bench.run(seconds(3));
        QVERIFY(!bench.input(1).active);
        QVERIFY(bench.input(1).levels.channels.empty());
        QVERIFY(std::abs(bench.mixRms() - rmsOf(0.1)) < 0.1);
        QCOMPARE(bench.input(0).silenceFrames, silence);
    }

    // Both filters on, and off again: no frame is lost or made, and too much gain does not clip.
    void filtersAreSwitchedWhileItRuns()
    {
        Bench bench;
        bench.knobs[1]->hz = 1000;
        bench.choose(0);
        bench.choose(1);
        bench.run(seconds(2));
        bench.node.setNoiseSuppression(0, true);
        bench.node.setLimiter(true);
        bench.run(seconds(3));
        QVERIFY(!bench.node.status().error);
        QVERIFY(std::abs(bench.mixRms() - rmsOf(std::hypot(0.1, 0.1))) < 0.2);
        bench.node.setGain(0, 20.0F);
        bench.run(seconds(3));
        const auto loud = bench.node.status().mix.channels.at(0);
        QVERIFY(loud.peakDb <= -0.9 && loud.peakDb > -2 && !loud.clipped);
        bench.node.setLimiter(false);
        bench.run(seconds(2));
        QVERIFY(bench.node.status().mix.channels.at(0).clipped);
        bench.node.setGain(0, 1.0F);
        bench.node.setNoiseSuppression(0, false);
        bench.run(seconds(3));
        QVERIFY(std::abs(bench.mixRms() - rmsOf(std::hypot(0.1, 0.1))) < 0.1);
        for (std::size_t i = 0; i < 2; ++i)
            QVERIFY(bench.input(i).silenceFrames < 4800);
    }

    // The warning of a microphone that gives nothing.
    void silenceIsNoticedAfterTenSecondsAndOnlyWhenItCounts()
    {
        Bench bench;
        bench.knobs[0]->level = 0.0005; // −66 dBFS
        bench.choose(0);
        bench.run(milliseconds(9500));
        QVERIFY(!bench.input(0).silent);
        bench.run(seconds(1));
        QVERIFY(bench.input(0).silent);
        bench.node.setGain(0, 10.0F); // no gain makes sound out of nothing
        bench.run(seconds(1));
        QVERIFY(bench.input(0).silent);
        bench.node.setMuted(0, true);
        bench.run(seconds(20));
        QVERIFY(!bench.input(0).silent);
        bench.node.setMuted(0, false);
        bench.run(seconds(9)); // ten seconds count from here on
        QVERIFY(!bench.input(0).silent);
        bench.run(seconds(2));
        QVERIFY(bench.input(0).silent);
        bench.knobs[0]->level = 0.1;
        bench.run(seconds(1));
        QVERIFY(!bench.input(0).silent);
    }

    // The program was stopped, or the computer slept: nobody listened meanwhile, so nobody can say that it was silent.
    void aStandstillIsNoSilence_data()
    {
        QTest::addColumn<bool>("mixFirst"); // which thread wakes first
        QTest::newRow("the mix wakes first") << true;
        QTest::newRow("the input wakes first") << false;
    }
    void aStandstillIsNoSilence()
    {
        QFETCH(bool, mixFirst);
        Bench bench;
        bench.choose(0);
        bench.run(seconds(3));
        bench.clock.advance(seconds(15));
        bench.knobs[0]->anotherStream = true; // the device's own memory is a second or two
        if (mixFirst)
            bench.node.step({});
        for (int i = 0; i < 100; ++i) {
            QVERIFY(!bench.input(0).silent);
            bench.run(milliseconds(10));
        }
        QVERIFY(bench.input(0).silenceFrames > 14 * 48000);
        QVERIFY(std::abs(bench.mixRms() - rmsOf(0.1)) < 0.1);
        bench.knobs[0]->level = 0;
        bench.run(milliseconds(9500));
        QVERIFY(!bench.input(0).silent);
        bench.run(seconds(1));
        QVERIFY(bench.input(0).silent);
    }

    // While everything runs, a microphone that gives nothing is as silent as one that gives silence.
    void nothingAtAllIsSilenceToo()
    {
        Bench bench;
        bench.choose(0);
        bench.run(seconds(1));
        bench.knobs[0]->blocked = true;
        bench.run(seconds(9));
        QVERIFY(!bench.input(0).silent);
        bench.run(seconds(2));
        QVERIFY(bench.input(0).silent);
    }
};

QTEST_GUILESS_MAIN(AudioNodeTest)
#include "AudioNodeTest.moc"
