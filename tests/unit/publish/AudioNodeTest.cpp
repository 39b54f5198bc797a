// SPDX-License-Identifier: GPL-3.0-or-later
// The mix of two inputs whose devices run by clocks of their own, get lost and come back: stepped by a clock that
// stands still in between, so that minutes take a second.
#include <cmath>
#include <memory>
#include <numbers>
#include <utility>

#include <QTest>

#include "core/av/Resampler.h"
#include "core/base/FakeClock.h"
#include "core/publish/AudioNode.h"

using namespace sluice;

namespace {

constexpr double kPi = std::numbers::pi;

// What a test turns while the source runs.
struct Knobs {
    double hz = 440;
    double level = 0.1;
    double ppm = 0; // how fast the device's clock runs
    bool lost = false;
    int rate = 48000;
    bool blocked = false; // read() does not return
    Duration lag{}; // what its stamps are wrong by
    bool anotherStream = false; // what was heard meanwhile is lost
};

// A device: sample n is heard n/rate/(1 + ppm) after the opening.
class FakeDevice final : public AudioSource {
public:
    FakeDevice(Clock& clock, std::shared_ptr<Knobs> knobs) : m_clock(clock), m_knobs(std::move(knobs)) { }

    Result<AudioFormat> open(AudioFormat /*wanted*/, StopToken /*stop*/) override
    {
        if (m_knobs->lost)
            return Error(ErrorCode::MicrophoneNotFound, {"fake"});
        m_opened = m_clock.now();
        m_format = {m_knobs->rate, 2};
        m_second.clear();
        for (int n = 0; n < m_format.rate; ++n)
            m_second.push_back(static_cast<float>(std::sin(2 * kPi * m_knobs->hz * n / m_format.rate)));
        return m_format;
    }
    Result<std::optional<AudioBlock>> read(Duration /*patience*/, StopToken /*stop*/) override
    {
        if (m_knobs->lost)
            return Error(ErrorCode::MicrophoneFailed, {"fake", "pulled"});
        const std::int64_t count = m_format.rate / 100;
        if (std::exchange(m_knobs->anotherStream, false))
            m_next = m_format.framesIn(m_clock.now() - m_opened);
        if (heardAt(m_next + count) > m_clock.now())
            return std::optional<AudioBlock>();
        std::vector<float> samples;
        for (std::int64_t n = m_next; n < m_next + count; ++n) {
            const float value
                = static_cast<float>(m_knobs->level) * m_second[static_cast<std::size_t>(n % m_format.rate)];
            samples.insert(samples.end(), {value, value});
        }
        AudioBlock block = AudioBlock::of(m_format, std::move(samples));
        block.captured = heardAt(m_next) - m_knobs->lag;
        m_next += count;
        return std::optional(std::move(block));
    }
    void close() override { }

private:
    TimePoint heardAt(std::int64_t n) const
    {
        return m_opened + fromSeconds(static_cast<double>(n) / m_format.rate / (1 + m_knobs->ppm * 1e-6));
    }
    Clock& m_clock;
    std::shared_ptr<Knobs> m_knobs;
    AudioFormat m_format;
    std::vector<float> m_second; // of the sine
    TimePoint m_opened;
    std::int64_t m_next = 0;
};

// A node with inputs that are stepped by hand, 10 ms at a time.
struct Bench {
    explicit Bench(std::size_t inputs = 2) : node(clock, inputs, [] { }, [] { })
    {
        for (std::size_t i = 0; i < inputs; ++i)
            knobs.push_back(std::make_shared<Knobs>());
    }
    void choose(std::size_t i)
    {
        node.setSource(i, [this, i]() -> Result<std::unique_ptr<AudioSource>> {
            return std::unique_ptr<AudioSource>(std::make_unique<FakeDevice>(clock, knobs[i]));
        });
    }
    void run(Duration length)
    {
        for (const TimePoint end = clock.now() + length; clock.now() < end;) {
            clock.advance(milliseconds(10));
            for (std::size_t i = 0; i < node.inputs(); ++i)
                if (!knobs[i]->blocked)
                    node.input(i).step({});
            node.step({});
        }
    }
    AudioNode::InputStatus input(std::size_t i) const { return node.status().inputs[i]; }
    double peak(std::size_t i) const
    {
        const AudioLevels levels = input(i).levels;
        return levels.channels.empty() ? -200.0 : levels.channels[0].peakDb;
    }
    double mixRms() const { return node.status().mix.channels.at(0).rmsDb; }

    FakeClock clock;
    std::vector<std::shared_ptr<Knobs>> knobs;
    AudioNode node;
};

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

    // Two devices, one 200 ppm fast and one as slow: held within 10 ms, and nothing is filled in. In ten minutes they
    // would be 240 ms apart; with SLUICE_TEST_LONG=1 it is an hour.
    void driftIsHeldTogether()
    {
        Bench bench;
        bench.knobs[0]->ppm = 200;
        bench.knobs[1]->ppm = -200;
        bench.choose(0);
        bench.choose(1);
        bench.run(seconds(60));
        const auto before0 = bench.input(0).silenceFrames, before1 = bench.input(1).silenceFrames;
        double worst = 0;
        const int minutes = qEnvironmentVariableIsSet("SLUICE_TEST_LONG") ? 60 : 10;
        for (int minute = 0; minute < minutes; ++minute) {
            bench.run(seconds(60));
            for (std::size_t i = 0; i < 2; ++i)
                worst = std::max(worst, std::abs(toMsReal(bench.input(i).drift)));
        }
        qInfo("worst drift in %d minutes: %.2f ms", minutes, worst);
        QVERIFY2(worst <= 10.0, qPrintable(QString::number(worst)));
        QVERIFY(worst > 0.01); // it was measured
        QCOMPARE(bench.input(0).silenceFrames, before0);
        QCOMPARE(bench.input(1).silenceFrames, before1);
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
