// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/AudioMeter.h"

#include <cmath>
#include <limits>
#include <numbers>

#include <QTest>

using namespace sluice;

namespace {

constexpr AudioFormat kStereo{48'000, 2};

// `dbfs` is the level of the sine's peak. The right channel is silent unless `both`.
std::vector<float> sine(double dbfs, double secondsLong, AudioFormat format = kStereo, bool both = true)
{
    const double amplitude = std::pow(10.0, dbfs / 20.0);
    const auto frames = static_cast<std::size_t>(secondsLong * format.rate);
    const auto width = static_cast<std::size_t>(format.channels);
    std::vector<float> out(frames * width);
    for (std::size_t i = 0; i < frames; ++i) {
        const double t = static_cast<double>(i) / format.rate;
        for (std::size_t c = 0; c < width; ++c)
            if (both || c == 0)
                out[i * width + c]
                    = static_cast<float>(amplitude * std::sin(2.0 * std::numbers::pi * 997.0 * t));
    }
    return out;
}

std::vector<float> silence(double secondsLong)
{
    return std::vector<float>(static_cast<std::size_t>(secondsLong * kStereo.rate) * 2);
}

bool near(double a, double b, double tolerance)
{
    return std::abs(a - b) <= tolerance;
}

} // namespace

class AudioMeterTest final : public QObject {
    Q_OBJECT

private slots:
    void sineAtMinusTwenty_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<int>("block");
        QTest::newRow("48k, 10 ms") << 48'000 << 480;
        QTest::newRow("48k, odd") << 48'000 << 1023;
        QTest::newRow("44.1k, AAC") << 44'100 << 1024;
        QTest::newRow("8k, 1 frame") << 8000 << 1;
    }
    void sineAtMinusTwenty()
    {
        QFETCH(int, rate);
        QFETCH(int, block);
        const AudioFormat format{rate, 2};
        const auto samples = sine(-20.0, 1.0, format);
        AudioMeter meter;
        const auto step = static_cast<std::size_t>(block) * 2;
        for (std::size_t i = 0; i < samples.size(); i += step)
            meter.process(std::span(samples).subspan(i, std::min(step, samples.size() - i)), format);
        const AudioLevels levels = meter.levels();
        QCOMPARE(levels.channels.size(), std::size_t{2});
        for (const auto& channel : levels.channels) {
            QVERIFY2(near(channel.peakDb, -20.0, 0.5), qPrintable(QString::number(channel.peakDb)));
            QVERIFY2(near(channel.rmsDb, -23.0, 0.5), qPrintable(QString::number(channel.rmsDb)));
            QVERIFY(near(channel.holdDb, -20.0, 0.5));
            QVERIFY(!channel.clipped);
        }
        QVERIFY(!levels.silent);
    }

    void fallsTwentyDecibelsInItsTime()
    {
        AudioMeter meter;
        meter.process(sine(-6.0, 0.5), kStereo);
        meter.process(silence(1.7), kStereo);
        QVERIFY(near(meter.levels().channels[0].peakDb, -26.0, 0.3));
        QVERIFY(near(meter.levels().channels[0].holdDb, -6.0, 0.1));
        meter.process(sine(-3.0, 0.02), kStereo); // up at once
        QVERIFY(near(meter.levels().channels[0].peakDb, -3.0, 0.1));
    }

    void holdsForTwentySeconds()
    {
        AudioMeter meter;
        meter.process(sine(-6.0, 0.1), kStereo);
        meter.process(sine(-30.0, 19.8), kStereo);
        QVERIFY(near(meter.levels().channels[0].holdDb, -6.0, 0.1));
        meter.process(sine(-30.0, 0.3), kStereo);
        QVERIFY(near(meter.levels().channels[0].holdDb, -30.0, 0.5));
    }

    void rmsForgetsAfterItsWindow()
    {
        AudioMeter meter;
        meter.process(sine(-10.0, 1.0), kStereo);
        meter.process(silence(0.15), kStereo);
        QVERIFY(near(meter.levels().channels[0].rmsDb, -16.0, 0.3)); // half of the window
        meter.process(silence(0.16), kStereo);
        QCOMPARE(meter.levels().channels[0].rmsDb, AudioMeter::kFloorDb);
    }

    void clipLamp()
    {
        AudioMeter meter;
        meter.process(sine(-0.1, 0.2), kStereo);
        QVERIFY(!meter.levels().channels[0].clipped);
        meter.process(sine(0.5, 0.1, kStereo, false), kStereo);
        QVERIFY(meter.levels().channels[0].clipped);
        QVERIFY(!meter.levels().channels[1].clipped);
        meter.process(silence(0.95), kStereo);
        QVERIFY(meter.levels().channels[0].clipped);
        meter.process(silence(0.1), kStereo);
        QVERIFY(!meter.levels().channels[0].clipped);
    }

    void silentMicrophone()
    {
        AudioMeter meter;
        QVERIFY(!meter.levels().silent);
        meter.process(sine(-66.0, 9.9), kStereo);
        QVERIFY(!meter.levels().silent);
        meter.process(sine(-66.0, 0.2), kStereo);
        QVERIFY(meter.levels().silent);
        QCOMPARE(meter.levels().channels[0].peakDb, AudioMeter::kFloorDb);
        meter.process(sine(-50.0, 0.05, kStereo, false), kStereo); // one channel is enough
        QVERIFY(!meter.levels().silent);
        meter.process(silence(9.0), kStereo);
        QVERIFY(!meter.levels().silent);
    }

    void oddInput()
    {
        AudioMeter meter;
        meter.process({}, {0, 0});
        QVERIFY(meter.levels().channels.empty());
        const std::vector<float> bad(960, std::numeric_limits<float>::quiet_NaN());
        meter.process(bad, kStereo);
        QCOMPARE(meter.levels().channels[0].peakDb, AudioMeter::kFloorDb);
        meter.process(sine(-20.0, 0.5, {44'100, 1}), {44'100, 1}); // another format: anew
        QCOMPARE(meter.levels().channels.size(), std::size_t{1});
        QVERIFY(near(meter.levels().channels[0].rmsDb, -23.0, 0.5));
        meter.reset();
        QVERIFY(meter.levels().channels.empty());
    }
};

QTEST_GUILESS_MAIN(AudioMeterTest)
#include "AudioMeterTest.moc"
