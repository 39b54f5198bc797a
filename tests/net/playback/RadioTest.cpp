// SPDX-License-Identifier: GPL-3.0-or-later
// Internet radio from the real Icecast, fed by ffmpeg.
#include <cstdio>
#include <filesystem>

#include <QTest>
#include <fmt/format.h>

#include "tests/net/playback/Vlc.h"
#include "tests/net/playback/Watcher.h"
#include "tests/net/playback/WebServer.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr const char* kConfiguration = R"(<icecast>
  <limits><clients>50</clients><sources>8</sources><burst-size>65535</burst-size></limits>
  <authentication>
    <source-password>test</source-password><admin-user>admin</admin-user><admin-password>test</admin-password>
  </authentication>
  <hostname>127.0.0.1</hostname>
  <listen-socket><port>{}</port><bind-address>127.0.0.1</bind-address></listen-socket>
  <paths>
    <logdir>{}</logdir><webroot>/usr/share/icecast2/web</webroot><adminroot>/usr/share/icecast2/admin</adminroot>
  </paths>
  <logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog><loglevel>3</loglevel></logging>
</icecast>
)";

} // namespace

class RadioTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { m_icecast.reset(); }

    void playsSoonAndSaysWhatIsOn_data();
    void playsSoonAndSaysWhatIsOn();
    void aSourceThatLeavesIsAwaited();

private:
    std::unique_ptr<ChildProcess> feed(const std::string& mount, const std::vector<std::string>& codec) const;
    std::string url(const std::string& mount) const
    {
        return fmt::format("http://127.0.0.1:{}/{}", m_port, mount);
    }
    // What the administrator's page is for: a new song.
    bool announce(const std::string& mount, const std::string& song) const;

    TempDir m_dir;
    std::uint16_t m_port = 0;
    std::unique_ptr<ChildProcess> m_icecast;
};

void RadioTest::initTestCase()
{
    for (const char* program : {"icecast2", "ffmpeg", "curl"})
        if (!hasProgram(program))
            QSKIP(qPrintable(QString("Not tested: the %1 program is not installed.").arg(program)));
    m_port = freePort();
    const std::string file = m_dir.file("icecast.xml");
    writeFile(file, fmt::format(kConfiguration, m_port, m_dir.path().string()));
    m_icecast = std::make_unique<ChildProcess>( // which refuses to be root
        notAsRoot({"icecast2", {"-c", file}, {}, {}, {}}, m_dir.path().string()));
    QVERIFY2(waitListening(m_port, milliseconds(5000)), m_icecast->standardError().c_str());
}

std::unique_ptr<ChildProcess> RadioTest::feed(
    const std::string& mount, const std::vector<std::string>& codec) const
{
    std::vector<std::string> arguments{"-v", "error", "-nostdin", "-re", "-f", "lavfi", "-i",
        "sine=frequency=440:sample_rate=44100", "-ac", "2", "-metadata", "title=First song"};
    arguments.insert(arguments.end(), codec.begin(), codec.end());
    arguments.push_back(fmt::format("icecast://source:test@127.0.0.1:{}/{}", m_port, mount));
    auto source = std::make_unique<ChildProcess>(ChildProcess::Plan{"ffmpeg", arguments, {}, {}, {}});
    const auto answers = [&] {
        return run(
            "sh", {"-c", "curl -s -m 0.3 -o /dev/null -w '%{http_code}' " + url(mount) + " | grep -q 200"});
    };
    const bool there = waitFor(answers, milliseconds(5000), milliseconds(50));
    return there ? std::move(source) : nullptr;
}

bool RadioTest::announce(const std::string& mount, const std::string& song) const
{
    return run("curl",
        {"-sf", "-o", "/dev/null", "-u", "admin:test", "-G", "--data-urlencode", "song=" + song,
            fmt::format(
                "http://127.0.0.1:{}/admin/metadata?mount=/{}&mode=updinfo&charset=UTF-8", m_port, mount)});
}

void RadioTest::playsSoonAndSaysWhatIsOn_data()
{
    QTest::addColumn<QString>("mount");
    QTest::addColumn<QStringList>("codec");
    QTest::addColumn<bool>("announces");
    QTest::newRow("MP3") << "a.mp3"
                         << QStringList{"-c:a", "libmp3lame", "-b:a", "128k", "-content_type", "audio/mpeg",
                                "-f", "mp3"}
                         << true;
    QTest::newRow("AAC") << "a.aac"
                         << QStringList{"-c:a", "aac", "-b:a", "96k", "-content_type", "audio/aac", "-f",
                                "adts"}
                         << true;
    QTest::newRow("Ogg Vorbis") << "a.ogg"
                                << QStringList{"-c:a", "libvorbis", "-b:a", "96k", "-content_type",
                                       "application/ogg", "-f", "ogg"}
                                << false;
}

void RadioTest::playsSoonAndSaysWhatIsOn()
{
    QFETCH(QString, mount);
    QFETCH(QStringList, codec);
    QFETCH(bool, announces);
    std::vector<std::string> arguments;
    for (const QString& word : codec)
        arguments.push_back(word.toStdString());
    const auto source = feed(mount.toStdString(), arguments);
    QVERIFY(source);
    QTest::qWait(1500); // a station has been on the air for a while
    Watcher watcher(url(mount.toStdString()));
    QVERIFY2(watcher.waitState(WatchState::Playing, seconds(4)), watcher.story().c_str());
    const WatchReport report = watcher.report();
    std::printf("  playing after %lld ms\n", static_cast<long long>(report.startupMs));
    QVERIFY2(report.startupMs <= 2000, watcher.story().c_str());
    QVERIFY(watcher.status().media.live && watcher.status().media.audio && !watcher.status().media.video);
    if (announces) {
        const std::string song = "Señora - Second song";
        QVERIFY(announce(mount.toStdString(), song));
        QVERIFY2(waitFor([&] { return watcher.status().media.nowPlaying == song; }, milliseconds(6000)),
            (watcher.status().media.nowPlaying + "\n" + watcher.story()).c_str());
        QVERIFY(watcher.events(EventKind::NowPlaying) >= 1);
    } else {
        QCOMPARE(watcher.status().media.nowPlaying, std::string("First song"));
    }
    QCOMPARE(watcher.report().stallCount(), 0);
}

// Icecast sends its listeners away when the source leaves, and then knows no such stream. Who once played waits for
// it.
void RadioTest::aSourceThatLeavesIsAwaited()
{
    const std::vector<std::string> mp3{"-c:a", "libmp3lame", "-content_type", "audio/mpeg", "-f", "mp3"};
    auto source = feed("b.mp3", mp3);
    QVERIFY(source);
    Watcher watcher(url("b.mp3"));
    QVERIFY2(watcher.waitState(WatchState::Playing, seconds(4)), watcher.story().c_str());
    source.reset();
    QVERIFY2(watcher.waitState(WatchState::Reconnecting, seconds(8)), watcher.story().c_str());
    source = feed("b.mp3", mp3);
    QVERIFY(source);
    QVERIFY2(watcher.waitState(WatchState::Playing, seconds(9)), watcher.story().c_str());
    QCOMPARE(watcher.report().reconnects.size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(RadioTest)
#include "RadioTest.moc"
