// SPDX-License-Identifier: GPL-3.0-or-later
// What the computer plays, taken from a PulseAudio of our own.
#include <QObject>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>
#include <cmath>

#include "core/base/Clock.h"
#include "core/capture/DesktopSoundSource.h"
#include "tests/support/PulseServer.h"
#include "tests/support/WaitFor.h"

using namespace sluice;

namespace {

constexpr double kHz = 440.0;
constexpr AudioFormat kStereo{48000, 2};

} // namespace

class DesktopSoundTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (const std::string missing = test::PulseServer::whatIsMissing(); !missing.empty())
            QSKIP(missing.c_str());
    }
    void init() { m_server = test::PulseServer::forThisProcess(); }

    void hearsWhatIsPlayedWithoutABreak_data()
    {
        QTest::addColumn<QString>("id");
        QTest::newRow("the standard speaker") << "default";
        QTest::newRow("by name") << "speaker.monitor";
    }
    void hearsWhatIsPlayedWithoutABreak()
    {
        QFETCH(QString, id);
        QTemporaryDir dir;
        const QString wav = dir.filePath("tone.wav");
        test::writeSineWav(wav.toStdString(), kHz, -20, seconds(4));
        DesktopSoundSource source(id.toStdString(), m_clock);
        const auto format = source.open(kStereo, {});
        QVERIFY2(format.ok(), format.ok() ? "" : format.error().message().c_str());
        QCOMPARE(*format, kStereo);
        const auto playing = m_server->feedSpeaker(wav.toStdString());
        std::vector<float> samples;
        std::optional<AudioBlock> last;
        double worst = 0, oldest = 0;
        int settling = 0;
        while (samples.size() < 48000 * 2 * 5) {
            auto block = source.read(milliseconds(500), {});
            QVERIFY(block.ok());
            QVERIFY(*block);
            const Duration age = m_clock.now() - (*block)->captured;
            oldest = std::max(oldest, toMsReal(age));
            if (last) {
                const Duration apart = (*block)->pts - (last->pts + last->duration());
                QVERIFY(std::abs(apart.count()) <= 1); // both are rounded to whole microseconds
                if (++settling > 50)
                    worst = std::max(
                        worst, std::abs(toMsReal((*block)->captured - last->captured - last->duration())));
            }
            samples.insert(samples.end(), (*block)->data().begin(), (*block)->data().end());
            last = **block;
        }
        std::vector<float> left;
        for (std::size_t i = 0; i < samples.size(); i += 2)
            left.push_back(samples[i]);
        const auto sound = test::soundIn(left);
        const int breaks = test::countSineBreaks(sound, kHz);
        qInfo("%zu frames, %d breaks, oldest block %.1f ms, captured steps within %.2f ms", sound.size(),
            breaks, oldest, worst);
        QVERIFY(sound.size() > 48000 * 3);
        QCOMPARE(breaks, 0);
        QVERIFY(std::abs(*std::ranges::max_element(sound) - 0.1F) < 0.002F);
        QVERIFY(oldest < 300);
        QVERIFY(worst < 5);
    }

    // Headphones are plugged in: what they play is heard from then on.
    void followsTheStandardSpeaker()
    {
        QTemporaryDir dir;
        const QString wav = dir.filePath("tone.wav");
        test::writeSineWav(wav.toStdString(), kHz, -20, seconds(20));
        DesktopSoundSource source({}, m_clock);
        QVERIFY(source.open(kStereo, {}).ok());
        const auto playing = m_server->feedMicrophone(wav.toStdString()); // another sink
        for (int i = 0; i < 50; ++i) {
            auto block = source.read(milliseconds(500), {});
            QVERIFY(block.ok() && *block);
            QVERIFY(test::peakOf((*block)->data()) == 0.0F);
        }
        m_server->setStandardSpeaker(test::PulseServer::kMicrophoneFeed);
        QVERIFY(test::waitFor(
            [&] {
                auto block = source.read(milliseconds(100), {});
                return block.ok() && *block && test::peakOf((*block)->data()) > 0.09F;
            },
            seconds(5), milliseconds(0)));
    }

    void unknownNamesHaveTheirSentence()
    {
        DesktopSoundSource source("nosuchsource", m_clock);
        const auto opened = source.open(kStereo, {});
        QVERIFY(!opened.ok());
        QCOMPARE(opened.error().code(), ErrorCode::DesktopSoundNotFound);
    }

    void readEndsAtAStop()
    {
        DesktopSoundSource source("default", m_clock);
        QVERIFY(source.open(kStereo, {}).ok());
        StopSource stop;
        stop.request_stop();
        QVERIFY(source.read(seconds(10), stop.get_token()).error().cancelled());
        QVERIFY(DesktopSoundSource("default", m_clock).open(kStereo, stop.get_token()).error().cancelled());
    }

    // A server that stands still sends nothing and holds nothing up; afterwards there is sound again.
    void aFrozenServerHoldsNothingUp()
    {
        DesktopSoundSource source("default", m_clock);
        QVERIFY(source.open(kStereo, {}).ok());
        QVERIFY(source.read(milliseconds(500), {}).ok());
        m_server->freeze();
        const TimePoint frozen = m_clock.now();
        while (m_clock.now() - frozen < seconds(1)) {
            const TimePoint asked = m_clock.now();
            QVERIFY(source.read(milliseconds(50), {}).ok());
            QVERIFY(m_clock.now() - asked < milliseconds(500));
        }
        DesktopSoundSource other("default", m_clock);
        const TimePoint opening = m_clock.now();
        QVERIFY(!other.open(kStereo, {}).ok());
        const TimePoint closing = m_clock.now();
        QVERIFY(closing - opening < DesktopSoundSource::kOpening + seconds(1));
        other.close();
        QVERIFY(m_clock.now() - closing < milliseconds(500));
        m_server->thaw();
        QVERIFY(test::waitFor(
            [&] {
                auto block = source.read(milliseconds(100), {});
                return block.ok() && *block;
            },
            seconds(5), milliseconds(0)));
    }

    // A computer that plays nothing is silent; a microphone that gives nothing is lost.
    void aMicrophoneOfAFrozenServerIsLost()
    {
        DesktopSoundSource source("default", m_clock, DesktopSoundSource::Role::Microphone);
        QVERIFY(source.open(kStereo, {}).ok());
        QVERIFY(test::waitFor(
            [&] {
                auto block = source.read(milliseconds(100), {});
                return block.ok() && *block;
            },
            seconds(5), milliseconds(0)));
        m_server->freeze();
        const TimePoint frozen = m_clock.now();
        std::optional<ErrorCode> told;
        while (!told && m_clock.now() - frozen < seconds(5))
            if (auto block = source.read(milliseconds(100), {}); !block)
                told = block.error().code();
        const Duration after = m_clock.now() - frozen;
        const TimePoint closing = m_clock.now();
        source.close();
        QVERIFY(m_clock.now() - closing < milliseconds(500));
        m_server->thaw();
        QCOMPARE(told, std::optional(ErrorCode::MicrophoneFailed));
        qInfo("noticed after %.0f ms", toMsReal(after));
        QVERIFY(after < DesktopSoundSource::kSilentServer + milliseconds(700));
    }

    void aDeadServerIsNoticed()
    {
        DesktopSoundSource source("default", m_clock);
        QVERIFY(source.open(kStereo, {}).ok());
        m_server->kill();
        const TimePoint killed = m_clock.now();
        std::optional<ErrorCode> told;
        while (!told && m_clock.now() - killed < seconds(5))
            if (auto block = source.read(milliseconds(100), {}); !block)
                told = block.error().code();
        QCOMPARE(told, std::optional(ErrorCode::DesktopSoundFailed));
        qInfo("noticed after %.0f ms", toMsReal(m_clock.now() - killed));
        source.close();
        const auto again = source.open(kStereo, {});
        QVERIFY(!again.ok());
        QCOMPARE(again.error().code(), ErrorCode::NoSoundServer);
    }

private:
    SystemClock m_clock;
    std::unique_ptr<test::PulseServer> m_server;
};

QTEST_GUILESS_MAIN(DesktopSoundTest)
#include "DesktopSoundTest.moc"
