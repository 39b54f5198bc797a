// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include <cmath>
#include <limits>
#include <numbers>
#include <random>

#include "core/playback/TimeStretcher.h"

using namespace sluice;

namespace {

constexpr double kTone = 440; // Hz
constexpr float kLoud = 0.5F;

// Feeds a stretcher and keeps all that comes out.
struct Run {
    AudioFormat format;
    TimeStretcher stretcher;
    std::int64_t fed = 0; // frames
    std::vector<float> out;
    std::vector<StretchedPiece> pieces;
    std::vector<MediaTime> media; // of each output frame

    explicit Run(AudioFormat f) : format(f), stretcher(f) { }
    void take(const StretchedAudio& given)
    {
        std::size_t frames = 0;
        for (const auto& piece : given.pieces)
            frames += piece.frames;
        QCOMPARE(frames, given.block.frames());
        if (!given.pieces.empty())
            QCOMPARE(given.block.pts, given.pieces.front().begin);
        for (std::size_t i = 0; i < frames; ++i)
            media.push_back(given.at(i));
        const auto data = given.block.data();
        out.insert(out.end(), data.begin(), data.end());
        pieces.insert(pieces.end(), given.pieces.begin(), given.pieces.end());
    }
    template <typename Signal>
    AudioBlock make(std::size_t frames, Signal signal)
    {
        std::vector<float> samples;
        for (std::size_t i = 0; i < frames; ++i, ++fed)
            for (int c = 0; c < format.channels; ++c)
                samples.push_back(signal(fed, c));
        auto block = AudioBlock::of(format, std::move(samples));
        block.pts = MediaTime(format.durationOf(fed - static_cast<std::int64_t>(frames)));
        return block;
    }
    template <typename Signal>
    void feed(std::size_t frames, Signal signal)
    {
        take(stretcher.process(make(frames, signal)));
    }
    void flush() { take(stretcher.flush()); }
    std::size_t frames() const { return out.size() / static_cast<std::size_t>(format.channels); }
    std::vector<float> channel(int c) const
    {
        std::vector<float> one;
        for (auto i = static_cast<std::size_t>(c); i < out.size();
            i += static_cast<std::size_t>(format.channels))
            one.push_back(out[i]);
        return one;
    }
};

struct Sine {
    double rate;
    float operator()(std::int64_t n, int channel) const
    {
        const double phase = 2 * std::numbers::pi * kTone * static_cast<double>(n) / rate + 0.7 * channel;
        return kLoud * static_cast<float>(std::sin(phase));
    }
};

struct Noise {
    std::mt19937& random;
    float operator()(std::int64_t n, int) const
    {
        // Speech-like: noise whose loudness swells four times a second.
        const double swell = 0.5 + 0.5 * std::sin(static_cast<double>(n) * 2 * std::numbers::pi * 4 / 48000);
        return static_cast<float>(swell * std::uniform_real_distribution<double>(-0.5, 0.5)(random));
    }
};

double frequencyOf(const std::vector<float>& samples, int rate)
{
    std::size_t first = 0;
    std::size_t last = 0;
    int crossings = 0;
    for (std::size_t i = 1; i < samples.size(); ++i) {
        if (!(samples[i - 1] < 0 && samples[i] >= 0))
            continue;
        last = i;
        if (crossings++ == 0)
            first = i;
    }
    return (crossings - 1) * static_cast<double>(rate) / static_cast<double>(last - first);
}

// A sine obeys x[n] = 2cosω·x[n−1] − x[n−2]; a click does not.
double worstClick(const std::vector<float>& samples, int rate)
{
    const double k = 2 * std::cos(2 * std::numbers::pi * kTone / rate);
    double worst = 0;
    for (std::size_t i = 2; i < samples.size(); ++i) {
        const double x0 = static_cast<double>(samples[i - 2]);
        const double x1 = static_cast<double>(samples[i - 1]);
        worst = std::max(worst, std::abs(static_cast<double>(samples[i]) - k * x1 + x0));
    }
    return worst;
}

} // namespace

class TimeStretcherTest : public QObject {
    Q_OBJECT

private slots:
    void atOneItIsNotThere()
    {
        Run run({48000, 2});
        const auto block = run.make(1024, Sine{48000});
        const auto given = run.stretcher.process(block);
        QCOMPARE(given.block.samples.get(), block.samples.get()); // not even copied
        QCOMPARE(given.block.pts, block.pts);
        QCOMPARE(given.pieces, (std::vector<StretchedPiece>{{1024, block.pts, block.duration()}}));
        QCOMPARE(run.stretcher.heldBack(), Duration::zero());
    }

    void pitchStaysAndNothingClicks_data()
    {
        QTest::addColumn<double>("rate");
        QTest::addColumn<int>("channels");
        QTest::addColumn<int>("sampleRate");
        for (const double rate : {0.8, 0.97, 1.03, 1.25})
            for (const int channels : {1, 2, 6})
                QTest::addRow("%.2f, %d channels", rate, channels) << rate << channels << 48000;
        QTest::addRow("44.1 kHz") << 1.03 << 2 << 44100;
        QTest::addRow("8 kHz") << 0.9 << 1 << 8000;
    }
    void pitchStaysAndNothingClicks()
    {
        QFETCH(double, rate);
        QFETCH(int, channels);
        QFETCH(int, sampleRate);
        Run run({sampleRate, channels});
        run.stretcher.setRate(rate);
        const Sine sine{static_cast<double>(sampleRate)};
        for (int i = 0; i < 10 * sampleRate / 1024; ++i) {
            run.feed(1024, sine);
            QVERIFY(run.stretcher.heldBack() <= milliseconds(23));
        }
        run.flush();
        // The length, within one lag.
        const double expected = static_cast<double>(run.fed) / rate;
        QVERIFY(std::abs(static_cast<double>(run.frames()) - expected) <= 0.015 * sampleRate);
        for (int c = 0; c < channels; ++c) {
            const auto samples = run.channel(c);
            QVERIFY(std::abs(frequencyOf(samples, sampleRate) / kTone - 1) < 0.002);
            // At 8 kHz a period is 18 samples, so that no lag fits it well.
            const double bound = sampleRate < 16000 ? 0.03 : 0.003;
            const double worst = worstClick(samples, sampleRate);
            QVERIFY2(worst < bound, qPrintable(QString::number(worst)));
        }
    }

    void mediaTimeIsAccountedForCompletely_data()
    {
        QTest::addColumn<double>("rate");
        for (const double rate : {0.8, 0.97, 1.0, 1.03, 1.25})
            QTest::addRow("%.2f", rate) << rate;
    }
    void mediaTimeIsAccountedForCompletely()
    {
        QFETCH(double, rate);
        Run run({48000, 2});
        run.stretcher.setRate(rate);
        for (int i = 0; i < 300; ++i)
            run.feed(1024, Sine{48000});
        run.flush();
        // Pieces follow each other without a hole, from the first frame to the last.
        QCOMPARE(run.pieces.front().begin, MediaTime());
        MediaTime reached{};
        for (const auto& piece : run.pieces) {
            QVERIFY(std::chrono::abs(piece.begin - reached) <= microseconds(2));
            reached = piece.begin + piece.media;
        }
        QVERIFY(std::chrono::abs(reached - MediaTime(run.format.durationOf(run.fed))) <= microseconds(2));
        // And the straight line is never left by more than the debt allows.
        for (std::size_t i = 0; i < run.media.size(); ++i) {
            const double ideal = static_cast<double>(i) / 48000 * rate;
            const double off = toMsReal(run.media[i].time_since_epoch()) - ideal * 1000;
            QVERIFY2(std::abs(off) < 10, qPrintable(QString::number(off)));
        }
    }

    // A ramp says of itself which media time it is: sample value = media time.
    void mediaTimeIsThatOfTheSound_data() { mediaTimeIsAccountedForCompletely_data(); }
    void mediaTimeIsThatOfTheSound()
    {
        QFETCH(double, rate);
        Run run({48000, 1});
        run.stretcher.setRate(rate);
        for (int i = 0; i < 200; ++i)
            run.feed(
                1024, [](std::int64_t n, int) { return static_cast<float>(static_cast<double>(n) / 48000); });
        run.flush();
        double worst = 0;
        for (std::size_t i = 0; i < run.media.size(); ++i) {
            const double heard = static_cast<double>(run.out[i]) * 1000;
            worst = std::max(worst, std::abs(heard - toMsReal(run.media[i].time_since_epoch())));
        }
        QVERIFY2(worst < 5, qPrintable(QString::number(worst)));
    }

    void ratesMayChangeAtAnyTime()
    {
        std::mt19937 random(7);
        for (int round = 0; round < 20; ++round) {
            Run run({48000, 2});
            const double rates[] = {0.8, 0.97, 1.0, 1.0, 1.03, 1.25};
            for (int i = 0; i < 200; ++i) {
                if (random() % 5 == 0)
                    run.stretcher.setRate(rates[random() % 6]);
                run.feed(1 + random() % 3000, Sine{48000});
            }
            run.flush();
            QVERIFY(worstClick(run.channel(0), 48000) < 0.003);
            MediaTime reached{};
            for (const auto& piece : run.pieces) {
                QVERIFY(std::chrono::abs(piece.begin - reached) <= microseconds(25));
                reached = piece.begin + piece.media;
            }
            QVERIFY(
                std::chrono::abs(reached - MediaTime(run.format.durationOf(run.fed))) <= microseconds(25));
        }
    }
    void backAtOneItGivesWhatItHeld()
    {
        Run run({48000, 2});
        run.stretcher.setRate(1.25);
        while (run.stretcher.heldBack() == Duration::zero())
            run.feed(480, Sine{48000});
        run.stretcher.setRate(1.0);
        run.feed(480, Sine{48000});
        QCOMPARE(run.stretcher.heldBack(), Duration::zero());
        QVERIFY(worstClick(run.channel(0), 48000) < 0.003);
        const auto block = run.make(480, Sine{48000});
        QCOMPARE(run.stretcher.process(block).block.samples.get(), block.samples.get());
    }
    void ratesAreClamped()
    {
        TimeStretcher stretcher({48000, 2});
        stretcher.setRate(4);
        QCOMPARE(stretcher.rate(), 1.25);
        stretcher.setRate(0);
        QCOMPARE(stretcher.rate(), 0.8);
    }

    void noiseKeepsItsLoudness()
    {
        std::mt19937 random(1);
        const auto white = [&](std::int64_t, int) {
            return static_cast<float>(std::uniform_real_distribution<double>(-0.5, 0.5)(random));
        };
        for (const double rate : {0.8, 1.25}) {
            Run run({48000, 1});
            run.stretcher.setRate(rate);
            for (int i = 0; i < 200; ++i)
                run.feed(1024, white);
            // In every stretch of 5 ms, cross-fades included. (Uniform noise: mean square 1/12.)
            for (std::size_t i = 0; i + 240 < run.out.size(); i += 240) {
                double sum = 0;
                for (std::size_t k = i; k < i + 240; ++k)
                    sum += static_cast<double>(run.out[k]) * static_cast<double>(run.out[k]);
                QVERIFY(sum / 240 > 0.75 / 12);
                QVERIFY(sum / 240 < 1.3 / 12);
            }
        }
    }
    void anythingGoesIn_data()
    {
        QTest::addColumn<int>("channels");
        for (const int channels : {1, 2, 6, 8})
            QTest::addRow("%d", channels) << channels;
    }
    void anythingGoesIn()
    {
        QFETCH(int, channels);
        std::mt19937 random(3);
        for (const double rate : {0.8, 0.99, 1.0001, 1.25}) {
            Run run({48000, channels});
            run.stretcher.setRate(rate);
            for (int i = 0; i < 100; ++i)
                run.feed(1 + random() % 2000, Noise{random});
            for (int i = 0; i < 50; ++i)
                run.feed(1000, [](std::int64_t, int) { return 0.0F; });
            for (int i = 0; i < 2000; ++i)
                run.feed(1, Noise{random});
            for (int i = 0; i < 20; ++i)
                run.feed(1000, [](std::int64_t n, int) {
                    return n % 3 == 0 ? std::numeric_limits<float>::quiet_NaN()
                                      : std::numeric_limits<float>::infinity();
                });
            run.flush();
            const double expected = static_cast<double>(run.fed) / rate;
            QVERIFY(std::abs(static_cast<double>(run.frames()) - expected) <= 0.016 * 48000);
        }
        TimeStretcher empty({48000, channels});
        empty.setRate(1.1);
        QCOMPARE(empty.process({}).block.frames(), std::size_t(0));
        QCOMPARE(empty.flush().block.frames(), std::size_t(0));
    }

    void piecesFollowTheStamps()
    {
        Run run({48000, 1});
        run.stretcher.setRate(1.03);
        const auto first = run.make(480, Sine{48000});
        auto second = run.make(480, Sine{48000});
        second.pts += milliseconds(40); // a packet was lost
        second.generation = 5;
        run.take(run.stretcher.process(first));
        const auto given = run.stretcher.process(second);
        QCOMPARE(given.block.generation, std::uint64_t(5));
        QCOMPARE(given.at(0), second.pts);
        run.take(given);
        QCOMPARE(run.media[479], MediaTime(run.format.durationOf(479)));
    }
    void settlingOwesNothing_data()
    {
        QTest::addColumn<double>("rate");
        for (const double rate : {0.9, 0.95, 0.97, 0.99})
            QTest::addRow("%.2f", rate) << rate;
    }
    // Whenever no more comes: what was given out lasts exactly as long as the rate says.
    void settlingOwesNothing()
    {
        QFETCH(double, rate);
        Run run({48000, 2});
        TimeStretcher stretcher(run.format, TimeStretcher::kToSettle);
        stretcher.setRate(rate);
        std::mt19937 random(7);
        double given = 0;
        for (int i = 0; i < 400; ++i) {
            const auto block = run.make(1024, Sine{48000});
            const auto out = stretcher.process(block);
            given += static_cast<double>(out.block.frames());
            QVERIFY(
                stretcher.heldBack() >= std::min<Duration>(TimeStretcher::kToSettle, block.duration()) / 2);
            if (random() % 20 != 0)
                continue;
            const auto rest = stretcher.settle();
            given += static_cast<double>(rest.block.frames());
            QCOMPARE(stretcher.heldBack(), Duration::zero());
            QCOMPARE(rest.at(rest.block.frames()), block.pts + block.duration());
            const double off = given - static_cast<double>(run.fed) / rate;
            QVERIFY2(std::abs(off) < 2, std::to_string(off).c_str());
        }
    }
    void settlingAtOneGivesWhatThereIs()
    {
        Run run({48000, 1});
        TimeStretcher stretcher(run.format, TimeStretcher::kToSettle);
        stretcher.setRate(1.03);
        const auto block = run.make(1024, Sine{48000});
        run.take(stretcher.process(block));
        stretcher.setRate(1.0);
        run.take(stretcher.settle());
        QCOMPARE(run.frames(), std::size_t(1024));
        QCOMPARE(stretcher.settle().block.frames(), std::size_t(0));
    }
    void resetForgets()
    {
        Run run({48000, 1});
        run.stretcher.setRate(1.25);
        for (int i = 0; i < 20; ++i)
            run.feed(500, Sine{48000});
        run.stretcher.reset();
        QCOMPARE(run.stretcher.heldBack(), Duration::zero());
        QCOMPARE(run.stretcher.rate(), 1.25);
        auto block = run.make(100, Sine{48000});
        block.pts = MediaTime(seconds(77));
        QCOMPARE(run.stretcher.process(block).at(0), MediaTime(seconds(77)));
    }
};

QTEST_GUILESS_MAIN(TimeStretcherTest)
#include "TimeStretcherTest.moc"
