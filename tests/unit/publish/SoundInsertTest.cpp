// SPDX-License-Identifier: GPL-3.0-or-later
// Filters in the way of the sound: what they do, and that nothing moves by a sample whether they are on or off.
#include <chrono>
#include <cmath>
#include <numbers>

#include <QTest>

#include "core/publish/SoundInsert.h"

using namespace sluice;

namespace {

constexpr AudioFormat kStereo{48000, 2};
constexpr std::size_t kPiece = 480;

double decibels(double amplitude)
{
    return 20 * std::log10(std::max(amplitude, 1e-10));
}

// Noise between ±level, the same each time.
class Noise {
public:
    float operator()(double level)
    {
        m_state = m_state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<float>((static_cast<double>(m_state >> 40) / 8388608.0 - 1.0) * level);
    }

private:
    std::uint64_t m_state = 1;
};

double rms(std::span<const float> samples)
{
    double sum = 0;
    for (const float s : samples)
        sum += static_cast<double>(s) * static_cast<double>(s);
    return std::sqrt(sum / static_cast<double>(std::max<std::size_t>(1, samples.size())));
}

// Left channel of what comes out when `signal` (both channels) goes through; `before` is called for each piece.
std::vector<float> through(SoundInsert& insert, const std::vector<float>& signal,
    const std::function<void(std::size_t)>& before = {}, std::size_t* held = nullptr)
{
    std::vector<float> out;
    for (std::size_t at = 0; at + kPiece <= signal.size(); at += kPiece) {
        if (before)
            before(at);
        std::vector<float> piece;
        for (std::size_t i = at; i < at + kPiece; ++i)
            piece.insert(piece.end(), {signal[i], signal[i]});
        insert.push(AudioBlock::of(kStereo, std::move(piece)));
        for (AudioBlock block; insert.take(kPiece, block);)
            for (std::size_t i = 0; i < block.frames(); ++i)
                out.push_back(block.data()[i * 2]);
        if (held != nullptr)
            *held = std::max(*held, at + kPiece - out.size());
    }
    return out;
}

std::vector<float> sine(double hz, double level, double secondsLong)
{
    const auto frames = static_cast<std::size_t>(secondsLong * 48000);
    std::vector<float> out;
    out.reserve(frames);
    for (std::size_t n = 0; n < frames; ++n)
        out.push_back(
            static_cast<float>(level * std::sin(2 * std::numbers::pi * hz * static_cast<double>(n) / 48000)));
    return out;
}

// Clicks of a sample each on a quiet bed: where each of them is, is where it was.
int misplacedClicks(const std::vector<float>& in, const std::vector<float>& out, std::size_t from)
{
    int wrong = 0;
    for (std::size_t n = from; n < out.size(); ++n)
        if (in[n] > 0.2F) {
            std::size_t loudest = n > 200 ? n - 200 : 0;
            for (std::size_t i = loudest; i < std::min(out.size(), n + 200); ++i)
                if (std::abs(out[i]) > std::abs(out[loudest]))
                    loudest = i;
            wrong += loudest == n ? 0 : 1;
        }
    return wrong;
}

std::vector<float> clicks(double secondsLong)
{
    Noise noise;
    const auto frames = static_cast<std::size_t>(secondsLong * 48000);
    std::vector<float> out;
    out.reserve(frames);
    for (std::size_t n = 0; n < frames; ++n)
        out.push_back(n % 24'000 == 12'345 ? 0.5F : noise(0.001));
    return out;
}

class Nothing final : public SoundFilter {
public:
    Result<AudioBlock> process(const AudioBlock& block) override
    {
        return AudioBlock::of(block.format, std::vector<float>(block.data().size()));
    }
    std::int64_t latency() const override { return 100; }
};

SoundInsert::Factory noiseSuppression()
{
    return [] { return SoundFilter::noiseSuppression(kStereo); };
}
SoundInsert::Factory limiter()
{
    return [] { return SoundFilter::limiter(kStereo); };
}

} // namespace

class SoundInsertTest : public QObject {
    Q_OBJECT
private slots:
    void offItIsTheRunItself()
    {
        SoundInsert insert(kStereo, limiter());
        const auto in = clicks(1);
        std::size_t held = 0;
        const auto out = through(insert, in, {}, &held);
        QVERIFY(std::equal(out.begin(), out.end(), in.begin()));
        QCOMPARE(held, std::size_t(0));
    }

    // Sample-exact: what is at frame n goes out as frame n, filtered or not, also while it is switched.
    void nothingMovesByASample_data()
    {
        QTest::addColumn<bool>("limits");
        QTest::addColumn<bool>("switches");
        QTest::newRow("noise suppression") << false << false;
        QTest::newRow("noise suppression, switched on and off") << false << true;
        QTest::newRow("limiter") << true << false;
        QTest::newRow("limiter, switched on and off") << true << true;
    }
    void nothingMovesByASample()
    {
        QFETCH(bool, limits);
        QFETCH(bool, switches);
        SoundInsert insert(kStereo, limits ? limiter() : noiseSuppression());
        insert.setOn(true);
        const auto in = clicks(12);
        std::size_t held = 0;
        const auto out = through(
            insert, in,
            [&](std::size_t at) {
                if (switches)
                    insert.setOn(at / 96'000 % 2 == 0);
            },
            &held);
        qInfo("held back: %.1f ms at most", static_cast<double>(held) / 48.0);
        QVERIFY(held > 0); // it was in the way
        QVERIFY(held < 48 * 60);
        QVERIFY(out.size() + held >= in.size());
        QCOMPARE(misplacedClicks(in, out, 0), 0);
        QVERIFY(!insert.error());
    }

    // A steady tone through a switching filter, though that lets nothing through, has hardly a step larger than its
    // own.
    void switchingDoesNotClick()
    {
        SoundInsert insert(kStereo, [] { return SoundFilter::Made(std::make_unique<Nothing>()); });
        const auto in = sine(440, 0.25, 6);
        const auto out = through(insert, in, [&](std::size_t at) { insert.setOn(at / 48'000 % 2 == 1); });
        double worst = 0;
        for (std::size_t n = 1; n < out.size(); ++n)
            worst = std::max(worst, static_cast<double>(std::abs(out[n] - out[n - 1])));
        const double own = 0.25 * 2 * std::numbers::pi * 440 / 48000;
        QVERIFY2(worst < own * 1.3, qPrintable(QString::number(worst / own)));
    }

    void noiseGoesAndVoiceStays()
    {
        SoundInsert insert(kStereo, noiseSuppression());
        insert.setOn(true);
        Noise noise;
        auto in = sine(300, 0.1, 8); // a voice from second 4 on, over a fan
        for (std::size_t n = 0; n < in.size(); ++n)
            in[n] = (n < 4 * 48'000 ? 0.0F : in[n]) + noise(0.0055); // −50 dBFS RMS
        const auto out = through(insert, in);
        const auto part = [](const std::vector<float>& of, std::size_t from) {
            return decibels(rms(std::span(of).subspan(from * 48'000, 48'000)));
        };
        const double gone = part(in, 2) - part(out, 2);
        const double changed = part(out, 6) - part(in, 6);
        qInfo("noise %.1f dB down, voice %+.2f dB", gone, changed);
        QVERIFY(gone > 8);
        QVERIFY(std::abs(changed) < 1);
    }

    void limiterHoldsThePeaksAndLeavesTheRest()
    {
        SoundInsert insert(kStereo, limiter());
        insert.setOn(true);
        auto in = sine(200, 0.25, 3);
        const auto loud = sine(200, 3.0, 1);
        in.insert(in.end(), loud.begin(), loud.end());
        const auto out = through(insert, in);
        double quiet = 0, peak = 0;
        for (std::size_t n = 48'000; n < 2 * 48'000; ++n)
            quiet = std::max(quiet, std::abs(static_cast<double>(out[n] - in[n])));
        for (const float s : out)
            peak = std::max(peak, static_cast<double>(std::abs(s)));
        QVERIFY2(quiet < 1e-4, qPrintable(QString::number(quiet)));
        QVERIFY2(peak <= SoundFilter::kLimit * 1.001, qPrintable(QString::number(peak)));
        QVERIFY(peak > SoundFilter::kLimit * 0.95);
    }

    void aFilterThatFailsIsLeftOut()
    {
        SoundInsert insert(
            kStereo, []() -> SoundFilter::Made { return Error(ErrorCode::SoundFilterFailed, {"no"}); });
        insert.setOn(true);
        const auto in = clicks(1);
        const auto out = through(insert, in);
        QVERIFY(std::equal(out.begin(), out.end(), in.begin()));
        QVERIFY(insert.error().has_value());
        insert.setOn(false);
        (void)through(insert, in);
        QVERIFY(!insert.error());
    }

    void whatItCosts()
    {
        const auto in = clicks(20);
        for (const auto& [name, factory] :
            {std::pair{"noise suppression", noiseSuppression()}, {"limiter", limiter()}}) {
            SoundInsert insert(kStereo, factory);
            insert.setOn(true);
            const auto opening = std::chrono::steady_clock::now();
            (void)through(insert, std::vector<float>(kPiece));
            const auto begun = std::chrono::steady_clock::now();
            (void)through(insert, in);
            const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
            const std::chrono::duration<double, std::milli> opened = begun - opening;
            qInfo("%s: %.2f %% of a core, opened in %.1f ms", name, took.count() / 20 * 100, opened.count());
        }
    }
};

QTEST_GUILESS_MAIN(SoundInsertTest)
#include "SoundInsertTest.moc"
