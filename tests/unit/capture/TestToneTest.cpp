// SPDX-License-Identifier: GPL-3.0-or-later
#include <QObject>
#include <QTest>

#include <cmath>

#include "core/capture/TestTone.h"
#include "core/capture/ToneDetectors.h"

using namespace sluice;

namespace {

std::vector<float> tone(AudioFormat format, std::int64_t first, std::int64_t frames)
{
    std::vector<float> samples(static_cast<std::size_t>(frames * format.channels));
    fillTestTone(format, first, samples);
    return samples;
}

double rms(std::span<const float> samples)
{
    double sum = 0;
    for (const float s : samples)
        sum += static_cast<double>(s) * s;
    return std::sqrt(sum / static_cast<double>(samples.size()));
}

// Feeds in uneven pieces, as blocks of a stream come.
void feedPieces(auto& detector, std::span<const float> samples, std::size_t channels)
{
    std::size_t at = 0;
    for (std::size_t piece = 1; at < samples.size(); piece = piece * 7 % 1009 + 1) {
        const std::size_t count = std::min(piece * channels, samples.size() - at);
        detector.feed(samples.subspan(at, count));
        at += count;
    }
}

} // namespace

class TestToneTest : public QObject {
    Q_OBJECT

private slots:
    void levels()
    {
        const AudioFormat mono{48000, 1};
        const auto second = tone(mono, 48000 * 7, 48000);
        const std::span all(second);
        const double bed = 20 * std::log10(rms(all.subspan(9600, 24000)) * std::sqrt(2));
        const double beep = 20 * std::log10(rms(all.subspan(480, 3840)) * std::sqrt(2));
        QVERIFY2(std::abs(bed + 40) < 0.1, qPrintable(QString::number(bed)));
        QVERIFY2(std::abs(beep + 12) < 0.2, qPrintable(QString::number(beep)));
    }

    void dependsOnNothingButThePlace()
    {
        const AudioFormat stereo{44100, 2};
        const auto whole = tone(stereo, -5000, 100'000);
        std::vector<float> pieces;
        for (std::int64_t at = -5000; at < 95'000; at += 441)
            for (const float s : tone(stereo, at, std::min<std::int64_t>(441, 95'000 - at)))
                pieces.push_back(s);
        QVERIFY(whole == pieces);
        QVERIFY(tone(stereo, 100, 500) == tone(stereo, 100 + 44100LL * 86'400, 500));
    }

    void findsBeeps_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("channels");
        QTest::addColumn<double>("gain");
        QTest::newRow("48 kHz stereo") << 48000 << 2 << 1.0;
        QTest::newRow("44.1 kHz mono") << 44100 << 1 << 1.0;
        QTest::newRow("16 kHz mono") << 16000 << 1 << 1.0;
        QTest::newRow("turned down") << 48000 << 2 << 0.3;
        QTest::newRow("turned up") << 48000 << 6 << 3.0;
    }
    void findsBeeps()
    {
        QFETCH(int, rate);
        QFETCH(int, channels);
        QFETCH(double, gain);
        const AudioFormat format{rate, channels};
        const std::int64_t first = rate * 3 / 10; // begins between two beeps
        auto samples = tone(format, first, rate * 5LL);
        for (float& s : samples)
            s = static_cast<float>(s * gain);
        BeepDetector detector(format);
        feedPieces(detector, samples, static_cast<std::size_t>(channels));
        const auto onsets = detector.takeOnsets();
        QCOMPARE(onsets.size(), std::size_t(5));
        for (std::size_t i = 0; i < onsets.size(); ++i) {
            const double ms = toMsReal(onsets[i] - (milliseconds(700) + seconds(i)));
            QVERIFY2(std::abs(ms) < 0.3, qPrintable(QString::number(ms)));
        }
        QVERIFY(detector.takeOnsets().empty());
    }

    void ignoresWhatIsNoBeep()
    {
        const AudioFormat format{48000, 1};
        BeepDetector detector(format);
        std::vector<float> samples(48000 * 3, 0.0F);
        for (std::size_t i = 0; i < 1000; ++i) // a click of 20 ms
            samples[i + 5000]
                = static_cast<float>(0.3 * std::sin(2 * M_PI * 1000 * static_cast<double>(i) / 48000));
        for (std::size_t i = 0; i < 48000; ++i) // another pitch, then a whole second of it
            samples[i + 50000]
                = static_cast<float>(0.3 * std::sin(2 * M_PI * 3000 * static_cast<double>(i) / 48000));
        for (std::size_t i = 0; i < 40000; ++i)
            samples[i + 100000]
                = static_cast<float>(0.3 * std::sin(2 * M_PI * 1000 * static_cast<double>(i) / 48000));
        feedPieces(detector, samples, 1);
        QVERIFY(detector.takeOnsets().empty());
    }

    void cleanToneHasNoGlitch()
    {
        for (const int rate : {44100, 48000}) {
            const AudioFormat format{rate, 2};
            GlitchDetector detector(format);
            auto samples = tone(format, 0, rate * 4LL);
            for (float& s : samples) // as 16-bit PCM has it
                s = std::round(s * 32768.0F) / 32768.0F;
            feedPieces(detector, samples, 2);
            QCOMPARE(detector.takeGlitches().size(), std::size_t(0));
        }
    }

    void findsSplicesAndDropouts()
    {
        const AudioFormat format{48000, 1};
        auto samples = tone(format, 0, 48000);
        const auto later = tone(format, 48000 + 480 * 7 + 31, 20000); // 70.6 ms are missing
        samples.insert(samples.end(), later.begin(), later.end());
        std::fill(samples.begin() + 60000, samples.begin() + 60960, 0.0F); // 20 ms of nothing
        GlitchDetector detector(format);
        feedPieces(detector, samples, 1);
        const auto glitches = detector.takeGlitches();
        int splices = 0, dropouts = 0;
        for (const auto& glitch : glitches) {
            if (glitch.kind == GlitchDetector::Kind::Dropout) {
                ++dropouts;
                QVERIFY(std::abs(toMsReal(glitch.at - milliseconds(1250))) < 1.0);
                QVERIFY(std::abs(toMsReal(glitch.length - milliseconds(20))) < 1.0);
            } else if (std::abs(toMsReal(glitch.at - seconds(1))) < 1.0) {
                ++splices;
            }
        }
        QCOMPARE(dropouts, 1);
        QCOMPARE(splices, 1);
    }
};

QTEST_GUILESS_MAIN(TestToneTest)
#include "TestToneTest.moc"
