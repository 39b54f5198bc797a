// SPDX-License-Identifier: GPL-3.0-or-later
// A computer without any sound system: calm, with the right sentence, and nothing on stderr.
#include <QDir>
#include <QObject>
#include <QTemporaryDir>
#include <QTemporaryFile>
#include <QTest>

#include <unistd.h>

#include "core/base/Clock.h"
#include "core/capture/MicrophoneSource.h"
#include "core/devices/DeviceLister.h"
#include "core/output/SpeakerSink.h"

using namespace sluice;

namespace {

class Nothing final : public AudioRenderer {
public:
    void render(std::span<float>, TimePoint, TimePoint) noexcept override { }
};

} // namespace

class NoSoundTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        if (QDir("/proc/asound").exists("card0"))
            QSKIP("this computer has a sound card");
        // A home without a sound server's socket.
        qputenv("HOME", m_home.path().toLocal8Bit());
        qputenv("XDG_RUNTIME_DIR", m_home.path().toLocal8Bit());
        qputenv("PULSE_SERVER", "unix:" + m_home.filePath("none").toLocal8Bit());
    }

    void isCalmAndQuiet()
    {
        QTemporaryFile words;
        QVERIFY(words.open());
        const int stderrBefore = dup(STDERR_FILENO);
        QVERIFY(dup2(words.handle(), STDERR_FILENO) >= 0);

        SystemClock runningClock;
        const auto library = PortAudioLibrary::create();
        MicrophoneSource microphone("default", library, runningClock);
        const auto heard = microphone.open({48000, 2}, {});
        MicrophoneSource named("plughw:CARD=Yeti,DEV=0", library, runningClock);
        const auto heardNamed = named.open({48000, 2}, {});
        Nothing nothing;
        SpeakerSink speaker("", library, runningClock);
        const auto played = speaker.open({48000, 2}, nothing);
        const auto microphones = DeviceLister().microphones();
        const auto speakers = DeviceLister().speakers();

        dup2(stderrBefore, STDERR_FILENO);
        ::close(stderrBefore);
        QVERIFY(!heard.ok() && !heardNamed.ok() && !played.ok());
        QCOMPARE(heard.error().code(), ErrorCode::NoMicrophone);
        QCOMPARE(heardNamed.error().code(), ErrorCode::MicrophoneNotFound);
        QCOMPARE(heardNamed.error().sentence().args().front(), std::string("Yeti"));
        QCOMPARE(played.error().code(), ErrorCode::NoSoundSystem);
        QVERIFY(microphones.empty());
        QVERIFY(speakers.empty());
        QVERIFY(words.seek(0));
        QCOMPARE(QString::fromLocal8Bit(words.readAll()), QString());
    }

private:
    QTemporaryDir m_home;
};

QTEST_GUILESS_MAIN(NoSoundTest)
#include "NoSoundTest.moc"
