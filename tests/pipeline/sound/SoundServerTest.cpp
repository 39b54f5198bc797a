// SPDX-License-Identifier: GPL-3.0-or-later
// The devices of a sound server: what is listed, what is noticed when it changes, what is heard of a microphone that is
// pulled and comes back.
#include <atomic>
#include <chrono>

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/Clock.h"
#include "core/capture/SourceFactory.h"
#include "core/devices/SoundServer.h"
#include "core/output/SpeakerSink.h"
#include "tests/support/PulseServer.h"
#include "tests/support/WaitFor.h"

using namespace sluice;

namespace {

constexpr AudioFormat kStereo{48000, 2};
constexpr double kHz = 440.0;

QStringList ids(const std::vector<Device>& devices)
{
    QStringList all;
    for (const Device& device : devices)
        all << QString::fromStdString(device.id);
    return all;
}

class Tone final : public AudioRenderer {
public:
    void render(std::span<float> out, TimePoint /*heardAt*/, TimePoint /*now*/) noexcept override
    {
        for (float& sample : out)
            sample = (m_count++ / 50) % 2 == 0 ? 0.2F : -0.2F;
    }

private:
    int m_count = 0;
};

} // namespace

class SoundServerTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (const std::string missing = test::PulseServer::whatIsMissing(); !missing.empty())
            QSKIP(missing.c_str());
        m_server = test::PulseServer::forThisProcess();
        test::writeSineWav(tone(), kHz, -20, seconds(60));
    }

    void listsByName()
    {
        const auto devices = soundServerDevices(seconds(2));
        QVERIFY(devices.has_value());
        QVERIFY2(
            ids(devices->microphones).contains("pulse:mic"), qPrintable(ids(devices->microphones).join(' ')));
        QVERIFY(ids(devices->speakers).contains("pulse:speaker"));
        QCOMPARE(ids(devices->desktopSounds), (QStringList{"speaker.monitor", "micfeed.monitor"}));
        QVERIFY(devices->desktopSounds[0].isDefault); // of the standard speaker
        QVERIFY(!devices->desktopSounds[1].isDefault);
        QVERIFY(!devices->desktopSounds[0].label.empty());
    }

    void noticesWhatComesAndGoes()
    {
        std::atomic<int> told = 0;
        std::optional<SoundServerWatch> watch;
        watch.emplace([&] { ++told; });
        QVERIFY(test::waitFor([&] { return told >= 1; }, seconds(5))); // the server itself
        const auto after = [&](const std::vector<std::string>& arguments) {
            const int before = told;
            pactl(arguments);
            return test::waitFor([&] { return told > before; }, seconds(5));
        };
        QVERIFY(after({"load-module", "module-null-sink", "sink_name=headset"}));
        QVERIFY(ids(soundServerDevices(seconds(2))->speakers).contains("pulse:headset"));
        QVERIFY(after({"set-default-sink", "headset"}));
        QVERIFY(after({"set-default-sink", "speaker"}));
        const int before = told;
        m_server->kill();
        QVERIFY(test::waitFor([&] { return told > before; }, seconds(5)));
        QVERIFY(!soundServerDevices(seconds(1)));
        watch.reset(); // no thread may look at the environment while it is changed
        m_server = test::PulseServer::forThisProcess();
    }

    void aServerThatHangsHoldsNothingUp()
    {
        m_server->freeze();
        const auto begin = m_clock.now();
        QVERIFY(!soundServerDevices(milliseconds(300)).has_value());
        {
            const SoundServerWatch watch([] { });
        }
        const Duration took = m_clock.now() - begin;
        m_server->thaw();
        QVERIFY2(took < seconds(1), qPrintable(QString::number(toMsReal(took))));
    }

    void aMicrophoneThatComesBackIsTakenAgain()
    {
        const auto playing = m_server->feedMicrophone(tone());
        SourceFactory factory(m_clock, m_resolver, m_log, PortAudioLibrary::create());
        auto source = factory.microphone("pulse:mic");
        QVERIFY(source.ok() && (*source)->open(kStereo, {}).ok());
        const auto listed = soundServerDevices(seconds(3));
        QVERIFY(listed);
        const auto mic = std::ranges::find(listed->microphones, "pulse:mic", &Device::id);
        QVERIFY(mic != listed->microphones.end() && mic->label != "mic");
        const std::string label = mic->label;
        const auto hears = [&] {
            auto block = (*source)->read(milliseconds(100), {});
            return block.ok() && *block && test::peakOf((*block)->data()) > 0.05F;
        };
        QVERIFY(test::waitFor(hears, seconds(5), milliseconds(0)));
        pactl({"unload-module", "module-remap-source"});
        std::optional<Error> lost;
        QVERIFY(test::waitFor(
            [&] {
                if (auto block = (*source)->read(milliseconds(100), {}); !block)
                    lost = block.error();
                return lost.has_value();
            },
            seconds(5), milliseconds(0)));
        QCOMPARE(lost->code(), ErrorCode::MicrophoneFailed); // never another one in its place
        const std::string said = lost->sentence().english();
        QVERIFY2(said.find("it stopped sending") != std::string::npos, said.c_str());
        QCOMPARE(lost->sentence().args().front(), label); // as the list calls it
        QCOMPARE((*source)->open(kStereo, {}).error().code(), ErrorCode::MicrophoneNotFound);
        pactl({"load-module", "module-remap-source", "source_name=mic", "master=micfeed.monitor"});
        QVERIFY((*source)->open(kStereo, {}).ok());
        QVERIFY(test::waitFor(hears, seconds(5), milliseconds(0)));
    }

    // Never what the computer plays.
    void theServersStandardMicrophoneIsAMicrophone()
    {
        m_server->setStandardSpeaker("speaker");
        pactl({"set-default-source", "mic"});
        const auto playing = m_server->feedMicrophone(tone());
        SourceFactory factory(m_clock, m_resolver, m_log, PortAudioLibrary::create());
        for (const char* id : {"pulse:default", "pulse:"}) {
            auto source = factory.microphone(id);
            QVERIFY(source.ok() && (*source)->open(kStereo, {}).ok());
            const auto hears = [&] {
                auto block = (*source)->read(milliseconds(100), {});
                return block.ok() && *block && test::peakOf((*block)->data()) > 0.05F;
            };
            QVERIFY2(test::waitFor(hears, seconds(5), milliseconds(0)), id);
        }
    }

    void theStandardMicrophoneIsFollowed()
    {
        pactl({"load-module", "module-null-sink", "sink_name=quiet", "rate=48000", "norewinds=1"});
        pactl({"set-default-source", "quiet.monitor"});
        const auto playing = m_server->feedMicrophone(tone());
        SourceFactory factory(m_clock, m_resolver, m_log, PortAudioLibrary::create());
        auto source = factory.microphone("default");
        QVERIFY(source.ok());
        const auto opened = (*source)->open(kStereo, {});
        QVERIFY2(opened.ok(), opened.ok() ? "" : opened.error().message().c_str());
        const auto peak = [&] {
            auto block = (*source)->read(milliseconds(200), {});
            return block.ok() && *block ? test::peakOf((*block)->data()) : -1.0F;
        };
        for (int i = 0; i < 10; ++i)
            QVERIFY(peak() <= 0.001F);
        pactl({"set-default-source", "mic"}); // a headset is plugged in
        QVERIFY(test::waitFor([&] { return peak() > 0.05F; }, seconds(5), milliseconds(0)));
    }

    void theStandardSpeakerIsFollowed()
    {
        m_server->setStandardSpeaker("quiet");
        Tone tone;
        SpeakerSink sink("default", PortAudioLibrary::create(), m_clock);
        QVERIFY(sink.open(kStereo, tone).ok());
        QTemporaryDir dir;
        const std::string heard = dir.filePath("heard.raw").toStdString();
        const auto recorder = m_server->hearSpeaker(heard);
        m_server->setStandardSpeaker("speaker");
        const auto loud = [&] {
            QFile file(QString::fromStdString(heard));
            if (!file.open(QIODevice::ReadOnly))
                return false;
            const QByteArray bytes = file.readAll();
            return std::any_of(bytes.begin(), bytes.end(), [](char c) { return c != 0; });
        };
        QVERIFY(test::waitFor(loud, seconds(5)));
        sink.close();
    }

private:
    std::string tone() const { return m_dir.filePath("tone.wav").toStdString(); }
    void pactl(const std::vector<std::string>& arguments) const
    {
        test::ChildProcess told({"pactl", arguments, m_server->environment(), {}, {}});
        const auto exit = told.waitExit(milliseconds(5000));
        QVERIFY2((exit == test::ChildProcess::Exit{0, 0}), told.standardError().c_str());
    }

    SystemClock m_clock;
    Resolver m_resolver;
    Log m_log;
    QTemporaryDir m_dir;
    std::unique_ptr<test::PulseServer> m_server;
};

QTEST_GUILESS_MAIN(SoundServerTest)
#include "SoundServerTest.moc"
