// SPDX-License-Identifier: GPL-3.0-or-later
// The media server with the real nginx, a real publisher and real players, all on loopback.
#include <atomic>
#include <csignal>
#include <memory>

#include <QDir>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>

#include "core/server/MediaServer.h"
#include "core/server/RunDirectory.h"
#include "core/server/ServerFiles.h"
#include "tests/net/server/PublishArguments.h"
#include "tests/support/Program.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr int kPatienceMs = 15000; // for what takes far less on a calm machine

QString text(const std::string& s)
{
    return QString::fromStdString(s);
}

struct Answer {
    int status = 0;
    QByteArray body;
    QByteArray policy;
    QByteArray caching;
};

Answer get(const QString& url, const QByteArray& host = {})
{
    QNetworkAccessManager manager;
    QNetworkRequest request{QUrl(url)};
    request.setTransferTimeout(5000);
    if (!host.isEmpty())
        request.setRawHeader("Host", host);
    const std::unique_ptr<QNetworkReply> reply(manager.get(request));
    QSignalSpy finished(reply.get(), &QNetworkReply::finished);
    if (!reply->isFinished())
        finished.wait(6000);
    return {reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), reply->readAll(),
        reply->rawHeader("Content-Security-Policy"), reply->rawHeader("Cache-Control")};
}

bool isRunning(int pid)
{
    QFile status(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return false;
    const QByteArray words = status.readAll();
    const char state = words.at(words.lastIndexOf(')') + 2);
    return state != 'Z' && state != 'X'; // an ended one may wait long for pid 1 of a container
}

} // namespace

class MediaServerTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void init();
    void cleanup();

    void startsAndStops();
    void pageAndHeaders();
    void publishAndPlay();
    void wrongPublishersAreRefused();
    void missingStreamIsAnsweredFast();
    void secondPublisherIsRefused();
    void viewersAreCounted();
    void publisherCanBeDropped();
    void killedWorkerComesBack();
    void killedMasterComesBackOnTheSamePorts();
    void hangingServerIsReplaced();
    void givesUpAfterManyEnds();
    void killedParentLeavesNothing();
    void orphansOfACrashAreSwept();
    void takenPortsGiveTheNext();
    void missingNginxIsASentence();
    void brokenModuleIsASentence();
    void stopWhileStarting();
    void sharedListensForTheNetwork();

private:
    ServerConfig config() const;
    ServerInfo startReady();
    ServerInfo startReady(const ServerConfig& with);
    QString runDirectory() const;
    int masterPid() const;
    // Workers and helpers of that master.
    QList<int> childrenOf(int pid) const;
    QString base() const;
    QString pageState() const;
    bool publishing(Program& publisher);

    SystemClock m_clock;
    // What the server calls back counts here: it outlives the test function, until cleanup().
    std::atomic<int> m_changes = 0;
    std::atomic<int> m_published = 0;
    std::atomic<int> m_unpublished = 0;
    std::atomic<int> m_played = 0;
    QByteArray m_logged;
    std::unique_ptr<Log> m_log;
    std::unique_ptr<QTemporaryDir> m_parent;
    std::unique_ptr<MediaServer> m_server;
    QString m_ffmpeg;
};

void MediaServerTest::initTestCase()
{
    m_ffmpeg = QStandardPaths::findExecutable("ffmpeg");
    const auto files = findServerFiles(ServerConfig());
    if (!files)
        QSKIP(qPrintable("Not tested: " + text(files.error().message())));
    if (m_ffmpeg.isEmpty())
        QSKIP("Not tested: the ffmpeg program is not installed.");
}

void MediaServerTest::init()
{
    m_parent = std::make_unique<QTemporaryDir>();
    m_logged.clear();
    m_changes = m_published = m_unpublished = m_played = 0;
    m_log = std::make_unique<Log>(LogLevel::Debug, [this](std::string_view line) {
        m_logged.append(line.data(), qsizetype(line.size())).append('\n'); // Log calls it under its lock
    });
    m_server = std::make_unique<MediaServer>(m_clock, *m_log);
}

void MediaServerTest::cleanup()
{
    const std::string key = m_server->info().publishUrl;
    const int master = masterPid();
    QElapsedTimer timer;
    timer.start();
    m_server.reset();
    QVERIFY2(timer.elapsed() <= 2000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(master == 0 || !isRunning(master));
    QCOMPARE(QDir(m_parent->path()).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList());
    if (!key.empty())
        QVERIFY2(!m_logged.contains(key.substr(key.rfind('/') + 1).c_str()), "the key is in the log");
    if (QTest::currentTestFailed())
        qWarning("%s", m_logged.constData());
}

ServerConfig MediaServerTest::config() const
{
    ServerConfig config;
    config.rtmpPort = 0;
    config.httpPort = 0;
    config.runParent = m_parent->path().toStdString();
    return config;
}

ServerInfo MediaServerTest::startReady()
{
    return startReady(config());
}

ServerInfo MediaServerTest::startReady(const ServerConfig& with)
{
    m_server->start(with);
    ServerInfo info = m_server->waitSettled(milliseconds(kPatienceMs));
    if (info.state != ServerState::Ready)
        qWarning("not ready: %s", info.error ? info.error->message().c_str() : "too slow");
    return info;
}

QString MediaServerTest::runDirectory() const
{
    const QStringList found = QDir(m_parent->path()).entryList({"sluice-server-*"}, QDir::Dirs);
    return found.isEmpty() ? QString() : m_parent->filePath(found.first());
}

int MediaServerTest::masterPid() const
{
    QFile file(runDirectory() + "/nginx.pid");
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
}

QList<int> MediaServerTest::childrenOf(int pid) const
{
    QFile file(QStringLiteral("/proc/%1/task/%1/children").arg(pid));
    QList<int> children;
    if (file.open(QIODevice::ReadOnly))
        for (const QByteArray& child : file.readAll().simplified().split(' '))
            if (child.toInt() > 0)
                children << child.toInt();
    return children;
}

QString MediaServerTest::base() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(m_server->info().httpPort);
}

QString MediaServerTest::pageState() const
{
    return QJsonDocument::fromJson(get(base() + "/status/talk.json").body).object().value("state").toString();
}

bool MediaServerTest::publishing(Program& publisher)
{
    publisher.start(m_ffmpeg, publishArguments(text(m_server->info().publishUrl)));
    return QTest::qWaitFor([&] { return m_server->isLive(); }, kPatienceMs);
}

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

void MediaServerTest::killedWorkerComesBack()
{
    const ServerInfo before = startReady();
    Program publisher;
    QVERIFY(publishing(publisher));
    QTRY_VERIFY_WITH_TIMEOUT(
        m_server->info().viewers.has_value(), kPatienceMs); // the worker's number is known
    const int master = masterPid();
    for (const int child : childrenOf(master))
        ::kill(child, SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(!m_server->isLive(), kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(
        m_server->info().state == ServerState::Ready && m_server->info().restarts == 1, kPatienceMs);
    QCOMPARE(masterPid(), master);
    Program again;
    QVERIFY(publishing(again));
    QCOMPARE(m_server->info().publishUrl, before.publishUrl);
}

void MediaServerTest::killedMasterComesBackOnTheSamePorts()
{
    const ServerInfo before = startReady();
    Program publisher;
    QVERIFY(publishing(publisher));
    const int master = masterPid();
    const QList<int> workers = childrenOf(master);
    QVERIFY(!workers.isEmpty());
    ::kill(master, SIGKILL);
    QElapsedTimer timer;
    timer.start();
    QTRY_VERIFY_WITH_TIMEOUT(
        m_server->info().restarts == 1 && m_server->info().state == ServerState::Ready, kPatienceMs);
    qInfo("back after %lld ms", timer.elapsed());
    QVERIFY(masterPid() != master);
    for (const int worker : workers)
        QVERIFY(!isRunning(worker));
    const ServerInfo after = m_server->info();
    QCOMPARE(after.publishUrl, before.publishUrl);
    QCOMPARE(after.watchUrl, before.watchUrl);
    QVERIFY(!after.live && !after.error);
    Program again;
    QVERIFY(publishing(again));
}

void MediaServerTest::hangingServerIsReplaced()
{
    startReady();
    const int master = masterPid();
    for (const int child : childrenOf(master))
        ::kill(child, SIGSTOP);
    QTRY_COMPARE_WITH_TIMEOUT(m_server->info().state, ServerState::Degraded, kPatienceMs);
    QTRY_VERIFY_WITH_TIMEOUT(
        m_server->info().restarts == 1 && m_server->info().state == ServerState::Ready, kPatienceMs);
    QVERIFY(masterPid() != master);
}

void MediaServerTest::givesUpAfterManyEnds()
{
    startReady();
    for (int i = 1; i <= 5; ++i) {
        ::kill(masterPid(), SIGKILL);
        QTRY_VERIFY_WITH_TIMEOUT(m_server->info().state == ServerState::Failed
                || (m_server->info().restarts == i && m_server->info().state == ServerState::Ready),
            kPatienceMs);
    }
    const ServerInfo info = m_server->info();
    QCOMPARE(info.state, ServerState::Failed);
    QVERIFY(info.error.has_value());
    QCOMPARE(info.error->code(), ErrorCode::ServerKeepsFailing);
    QCOMPARE(startReady().state, ServerState::Ready); // a click tries again
}

// The program that runs the server is killed and cannot clean up: the kernel ends nginx, the next start the rest.
void MediaServerTest::killedParentLeavesNothing()
{
    Program holder;
    holder.start(QStringLiteral(SERVER_HOLDER), {m_parent->path()});
    QVERIFY(holder.process().waitOutput("\n", milliseconds(kPatienceMs)));
    QVERIFY2(holder.output().startsWith("ready "), holder.output().constData());
    const int master = masterPid();
    const QList<int> workers = childrenOf(master);
    QVERIFY(master > 0 && !workers.isEmpty());
    holder.process().signal(SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(!isRunning(master), 5000);
    for (const int worker : workers)
        QTRY_VERIFY_WITH_TIMEOUT(!isRunning(worker), 5000);
    holder.result(kPatienceMs);
    QCOMPARE(startReady().state, ServerState::Ready);
    QCOMPARE(QDir(m_parent->path()).entryList({"sluice-server-*"}, QDir::Dirs).size(), 1);
}

// Worst case: program and master are killed together, so that the kernel's signal finds nobody; workers stay.
void MediaServerTest::orphansOfACrashAreSwept()
{
    Program holder;
    holder.start(QStringLiteral(SERVER_HOLDER), {m_parent->path()});
    QVERIFY(holder.process().waitOutput("\n", milliseconds(kPatienceMs)));
    const int master = masterPid();
    const QList<int> workers = childrenOf(master);
    QVERIFY(master > 0 && !workers.isEmpty());
    holder.process().signal(SIGSTOP);
    ::kill(master, SIGKILL);
    holder.process().signal(SIGKILL);
    holder.result(kPatienceMs);
    for (const int worker : workers)
        QVERIFY(isRunning(worker));
    QCOMPARE(startReady().state, ServerState::Ready);
    for (const int worker : workers)
        QVERIFY(!isRunning(worker));
    QCOMPARE(QDir(m_parent->path()).entryList({"sluice-server-*"}, QDir::Dirs).size(), 1);
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

void MediaServerTest::missingNginxIsASentence()
{
    ServerConfig without = config();
    without.nginxPath = "/nonexistent/nginx";
    m_server->start(without);
    const ServerInfo info = m_server->waitSettled(milliseconds(kPatienceMs));
    QCOMPARE(info.state, ServerState::Failed);
    QVERIFY(info.error.has_value());
    QVERIFY(
        info.error->message().find("Install the packages nginx and libnginx-mod-rtmp") != std::string::npos);
}

void MediaServerTest::brokenModuleIsASentence()
{
    QTemporaryDir elsewhere;
    QFile module(elsewhere.filePath("module.so"));
    QVERIFY(module.open(QIODevice::WriteOnly));
    module.write("no module");
    module.close();
    ServerConfig broken = config();
    broken.modulePath = module.fileName().toStdString();
    m_server->start(broken);
    const ServerInfo info = m_server->waitSettled(milliseconds(kPatienceMs));
    QCOMPARE(info.state, ServerState::Failed);
    QVERIFY(info.error.has_value());
    QCOMPARE(info.error->code(), ErrorCode::NginxFailed);
    QVERIFY(info.error->message().find("module.so") != std::string::npos);
}

void MediaServerTest::stopWhileStarting()
{
    for (int i = 0; i < 10; ++i) {
        m_server->start(config());
        QTest::qWait(i * 4); // every phase of the start is met by one of them
        QElapsedTimer timer;
        timer.start();
        m_server->stop();
        QVERIFY(timer.elapsed() < 2000);
        QCOMPARE(m_server->info().state, ServerState::Stopped);
        QCOMPARE(runDirectory(), QString());
    }
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
