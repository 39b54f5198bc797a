// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>
#include <cmath>

#include <QtTest>

#include "core/av/Resampler.h"

using namespace sluice;

namespace {

// Blocks of a sine that goes on from one to the next.
class Sine {
public:
    Sine(AudioFormat format, double hertz, double level = 0.5)
        : m_format(format)
        , m_hertz(hertz)
        , m_level(level)
    { }

    AudioBlock next(std::size_t frames)
    {
        const auto channels = static_cast<std::size_t>(m_format.channels);
        std::vector<float> samples(frames * channels);
        for (std::size_t i = 0; i < frames; ++i) {
            const double t = static_cast<double>(m_at + static_cast<std::int64_t>(i)) / m_format.rate;
            for (std::size_t c = 0; c < channels; ++c)
                samples[i * channels + c] = static_cast<float>(m_level * std::sin(2 * M_PI * m_hertz * t));
        }
        AudioBlock block = AudioBlock::of(m_format, std::move(samples));
        block.pts = mediaTime(m_format.durationOf(m_at));
        m_at += static_cast<std::int64_t>(frames);
        return block;
    }

private:
    AudioFormat m_format;
    double m_hertz;
    double m_level;
    std::int64_t m_at = 0;
};

// The largest deviation from the equation that every sine obeys: a click shows up as a large one.
double roughness(const std::vector<float>& x, double hertz, double rate)
{
    const double factor = 2 * std::cos(2 * M_PI * hertz / rate);
    double worst = 0;
    for (std::size_t i = 200; i + 2 < x.size(); ++i)
        worst = std::max(worst, std::abs(double(x[i]) - factor * double(x[i + 1]) + double(x[i + 2])));
    return worst;
}

} // namespace

class ResamplerTest : public QObject {
    Q_OBJECT

private slots:
    void changesTheRate()
    {
        auto resampler = Resampler::open({44100, 1}, {48000, 1});
        QVERIFY(resampler.ok());
        Sine sine({44100, 1}, 440);
        std::vector<float> all;
        for (int i = 0; i < 100; ++i) {
            const AudioBlock out = resampler->convert(sine.next(441));
            QCOMPARE(out.format, (AudioFormat{48000, 1}));
            if (i > 2) // contiguous with what came before
                QVERIFY(
                    std::chrono::abs(out.pts
                        - mediaTime(AudioFormat{48000, 1}.durationOf(static_cast<std::int64_t>(all.size()))))
                    <= Duration(100));
            all.insert(all.end(), out.data().begin(), out.data().end());
        }
        QVERIFY(std::abs(static_cast<int>(all.size()) - 48000) < 100);
        QVERIFY(roughness(all, 440, 48000) < 0.003);
    }

    void mixesSurroundDown()
    {
        auto resampler = Resampler::open({48000, 6}, {48000, 2});
        QVERIFY(resampler.ok());
        std::vector<float> samples(4800 * 6, 0.0F);
        for (std::size_t i = 0; i < 4800; ++i)
            samples[i * 6 + 2] = 0.5F; // the centre
        const AudioBlock out = resampler->convert(AudioBlock::of({48000, 6}, std::move(samples)));
        QVERIFY(out.frames() > 4000);
        const float left = out.data()[2000 * 2];
        const float right = out.data()[2000 * 2 + 1];
        QVERIFY(left > 0.1F && left < 0.5F);
        QCOMPARE(left, right);
    }

    void oneChannelKeepsItsLevelOnBothSides_data()
    {
        QTest::addColumn<int>("rate");
        QTest::addColumn<bool>("follows");
        QTest::newRow("a microphone of the same rate") << 48000 << true;
        QTest::newRow("a microphone of another rate") << 44100 << true;
        QTest::newRow("what is played, of the same rate") << 48000 << false;
        QTest::newRow("what is played, of another rate") << 44100 << false;
    }
    void oneChannelKeepsItsLevelOnBothSides()
    {
        QFETCH(int, rate);
        QFETCH(bool, follows);
        const auto use = follows ? Resampler::Use::FollowClock : Resampler::Use::Convert;
        auto resampler = Resampler::open({rate, 1}, {48000, 2}, use);
        QVERIFY(resampler.ok());
        Sine sine({rate, 1}, 1000, 0.1); // −20 dBFS
        std::array<float, 2> peak{};
        for (int i = 0; i < 50; ++i) {
            const AudioBlock out = resampler->convert(sine.next(static_cast<std::size_t>(rate) / 100));
            for (std::size_t n = 0; i > 10 && n < out.data().size(); ++n)
                peak[n % 2] = std::max(peak[n % 2], std::abs(out.data()[n]));
        }
        for (const float side : peak) {
            const double level = 20 * std::log10(static_cast<double>(side));
            QVERIFY2(std::abs(level + 20.0) <= 0.5, qPrintable(QString::number(level)));
        }
    }

    void compensatesWithoutAClick_data()
    {
        QTest::addColumn<double>("ppm");
        QTest::newRow("faster") << 200.0;
        QTest::newRow("slower") << -200.0;
        QTest::newRow("more than allowed") << -90000.0;
    }
    void compensatesWithoutAClick()
    {
        QFETCH(double, ppm);
        auto resampler = Resampler::open({48000, 1}, {48000, 1});
        QVERIFY(resampler.ok());
        Sine sine({48000, 1}, 440);
        std::vector<float> all;
        const auto run = [&](int blocks) {
            const std::size_t before = all.size();
            for (int i = 0; i < blocks; ++i) {
                const AudioBlock out = resampler->convert(sine.next(480));
                all.insert(all.end(), out.data().begin(), out.data().end());
            }
            return static_cast<double>(all.size() - before);
        };
        run(100);
        resampler->setCompensation(ppm);
        const double frames = run(1000);
        resampler->setCompensation(0);
        run(100);
        const double expected = 480'000 * (1 - std::clamp(ppm, -2000.0, 2000.0) * 1e-6);
        QVERIFY2(std::abs(frames - expected) <= 4, qPrintable(QString::number(frames)));
        QVERIFY2(roughness(all, 440, 48000) < 0.003, qPrintable(QString::number(roughness(all, 440, 48000))));
    }

    void nonsenseIsRefused() { QVERIFY(!Resampler::open({0, 2}, {48000, 2}).ok()); }
};

QTEST_GUILESS_MAIN(ResamplerTest)
#include "ResamplerTest.moc"
