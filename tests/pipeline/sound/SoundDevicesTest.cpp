// SPDX-License-Identifier: GPL-3.0-or-later
// Microphone and loudspeaker through PortAudio, ALSA and a PulseAudio of our own.
#include <QFile>
#include <QObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <mutex>
#include <numbers>

#include "core/base/Clock.h"
#include "core/capture/MicrophoneSource.h"
#include "core/devices/DeviceLister.h"
#include "core/output/SpeakerSink.h"
#include "tests/support/PulseServer.h"
#include "tests/support/WaitFor.h"

using namespace sluice;

namespace {

constexpr double kHz = 440.0;
constexpr double kStraightMs = 5;
constexpr double kPi = std::numbers::pi;
constexpr AudioFormat kStereo{48000, 2};

class Sine final : public AudioRenderer {
public:
    void render(std::span<float> out, TimePoint heardAt, TimePoint) noexcept override
    {
        const std::lock_guard guard(m_mutex);
        if (m_frames > 0 && m_times.size() < m_times.capacity())
            m_times.emplace_back(m_frames, heardAt);
        for (std::size_t i = 0; i < out.size(); i += 2, ++m_frames)
            out[i] = out[i + 1] = static_cast<float>(
                0.1 * std::sin(2 * kPi * kHz * static_cast<double>(m_frames % 48000) / 48000));
        if (m_times.empty())
            m_times.reserve(20'000);
    }
    std::int64_t frames() const
    {
        const std::lock_guard guard(m_mutex);
        return m_frames;
    }
    std::vector<std::pair<std::int64_t, TimePoint>> times() const
    {
        const std::lock_guard guard(m_mutex);
        return m_times;
    }

private:
    mutable std::mutex m_mutex;
    std::int64_t m_frames = 0;
    std::vector<std::pair<std::int64_t, TimePoint>> m_times;
};

std::vector<float> leftChannel(const QString& rawFile)
{
    QFile file(rawFile);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray bytes = file.readAll();
    std::vector<float> samples;
    for (qsizetype at = 0; at + 8 <= bytes.size(); at += 8) {
        float value = 0;
        std::memcpy(&value, bytes.constData() + at, sizeof(value));
        samples.push_back(value);
    }
    return samples;
}

} // namespace

class SoundDevicesTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string missing = test::PulseServer::whatIsMissing(); !missing.empty())
            QSKIP(missing.c_str());
        m_server = test::PulseServer::forThisProcess();
        m_library = PortAudioLibrary::create();
    }

    void devicesAreListed()
    {
        const auto ids = [](const std::vector<Device>& devices) {
            QStringList list;
            for (const Device& device : devices)
                list << QString::fromStdString(device.id);
            return list;
        };
        const QStringList microphones = ids(DeviceLister().microphones());
        QVERIFY2(microphones.contains("default") && microphones.contains("testmic"),
            qPrintable(microphones.join(' ')));
        const QStringList speakers = ids(DeviceLister().speakers());
        QVERIFY2(
            speakers.contains("default") && speakers.contains("testspk"), qPrintable(speakers.join(' ')));
    }

    // Nothing is amiss with the sink when a crowded computer lets a device run dry or holds it up, and what comes after
    // is heard later: then once more.
    void speakerPlaysWithoutABreak()
    {
        constexpr int kAttempts = 4;
        for (int attempt = 1; attempt <= kAttempts; ++attempt) {
            const bool disturbed = playOnce(attempt == kAttempts);
            if (!disturbed || QTest::currentTestFailed())
                return;
        }
    }

    void microphoneHearsWithoutABreak_data()
    {
        QTest::addColumn<QString>("id");
        QTest::newRow("by name") << "testmic";
        QTest::newRow("default") << "default";
    }
    // What the sound server lost on its way to every listener is not the microphone's, and that one of its blocks comes
    // late is the computer's.
    void microphoneHearsWithoutABreak()
    {
        QFETCH(QString, id);
        QTemporaryDir dir;
        const QString wav = dir.filePath("tone.wav");
        test::writeSineWav(wav.toStdString(), kHz, -20, seconds(4));
        MicrophoneSource microphone(id.toStdString(), m_library, m_clock);
        const auto format = microphone.open(kStereo, {});
        QVERIFY2(format.ok(), format.ok() ? "" : format.error().message().c_str());
        QCOMPARE(*format, kStereo);
        const QString heard = dir.filePath("heard.raw");
        auto listener = m_server->hearMicrophone(heard.toStdString());
        const auto feeding = m_server->feedMicrophone(wav.toStdString());
        std::vector<float> samples;
        std::vector<double> ages;
        std::optional<AudioBlock> last;
        double worst = 0;
        while (samples.size() < 48000 * 5) {
            auto block = microphone.read(milliseconds(500), {});
            QVERIFY(block.ok());
            QVERIFY(*block);
            const Duration age = m_clock.now() - (*block)->captured;
            QVERIFY2(
                age >= (*block)->duration() - milliseconds(10), qPrintable(QString::number(toMsReal(age))));
            ages.push_back(toMsReal(age));
            if (last) {
                const Duration apart = (*block)->pts - (last->pts + last->duration());
                QVERIFY(std::abs(apart.count()) <= 1); // both are rounded to whole microseconds
                worst = std::max(
                    worst, std::abs(toMsReal((*block)->captured - last->captured - last->duration())));
            }
            for (std::size_t i = 0; i < (*block)->data().size(); i += 2)
                samples.push_back((*block)->data()[i]);
            last = **block;
        }
        microphone.close();
        listener->stop();
        std::ranges::sort(ages);
        const auto sound = test::soundIn(samples);
        const int breaks = test::countSineBreaks(sound, kHz);
        const std::vector<float> delivered = leftChannel(heard);
        const int theirs = test::countSineBreaks(test::soundIn(delivered), kHz);
        qInfo("%zu frames, %d breaks (%d as the server gives it), blocks %.1f ms old, the oldest %.1f ms, "
              "captured steps within %.2f ms, overrun %lld",
            sound.size(), breaks, theirs, ages[ages.size() / 2], ages.back(), worst,
            static_cast<long long>(microphone.overrun()));
        QVERIFY(sound.size() > 48000 * 3);
        QVERIFY(breaks <= theirs);
        QCOMPARE(microphone.overrun(), std::int64_t(0));
        QVERIFY(ages[ages.size() / 2] < 200);
    }

    void lateReaderLosesAndSaysSo()
    {
        MicrophoneSource microphone("testmic", m_library, m_clock);
        QVERIFY(microphone.open(kStereo, {}).ok());
        QVERIFY(test::waitFor([&] { return microphone.overrun() > 0; }, seconds(10)));
        MediaTime last{};
        bool gap = false;
        for (int i = 0; i < 1000 && !gap; ++i) {
            auto block = microphone.read(milliseconds(500), {});
            QVERIFY(block.ok() && *block);
            gap = i > 0 && (*block)->pts > last + milliseconds(1);
            last = (*block)->pts + (*block)->duration();
        }
        QVERIFY(gap);
    }

    void openedWhileAnotherStreamRuns()
    {
        Sine sine;
        SpeakerSink first("testspk", m_library, m_clock);
        QVERIFY(first.open(kStereo, sine).ok());
        MicrophoneSource microphone("testmic", m_library, m_clock);
        QVERIFY(microphone.open({44100, 1}, {}).ok());
        Sine other;
        SpeakerSink second("default", m_library, m_clock);
        QVERIFY(second.open(kStereo, other).ok());
        QVERIFY(test::waitFor([&] { return other.frames() > 4800; }, seconds(5)));
        auto block = microphone.read(seconds(2), {});
        QVERIFY(block.ok() && *block);
        const AudioFormat mono{44100, 1};
        QCOMPARE((*block)->format, mono);
    }

    void unknownNamesHaveTheirSentence()
    {
        Sine sine;
        SpeakerSink sink("nosuchspeaker", m_library, m_clock);
        const auto opened = sink.open(kStereo, sine);
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().code(), ErrorCode::SpeakerNotFound);
        MicrophoneSource microphone("nosuchmicrophone", m_library, m_clock);
        const auto heard = microphone.open(kStereo, {});
        QVERIFY(!heard.ok());
        QCOMPARE(heard.error().code(), ErrorCode::MicrophoneNotFound);
    }

    void readEndsAtAStop()
    {
        MicrophoneSource microphone("testmic", m_library, m_clock);
        QVERIFY(microphone.open(kStereo, {}).ok());
        StopSource stop;
        stop.request_stop();
        QVERIFY(microphone.read(seconds(10), stop.get_token()).error().cancelled());
    }

    // Last: the server is gone afterwards.
    void aDeadSoundServerIsNoticed()
    {
#ifdef __SANITIZE_THREAD__
        QSKIP(
            "under ThreadSanitizer PortAudio's thread sometimes goes on asking the dead server, and close() waits");
#endif
        Sine sine;
        SpeakerSink sink("testspk", m_library, m_clock);
        QVERIFY(sink.open(kStereo, sine).ok());
        MicrophoneSource microphone("testmic", m_library, m_clock);
        QVERIFY(microphone.open(kStereo, {}).ok());
        QVERIFY(test::waitFor([&] { return sine.frames() > 4800; }, seconds(5)));
        m_server->kill();
        const TimePoint killed = m_clock.now();
        std::optional<Error> told;
        QVERIFY(test::waitFor([&] { return (told = sink.poll(m_clock.now())).has_value(); }, seconds(5)));
        QCOMPARE(told->code(), ErrorCode::SpeakerFailed);
        const double speakerMs = toMsReal(m_clock.now() - killed);
        std::optional<ErrorCode> heard;
        while (!heard && m_clock.now() - killed < seconds(5))
            if (auto block = microphone.read(milliseconds(100), {}); !block)
                heard = block.error().code();
        QCOMPARE(heard, std::optional(ErrorCode::MicrophoneFailed));
        const double microphoneMs = toMsReal(m_clock.now() - killed);
        const TimePoint closing = m_clock.now();
        sink.close();
        microphone.close();
        const double closeMs = toMsReal(m_clock.now() - closing);
        const TimePoint opening = m_clock.now();
        QVERIFY(!microphone.open(kStereo, {}).ok());
        qInfo(
            "noticed: speaker %.0f ms, microphone %.0f ms; closed in %.0f ms; opening again fails in %.0f ms",
            speakerMs, microphoneMs, closeMs, toMsReal(m_clock.now() - opening));
        QVERIFY(closeMs < 2000);
        QVERIFY(DeviceLister().microphones().empty());
    }

private:
    // True when the device ran dry or was held up, unless `last`.
    bool playOnce(bool last)
    {
        QTemporaryDir dir;
        const QString heard = dir.filePath("heard.raw");
        auto recorder = m_server->hearSpeaker(heard.toStdString());
        Sine sine;
        SpeakerSink sink("testspk", m_library, m_clock);
        const auto format = sink.open(kStereo, sine);
        if (!format) {
            QTest::qFail(format.error().message().c_str(), __FILE__, __LINE__);
            return false;
        }
        const bool played = test::waitFor([&] { return sine.frames() > 48000 * 4; }, seconds(10));
        const bool calm = !sink.poll(m_clock.now());
        const double latency = toMsReal(sink.latency());
        const auto underflows = static_cast<long long>(sink.underruns());
        sink.close();
        recorder->stop();

        const std::vector<float> samples = leftChannel(heard);
        const auto sound = test::soundIn(samples);
        const int breaks = test::countSineBreaks(sound, kHz);
        // When samples are heard is a straight line by our clock.
        const auto times = sine.times();
        double worst = 0;
        for (std::size_t i = times.size() / 2; i < times.size(); ++i) {
            const Duration line = kStereo.durationOf(times[i].first - times.back().first);
            worst = std::max(worst, std::abs(toMsReal(times[i].second - times.back().second - line)));
        }
        qInfo(
            "latency %.1f ms, %zu frames heard, %d breaks, %lld underflows, heardAt within %.2f ms of a line",
            latency, sound.size(), breaks, underflows, worst);
        if (!last && (breaks > 0 || underflows > 0 || worst >= kStraightMs))
            return true;
        check(*format == kStereo && played && calm, sound.size(), breaks, latency, worst);
        return false;
    }

    static void check(bool ran, std::size_t frames, int breaks, double latency, double worst)
    {
        QVERIFY(ran);
        QVERIFY(frames > 48000 * 3);
        QCOMPARE(breaks, 0);
        QVERIFY(latency > 1 && latency < 200);
        QVERIFY(worst < kStraightMs);
    }

    SystemClock m_clock;
    std::unique_ptr<test::PulseServer> m_server;
    std::shared_ptr<PortAudioLibrary> m_library;
};

QTEST_GUILESS_MAIN(SoundDevicesTest)
#include "SoundDevicesTest.moc"
