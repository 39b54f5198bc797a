// SPDX-License-Identifier: GPL-3.0-or-later
// How the media server ends and comes back: killed, hanging, broken, stopped in the middle; and what that leaves behind.
#include <csignal>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include "tests/net/server/MediaServerFixture.h"

using namespace sluice;
using namespace sluice::test;

class MediaServerEndsTest : public MediaServerFixture {
    Q_OBJECT
private slots:
    void initTestCase() { requireServer(); }
    void init() { setUp(); }
    void cleanup() { tearDown(); }

    void killedWorkerComesBack();
    void killedMasterComesBackOnTheSamePorts();
    void hangingServerIsReplaced();
    void givesUpAfterManyEnds();
    void killedParentLeavesNothing();
    void orphansOfACrashAreSwept();
    void missingNginxIsASentence();
    void brokenModuleIsASentence();
    void stopWhileStarting();
};

void MediaServerEndsTest::killedWorkerComesBack()
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

void MediaServerEndsTest::killedMasterComesBackOnTheSamePorts()
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

void MediaServerEndsTest::hangingServerIsReplaced()
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

void MediaServerEndsTest::givesUpAfterManyEnds()
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
void MediaServerEndsTest::killedParentLeavesNothing()
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
void MediaServerEndsTest::orphansOfACrashAreSwept()
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

void MediaServerEndsTest::missingNginxIsASentence()
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

void MediaServerEndsTest::brokenModuleIsASentence()
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

void MediaServerEndsTest::stopWhileStarting()
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

QTEST_GUILESS_MAIN(MediaServerEndsTest)
#include "MediaServerEndsTest.moc"
