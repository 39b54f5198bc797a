// SPDX-License-Identifier: GPL-3.0-or-later
// Microphone and desktop sound of a real PulseAudio, mixed, encoded, and taken from the server: judged by the stream's
// own times, so that a computer which is busy with something else moves nothing. Once a watcher hears it, too.
#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdio>
#include <numbers>

#include <QTest>

#include "tests/e2e/LivePath.h"
#include "tests/e2e/PathFigures.h"
#include "tests/e2e/ServerReader.h"
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

// Of every whole second.
std::vector<double> levels(const std::vector<float>& stereo, double hz)
{
    std::vector<double> out;
    for (std::size_t from = 0; from + 48000 <= stereo.size() / 2; from += 48000)
        out.push_back(levelAt(stereo, from, hz));
    return out;
}

double median(std::vector<double> values)
{
    if (values.empty())
        return NAN;
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
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
        m_pulse = PulseServer::forThisProcess();
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
        m_path->watch(patient());
        const ServerReader::Seen got = takeFor(seconds(6));
        m_path->stopWatching();
        const auto heard = m_path->heard();
        for (const auto* sound : {&got.sound, &heard}) {
            const auto first = levels(*sound, kVoiceHz), second = levels(*sound, kMusicHz);
            print(sound == &heard ? "microphone at the watcher" : "microphone", first);
            print(sound == &heard ? "desktop at the watcher" : "desktop", second);
            QVERIFY(first.size() >= 4);
            // The first ones hold the beginning, the last the end.
            for (std::size_t i = 2; i + 1 < first.size(); ++i) {
                QVERIFY2(std::abs(first[i] + 20) < 0.5, qPrintable(QString::number(first[i])));
                QVERIFY2(std::abs(second[i] + 26) < 0.5, qPrintable(QString::number(second[i])));
            }
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
        const ServerReader::Seen got = takeFor(
            seconds(4), [this] { m_path->publish().setMuted(PublishPipeline::kMicrophone, true); },
            seconds(3));
        const auto first = levels(got.sound, kVoiceHz), second = levels(got.sound, kMusicHz);
        print("microphone", first);
        print("desktop", second);
        QVERIFY(first.size() >= 5);
        QVERIFY(std::abs(first[2] + 26) < 0.5);
        QVERIFY2(first.back() < -70, qPrintable(QString::number(first.back())));
        for (std::size_t i = 2; i + 1 < second.size(); ++i)
            QVERIFY2(std::abs(second[i] + 20) < 0.5, qPrintable(QString::number(second[i])));
    }

    // Flash and beep: the filters' latency is compensated, the offset is added, both while live. Pictures stand at
    // their own time in the stream, so nothing is left of a frame's length.
    void filtersLeaveLipSyncAndTheOffsetMovesIt()
    {
        const auto measured = [this](PublishPipeline::Sound sound) {
            m_path = std::make_unique<LivePath>(m_dir->path().string());
            if (!m_path->goLive("test", "tone", small()))
                return double(NAN);
            m_path->publish().setSound(sound);
            const ServerReader::Seen got = takeFor(seconds(5));
            const auto offsets = flashMinusBeep(got.frames, got.beeps);
            std::printf("  flash-beep %s, sound and its stamps at most %.1f ms apart\n",
                spread(offsets).c_str(), got.worstGapMs);
            return offsets.size() < 4 || got.worstGapMs > 2 ? double(NAN) : median(offsets);
        };
        const double plain = measured({});
        const double filtered = measured({.noiseSuppression = true, .limiter = true});
        const double later = measured({.limiter = true, .offset = milliseconds(100)});
        QVERIFY2(std::abs(plain) <= 3, qPrintable(QString::number(plain)));
        QVERIFY2(std::abs(filtered) <= 3, qPrintable(QString::number(filtered)));
        QVERIFY2(std::abs(later + 100) <= 3, qPrintable(QString::number(later)));
    }

    // Last, because the sound server is gone afterwards. The sound server dies: microphone and desktop sound are gone,
    // both are told, the stream stays; a made-up microphone beside it is not touched, and waits for nobody.
    void aLossIsToldAndNeverTouchesTheOther()
    {
        const auto music = m_pulse->feedSpeaker(m_dir->file("music.wav"));
        m_path->setDesktopSound("default");
        QVERIFY2(m_path->goLive("test", "file:" + m_dir->file("voice.wav"), small()), m_path->why().c_str());
        const ServerReader::Seen got = takeFor(seconds(3), [this] { m_pulse->kill(); }, seconds(4));
        const auto first = levels(got.sound, kVoiceHz), second = levels(got.sound, kMusicHz);
        print("microphone", first);
        print("desktop", second);
        const double oldest = std::ranges::max(got.agesMs);
        std::printf("  oldest picture on arrival: %.0f ms\n", oldest);
        QVERIFY(second.size() >= 5);
        QVERIFY(std::abs(second[1] + 26) < 0.5);
        QVERIFY2(second.back() < -70, qPrintable(QString::number(second.back())));
        for (std::size_t i = 1; i + 1 < first.size(); ++i)
            QVERIFY2(std::abs(first[i] + 20) < 0.2, qPrintable(QString::number(first[i])));
        QVERIFY2(got.worstGapMs <= 2, qPrintable(QString::number(got.worstGapMs)));
        QVERIFY2(oldest < 1000, qPrintable(QString::number(oldest))); // a picture leaves with its sound
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
    // Enough for a computer that is busy with something else.
    static BufferSettings patient()
    {
        BufferSettings s = LivePath::lowLatency();
        s.start = s.resume = seconds(1);
        s.target = milliseconds(1500);
        return s;
    }
    // What the stream holds from now on.
    ServerReader::Seen takeFor(Duration length, const std::function<void()>& then = {}, Duration more = {})
    {
        ServerReader reader(m_path->server().info().playUrl, ServerReader::Sound::Kept);
        waitFor([&] { return reader.hasSound(); }, milliseconds(5000));
        QTest::qWait(static_cast<int>(toMs(length)));
        if (then)
            then();
        QTest::qWait(static_cast<int>(toMs(more)));
        reader.stop();
        return reader.seen();
    }

    std::unique_ptr<PulseServer> m_pulse;
    std::unique_ptr<TempDir> m_dir;
    std::unique_ptr<LivePath> m_path;
};

QTEST_GUILESS_MAIN(SoundPathTest)
#include "SoundPathTest.moc"
