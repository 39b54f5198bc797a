// SPDX-License-Identifier: GPL-3.0-or-later
// RTSP from GStreamer's server.
#include <csignal>
#include <cstdio>

#include <QTest>
#include <fmt/format.h>

#include "tests/net/playback/Vlc.h"
#include "tests/net/playback/Watcher.h"
#include "tests/net/playback/WebServer.h"
#include "tests/support/RefusingServers.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

class RtspTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase() { m_server.reset(); }

    void theFirstPictureComesSoon_data();
    void theFirstPictureComesSoon();
    void liveFromVlc();
    void refusalsHaveTheirSentences();
    void aServerThatDiesIsAwaited();

private:
    bool start();
    std::string url(const std::string& path, const std::string& login = {}) const
    {
        return fmt::format("rtsp://{}127.0.0.1:{}{}", login, m_port, path);
    }

    TempDir m_dir;
    std::uint16_t m_port = 0;
    std::unique_ptr<ChildProcess> m_server;
    const SilentServer m_silentServer;
    std::unique_ptr<Watcher> m_nothing;
    std::unique_ptr<Watcher> m_silent;
};

bool RtspTest::start()
{
    m_server = std::make_unique<ChildProcess>(ChildProcess::Plan{
        "/usr/bin/python3", {RTSP_SERVER, m_dir.file("clip.mp4"), std::to_string(m_port)}, {}, {}, {}});
    return waitListening(m_port, milliseconds(8000));
}

void RtspTest::initTestCase()
{
    if (!hasProgram("ffmpeg"))
        QSKIP("Not tested: the ffmpeg program is not installed.");
    if (!hasProgram("/usr/bin/python3")
        || !run("/usr/bin/python3", {"-c", "import gi; gi.require_version('GstRtspServer', '1.0')"}))
        QSKIP(
            "Not tested: GStreamer's RTSP server for Python (gir1.2-gst-rtsp-server-1.0) is not installed.");
    m_port = freePort();
    QVERIFY(makeClip(m_dir.file("clip.mp4"), 30));
    QVERIFY2(start(), m_server->standardError().c_str());
    m_nothing = std::make_unique<Watcher>(url("/nothing"));
    m_silent = std::make_unique<Watcher>(fmt::format("rtsp://127.0.0.1:{}/clip", m_silentServer.port()));
}

void RtspTest::theFirstPictureComesSoon_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("TCP") << "/clip";
    QTest::newRow("a server that only has UDP") << "/udp";
}

void RtspTest::theFirstPictureComesSoon()
{
    QFETCH(QString, path);
    Watcher watcher(url(path.toStdString()));
    QVERIFY2(watcher.waitState(WatchState::Playing, seconds(8)), watcher.story().c_str());
    QVERIFY2(waitFor([&] { return watcher.report().firstPictureMs > 0; }, milliseconds(3000)),
        watcher.story().c_str());
    const WatchReport report = watcher.report();
    std::printf("  first picture %lld ms, playing %lld ms\n", static_cast<long long>(report.firstPictureMs),
        static_cast<long long>(report.startupMs));
    QVERIFY2(report.firstPictureMs <= 1200, watcher.story().c_str());
    QVERIFY(watcher.status().media.audio && watcher.status().media.video);
    QTest::qWait(1500);
    QVERIFY2(watcher.report().stallCount() == 0, watcher.story().c_str());
    QVERIFY(watcher.shown() > 20);
}

// VLC has no beginning and no end, only UDP, and lets viewers in between two keyframes.
void RtspTest::liveFromVlc()
{
    if (!hasProgram("vlc"))
        QSKIP("Not tested: the vlc program is not installed.");
    const TempDir home;
    const std::string clip = home.file("clip.mp4");
    QVERIFY(makeClip(clip, 30));
    const std::uint16_t port = freePort();
    ChildProcess vlc(
        vlcServing(home.path().string(), clip, fmt::format("#rtp{{sdp=rtsp://127.0.0.1:{}/live}}", port)));
    if (!waitListening(port, milliseconds(10'000)))
        QSKIP(("Not tested: VLC does not serve RTSP here: " + vlc.standardError()).c_str());
    Watcher watcher(fmt::format("rtsp://127.0.0.1:{}/live", port));
    QVERIFY2(watcher.waitState(WatchState::Playing, seconds(9)), watcher.story().c_str());
    QTest::qWait(2000);
    const WatchReport report = watcher.report();
    std::printf("  first picture %lld ms, playing %lld ms, stalls %lld\n",
        static_cast<long long>(report.firstPictureMs), static_cast<long long>(report.startupMs),
        static_cast<long long>(report.stallCount()));
    QVERIFY(watcher.status().media.live && watcher.status().media.audio && watcher.status().media.video);
    QVERIFY(watcher.shown() > 20);
    QCOMPARE(report.stallCount(), 0);
}

// Those who ask again for a while have been at it since the beginning.
void RtspTest::refusalsHaveTheirSentences()
{
    Watcher& nothing = *m_nothing;
    Watcher& silent = *m_silent;
    Watcher nameless(url("/locked"));
    Watcher stranger(url("/locked", "viewer:wrong@"));
    Watcher welcome(url("/locked", "viewer:secret@"));
    // Waiting mends no password.
    for (Watcher* each : {&nameless, &stranger}) {
        QVERIFY2(each->waitEnd(seconds(2)), each->story().c_str());
        QVERIFY2(each->sentence().find("401 Unauthorized") != std::string::npos, each->sentence().c_str());
        QVERIFY(each->sentence().find("wrong") == std::string::npos);
    }
    QVERIFY2(welcome.waitState(WatchState::Playing, seconds(5)), welcome.story().c_str());
    for (Watcher* each : {&nothing, &silent})
        QVERIFY2(each->waitEnd(milliseconds(10'200)), each->story().c_str());
    for (Watcher* each : {&nothing, &silent, &nameless, &stranger}) {
        std::printf("  %5lld ms: %s\n", static_cast<long long>(each->eventMs(EventKind::Failed)),
            each->sentence().c_str());
        QCOMPARE(each->state(), WatchState::Failed);
        QVERIFY(each->eventMs(EventKind::Failed) <= 10'000);
        QCOMPARE(each->shown(), 0);
    }
    QVERIFY2(nothing.status().error->code() == ErrorCode::NoSuchStream, nothing.story().c_str());
    QVERIFY2(silent.status().error->code() == ErrorCode::ServerSilent, silent.story().c_str());
}

void RtspTest::aServerThatDiesIsAwaited()
{
    SystemClock clock;
    Watcher watcher(url("/clip"));
    QVERIFY2(watcher.waitState(WatchState::Playing, seconds(5)), watcher.story().c_str());
    QTest::qWait(1000);
    m_server->signalGroup(SIGKILL);
    QVERIFY2(watcher.waitState(WatchState::Reconnecting, seconds(3)), watcher.story().c_str());
    QVERIFY2(start(), m_server->standardError().c_str());
    const TimePoint back = clock.now();
    QVERIFY2(watcher.waitState(WatchState::Playing, seconds(8)), watcher.story().c_str());
    std::printf("  played again %.0f ms after the server was back\n", toMsReal(clock.now() - back));
    QCOMPARE(watcher.report().reconnects.size(), std::size_t(1));
    QVERIFY(watcher.status().position >= seconds(1)
        && watcher.status().position < seconds(12)); // not from the start
}

QTEST_GUILESS_MAIN(RtspTest)
#include "RtspTest.moc"
