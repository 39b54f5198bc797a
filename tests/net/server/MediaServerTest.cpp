// SPDX-License-Identifier: GPL-3.0-or-later
// The media server with the real nginx, a real publisher and real players, all on loopback.
#include <QFile>
#include <QTcpServer>
#include <QtTest>

#include "tests/net/server/MediaServerFixture.h"
#include "tests/net/server/PublishArguments.h"

using namespace sluice;
using namespace sluice::test;

class MediaServerTest : public MediaServerFixture {
    Q_OBJECT
private slots:
    void initTestCase() { requireServer(); }
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void startsAndStops();
    void pageAndHeaders();
    void publishAndPlay();
    void wrongPublishersAreRefused();
    void missingStreamIsAnsweredFast();
    void secondPublisherIsRefused();
    void viewersAreCounted();
    void publisherCanBeDropped();
    void takenPortsGiveTheNext();
    void sharedListensForTheNetwork();
};

void MediaServerTest::startsAndStops()
{
    m_server->setListener([this] { ++m_changes; });
    QCOMPARE(m_server->info().state, ServerState::Stopped);
    const ServerInfo info = startReady();
    QCOMPARE(info.state, ServerState::Ready);
    QVERIFY(m_changes > 0);
    QVERIFY(info.rtmpPort > 0 && info.httpPort > 0 && info.rtmpPort != info.httpPort);
    QVERIFY(!info.live && !info.error && info.networkAddresses.empty());
    const int master = masterPid();
    QVERIFY(isRunning(master));
    QCOMPARE(QFile::permissions(runDirectory()) & ~(QFile::ReadUser | QFile::WriteUser | QFile::ExeUser),
        QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    m_server->stop();
    QCOMPARE(m_server->info().state, ServerState::Stopped);
    QVERIFY(!isRunning(master));
    QCOMPARE(startReady().state, ServerState::Ready); // and once more
}

void MediaServerTest::pageAndHeaders()
{
    startReady();
    const Answer page = get(text(m_server->info().watchUrl));
    QCOMPARE(page.status, 200);
    QVERIFY(page.body.contains("/assets/watch.js"));
    // What programs that are given the page's address go by.
    QCOMPARE(page.body.count("<link rel=\"alternate\" type=\"application/vnd.apple.mpegurl\" "
                             "href=\"/hls/talk/index.m3u8\">\n</head>"),
        1);
    QVERIFY(page.policy.startsWith("default-src 'none'; script-src 'self'"));
    QCOMPARE(get(base() + "/assets/watch.js").status, 200);
    QCOMPARE(get(base() + "/assets/watch.css").status, 200);
    const Answer status = get(base() + "/status/talk.json");
    QCOMPARE(status.status, 200);
    QCOMPARE(status.caching, QByteArray("no-store"));
    QVERIFY(!status.policy.isEmpty());
    QCOMPARE(pageState(), "waiting");
    QCOMPARE(get(base() + "/watch/other").status, 404);
    QCOMPARE(get(base() + "/nginx.conf").status, 404);
    QCOMPARE(get(base() + "/assets/../nginx.conf").status, 404);
    QCOMPARE(get(base() + "/assets/..%2f..%2fetc/passwd").status, 400);
    QCOMPARE(get(base() + "/stat").status, 404);
    QCOMPARE(get(base() + "/control/drop/publisher?app=live&name=talk").status, 404);
    QCOMPARE(get(text(m_server->info().watchUrl), "evil.example").status, 421);
}

void MediaServerTest::publishAndPlay()
{
    ServerHooks hooks;
    hooks.onPublish = [this] { ++m_published; };
    hooks.onPublishDone = [this] { ++m_unpublished; };
    hooks.onPlay = [this](const std::string& address) { m_played += address == "127.0.0.1" ? 1 : 0; };
    m_server->setHooks(hooks);
    startReady();
    Program publisher;
    QVERIFY(publishing(publisher));
    QCOMPARE(pageState(), "live");

    Program player;
    player.start(
        m_ffmpeg, {"-v", "error", "-i", text(m_server->info().playUrl), "-t", "1", "-f", "null", "-"});
    QCOMPARE(player.result(kPatienceMs), 0);
    QVERIFY(m_played >= 1);

    Answer playlist;
    QTRY_VERIFY_WITH_TIMEOUT((playlist = get(text(m_server->info().hlsUrl))).status == 200, kPatienceMs);
    QVERIFY(playlist.body.startsWith("#EXTM3U"));
    QCOMPARE(playlist.caching, QByteArray("no-store"));
    const QString key = text(m_server->info().publishUrl).section('/', -1);
    QVERIFY(!playlist.body.contains(key.toUtf8()));
    QByteArray piece;
    for (const QByteArray& line : playlist.body.split('\n'))
        if (line.trimmed().endsWith(".ts"))
            piece = line.trimmed();
    const Answer media = get(base() + "/hls/talk/" + piece);
    QCOMPARE(media.status, 200);
    QCOMPARE(media.caching, QByteArray("no-store"));
    QCOMPARE(media.body.at(0), 'G'); // the sync byte of MPEG-TS
    QCOMPARE(get(base() + "/hls/" + key + "/index.m3u8").status, 404);

    m_server->setStreamState(StreamState::Ended);
    publisher.end();
    QTRY_VERIFY_WITH_TIMEOUT(!m_server->isLive(), kPatienceMs);
    QCOMPARE(m_published, 1);
    QCOMPARE(m_unpublished, 1);
    QTRY_COMPARE_WITH_TIMEOUT(pageState(), QString("ended"), kPatienceMs);
    // The next broadcast begins without the last one's pieces.
    QTRY_COMPARE_WITH_TIMEOUT(get(text(m_server->info().hlsUrl)).status, 404, kPatienceMs);
}

void MediaServerTest::wrongPublishersAreRefused()
{
    const ServerInfo info = startReady();
    const QString application = text(info.playUrl).section('/', 0, -2);
    const QString key = text(info.publishUrl).section('/', -1);
    for (const QString& name : {QString("talk"), QString("wrongkey"), "wrong?name=" + key, key.toUpper()}) {
        Program publisher;
        publisher.start(m_ffmpeg, publishArguments(application + "/" + name, "5"));
        QVERIFY2(publisher.result(4000) > 0,
            qPrintable(name.startsWith(key) ? "the key" : name.section('=', 0, 0)));
        QVERIFY(!m_server->isLive());
    }
    QCOMPARE(pageState(), "waiting");
}

void MediaServerTest::missingStreamIsAnsweredFast()
{
    const ServerInfo info = startReady();
    QElapsedTimer timer;
    timer.start();
    Program player;
    player.start(m_ffmpeg, {"-v", "error", "-i", text(info.playUrl), "-f", "null", "-"});
    QVERIFY(player.result(5000) > 0);
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(player.errors().contains("No such stream"));
}

void MediaServerTest::secondPublisherIsRefused()
{
    startReady();
    Program first;
    QVERIFY(publishing(first));
    QTRY_VERIFY_WITH_TIMEOUT(get(text(m_server->info().hlsUrl)).status == 200, kPatienceMs);
    Program second;
    second.start(m_ffmpeg, publishArguments(text(m_server->info().publishUrl), "5"));
    QVERIFY(second.result(4000) > 0);
    QVERIFY(m_server->isLive());
    QVERIFY(first.isRunning());
    QCOMPARE(get(text(m_server->info().hlsUrl)).status, 200);
}

void MediaServerTest::viewersAreCounted()
{
    startReady();
    Program publisher;
    QVERIFY(publishing(publisher));
    Program player;
    player.start(m_ffmpeg, {"-v", "error", "-i", text(m_server->info().playUrl), "-f", "null", "-"});
    QTRY_VERIFY_WITH_TIMEOUT(m_server->info().viewers == (ViewerCount{1, 0}), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(get(text(m_server->info().hlsUrl)).status == 200, kPatienceMs);
    get(text(m_server->info().hlsUrl) + "?viewer=one");
    get(text(m_server->info().hlsUrl) + "?viewer=two");
    // The looking above had no number and counts by its address.
    QTRY_VERIFY_WITH_TIMEOUT(m_server->info().viewers == (ViewerCount{1, 3}), kPatienceMs);
    player.end();
    QTRY_VERIFY_WITH_TIMEOUT(m_server->info().viewers && m_server->info().viewers->rtmp == 0, kPatienceMs);
}

void MediaServerTest::publisherCanBeDropped()
{
    startReady();
    const auto nobody = m_server->dropPublisher();
    QVERIFY(nobody.ok());
    QCOMPARE(*nobody, 0);
    Program publisher;
    QVERIFY(publishing(publisher));
    // nginx may still be letting it in; and the macros would ask twice.
    QVERIFY(QTest::qWaitFor([&] { return *m_server->dropPublisher() == 1; }, kPatienceMs));
    QTRY_VERIFY_WITH_TIMEOUT(!m_server->isLive(), kPatienceMs);
    QVERIFY(publisher.result(kPatienceMs) > 0);
    m_server->stop();
    QVERIFY(!m_server->dropPublisher().ok());
}

void MediaServerTest::takenPortsGiveTheNext()
{
    QTcpServer rtmp;
    QTcpServer http;
    QVERIFY(rtmp.listen(QHostAddress::LocalHost, 0) && http.listen(QHostAddress::LocalHost, 0));
    ServerConfig wished = config();
    wished.rtmpPort = rtmp.serverPort();
    wished.httpPort = http.serverPort();
    const ServerInfo info = startReady(wished);
    QCOMPARE(info.state, ServerState::Ready);
    QVERIFY(info.rtmpPort > wished.rtmpPort && info.rtmpPort < wished.rtmpPort + 100);
    QVERIFY(info.httpPort > wished.httpPort && info.httpPort < wished.httpPort + 100);
    QCOMPARE(get(text(info.watchUrl)).status, 200);
}

void MediaServerTest::sharedListensForTheNetwork()
{
    ServerConfig shared = config();
    shared.shareOnNetwork = true;
    const ServerInfo info = startReady(shared);
    QCOMPARE(info.state, ServerState::Ready);
    QVERIFY(info.shared);
    // Only this computer's own other address is asked: nothing leaves the machine.
    for (const std::string& address : info.networkAddresses) {
        QCOMPARE(get(text(info.watchUrlAt(address))).status, 200);
        Program publisher;
        publisher.start(m_ffmpeg,
            publishArguments(
                "rtmp://" + text(address) + text(info.publishUrl).mid(int(strlen("rtmp://127.0.0.1"))), "5"));
        QVERIFY(publisher.result(4000) > 0); // sharing is for viewers
        QVERIFY(!m_server->isLive());
    }
}

QTEST_GUILESS_MAIN(MediaServerTest)
#include "MediaServerTest.moc"
