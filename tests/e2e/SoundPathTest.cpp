// SPDX-License-Identifier: GPL-3.0-or-later
// Microphone and desktop sound of a real PulseAudio, mixed, encoded, through the server and heard by a watcher.
#include <cmath>
#include <complex>
#include <cstdio>
#include <numbers>

#include <QTest>

#include "tests/e2e/LivePath.h"
#include "tests/e2e/PathFigures.h"
#include "tests/support/PulseServer.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr double kVoiceHz = 440;
constexpr double kMusicHz = 1000;
constexpr double kPi = std::numbers::pi;

// The level of a sine of `hz` in the left channel in the second from frame `from` on, as the dBFS of its peak. By
// tenths of a second: clocks are followed by resampling, which moves the pitch by a hertz or two.
double levelAt(const std::vector<float>& stereo, std::size_t from, double hz)
{
    constexpr std::size_t kTenth = 4800;
    double squares = 0;
    for (std::size_t part = from; part < from + 48000; part += kTenth) {
        std::complex<double> sum;
        for (std::size_t n = 0; n < kTenth; ++n)
            sum += static_cast<double>(stereo[(part + n) * 2])
                * std::polar(1.0, -2 * kPi * hz * static_cast<double>(n) / 48000);
        squares += std::norm(sum * (2.0 / kTenth)) / 10;
    }
    return 10 * std::log10(std::max(1e-20, squares));
}

// Of every whole second of what was heard.
std::vector<double> levels(const std::vector<float>& stereo, double hz)
{
    std::vector<double> out;
    for (std::size_t from = 0; from + 48000 <= stereo.size() / 2; from += 48000)
        out.push_back(levelAt(stereo, from, hz));
    return out;
}

void print(const char* what, const std::vector<double>& values)
{
    std::printf("  %s, dBFS by second:", what);
    for (const double value : values)
        std::printf(" %.1f", value);
    std::printf("\n");
}

} // namespace

class SoundPathTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (const std::string missing = PulseServer::whatIsMissing(); !missing.empty())
            QSKIP(missing.c_str());
        m_pulse = std::make_unique<PulseServer>();
        m_pulse->adoptEnvironment();
        m_dir = std::make_unique<TempDir>();
        writeSineWav(m_dir->file("voice.wav"), kVoiceHz, -20, seconds(60));
        writeSineWav(m_dir->file("music.wav"), kMusicHz, -26, seconds(60));
    }
    void init()
    {
        if (m_dir)
            m_path = std::make_unique<LivePath>(m_dir->path().string());
    }
    void cleanup() { m_path.reset(); }

    void bothAreHeardAtTheirLevel()
    {
        const auto voice = m_pulse->feedMicrophone(m_dir->file("voice.wav"));
        const auto music = m_pulse->feedSpeaker(m_dir->file("music.wav"));
        m_path->setDesktopSound("default");
        QVERIFY2(m_path->goLive("test", "testmic", small()), m_path->why().c_str());
        watchFor(seconds(6));
        const auto heard = m_path->heard();
        const auto first = levels(heard, kVoiceHz), second = levels(heard, kMusicHz);
        print("microphone", first);
        print("desktop", second);
        QVERIFY(first.size() >= 4);
        for (std::size_t i = 2; i + 1 < first.size();
            ++i) { // the first ones hold the beginning, the last the end
            QVERIFY2(std::abs(first[i] + 20) < 0.5, qPrintable(QString::number(first[i])));
            QVERIFY2(std::abs(second[i] + 26) < 0.5, qPrintable(QString::number(second[i])));
        }
        const AudioNode::Status audio = m_path->publish().status().audio;
        const auto shown = [&audio](std::size_t input) { return audio.inputs[input].levels.channels.at(0); };
        QVERIFY(std::abs(shown(PublishPipeline::kMicrophone).peakDb + 20) <= 0.5);
        QVERIFY(std::abs(shown(PublishPipeline::kMicrophone).rmsDb + 23) <= 0.5);
        QVERIFY(std::abs(shown(PublishPipeline::kDesktop).peakDb + 26) <= 0.5);
        const LiveReport report = m_path->publish().report();
        QCOMPARE(report.audio.size(), std::size_t(2));
        QCOMPARE(report.audio[0].input, std::string("microphone"));
        QCOMPARE(report.audio[1].input, std::string("desktop"));
        QCOMPARE(report.audio[0].losses + report.audio[1].losses, 0);
    }

    void gainAndMuteActOnOneAlone()
    {
        const auto voice = m_pulse->feedMicrophone(m_dir->file("voice.wav"));
        const auto music = m_pulse->feedSpeaker(m_dir->file("music.wav"));
        m_path->setDesktopSound("default");
        QVERIFY2(m_path->goLive("test", "testmic", small()), m_path->why().c_str());
        m_path->publish().setSound({.gain = {0.5F, 2.0F}});
        watchFor(
            seconds(4), [this] { m_path->publish().setMuted(PublishPipeline::kMicrophone, true); },
            seconds(3));
        const auto heard = m_path->heard();
        const auto first = levels(heard, kVoiceHz), second = levels(heard, kMusicHz);
        print("microphone", first);
        print("desktop", second);
        QVERIFY(first.size() >= 5);
        QVERIFY(std::abs(first[2] + 26) < 0.5);
        QVERIFY(first[first.size() - 2] < -70);
        for (std::size_t i = 2; i + 1 < second.size(); ++i)
            QVERIFY2(std::abs(second[i] + 20) < 0.5, qPrintable(QString::number(second[i])));
    }

    // Flash and beep at the watcher: the filters' latency is compensated, the offset is added, both while live.
    void filtersLeaveLipSyncAndTheOffsetMovesIt()
    {
        const auto measured = [this](PublishPipeline::Sound sound) {
            m_path = std::make_unique<LivePath>(m_dir->path().string());
            if (!m_path->goLive("test", "tone", small()))
                return NAN;
            m_path->publish().setSound(sound);
            watchFor(seconds(6));
            const auto offsets = flashMinusBeep(m_path->seen(), m_path->beeps());
            std::printf("  flash-beep %s\n", spread(offsets).c_str());
            return static_cast<float>(mean(offsets));
        };
        const float plain = measured({});
        const float filtered = measured({.noiseSuppression = true, .limiter = true});
        const float later = measured({.limiter = true, .offset = milliseconds(100)});
        QVERIFY(std::abs(plain) <= 20);
        QVERIFY(std::abs(filtered) <= 20);
        QVERIFY2(std::abs(filtered - plain) <= 6, qPrintable(QString::number(filtered - plain)));
        QVERIFY2(std::abs(later - plain + 100) <= 6, qPrintable(QString::number(later - plain)));
    }

    // Last, because the sound server is gone afterwards. The sound server dies: microphone and desktop sound are gone, both are told, the stream stays; a made-up
    // microphone beside it is not touched.
    void aLossIsToldAndNeverTouchesTheOther()
    {
        const auto music = m_pulse->feedSpeaker(m_dir->file("music.wav"));
        m_path->setDesktopSound("default");
        QVERIFY2(m_path->goLive("test", "file:" + m_dir->file("voice.wav"), small()), m_path->why().c_str());
        watchFor(seconds(3), [this] { m_pulse->kill(); }, seconds(4));
        const auto heard = m_path->heard();
        const auto first = levels(heard, kVoiceHz), second = levels(heard, kMusicHz);
        print("microphone", first);
        print("desktop", second);
        QVERIFY(second.size() >= 5);
        QVERIFY(std::abs(second[2] + 26) < 0.5);
        QVERIFY(second[second.size() - 2] < -70);
        for (std::size_t i = 2; i + 1 < first.size(); ++i)
            QVERIFY2(std::abs(first[i] + 20) < 0.5, qPrintable(QString::number(first[i])));
        QVERIFY(m_path->live());
        const auto audio = m_path->publish().status().audio;
        QVERIFY(audio.inputs[PublishPipeline::kDesktop].error.has_value());
        QVERIFY(!audio.inputs[PublishPipeline::kMicrophone].error);
        const auto events = m_path->publish().events().all();
        QVERIFY(std::ranges::any_of(
            events, [](const Event& e) { return e.kind == EventKind::DesktopSoundLost; }));
        QVERIFY(
            std::ranges::none_of(events, [](const Event& e) { return e.kind == EventKind::MicrophoneLost; }));
        QCOMPARE(m_path->publish().report().audio.at(1).losses, 1);
        QCOMPARE(m_path->publish().report().audio.at(0).losses, 0);
    }

private:
    static VideoEncoderConfig small()
    {
        VideoEncoderConfig video;
        video.size = {320, 180};
        video.bitrateKbps = 300;
        video.lowDelay = true;
        return video;
    }
    void watchFor(Duration length, const std::function<void()>& then = {}, Duration more = {})
    {
        m_path->watch(LivePath::lowLatency());
        QVERIFY(waitFor(
            [&] { return m_path->watcher().status().state == WatchState::Playing; }, milliseconds(5000)));
        QTest::qWait(static_cast<int>(toMs(length)));
        if (then)
            then();
        QTest::qWait(static_cast<int>(toMs(more)));
        m_path->stopWatching();
    }

    std::unique_ptr<PulseServer> m_pulse;
    std::unique_ptr<TempDir> m_dir;
    std::unique_ptr<LivePath> m_path;
};

QTEST_GUILESS_MAIN(SoundPathTest)
#include "SoundPathTest.moc"
