// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include <QTcpServer>
#include <QTemporaryDir>
#include <QtTest>

#include "core/server/NginxWords.h"
#include "core/server/PortProbe.h"
#include "core/server/RestartPolicy.h"
#include "core/server/RunDirectory.h"
#include "core/server/ServerFiles.h"
#include "core/server/ServerTypes.h"
#include "core/server/StatReport.h"
#include "core/server/ViewerTally.h"
#include "core/server/WatchPage.h"

using namespace sluice;

class ServerPartsTest : public QObject {
    Q_OBJECT
private slots:
    void restartsBackOffAndStop();
    void rareEndsNeverStop();
    void tallyBelievesNobody();
    void statistics();
    void badStatistics();
    void runDirectoryIsPrivateAndGoes();
    void sweepTakesOnlyWhatIsStale();
    void takenPortGivesTheNext();
    void missingParts();
    void addresses();
    void delayInABrowser();
    void pageForPrograms();
    void wordsOfNginx();
};

void ServerPartsTest::restartsBackOffAndStop()
{
    RestartPolicy policy;
    TimePoint now(seconds(100));
    Duration last(-1);
    for (int i = 1; i < RestartPolicy::kMaxEnds; ++i) {
        const auto delay = policy.ended(now);
        QVERIFY(delay.has_value());
        QVERIFY(*delay > last);
        last = *delay;
        now += seconds(1);
    }
    QVERIFY(!policy.ended(now).has_value());
    QCOMPARE(policy.endsInWindow(), 5);
}

void ServerPartsTest::rareEndsNeverStop()
{
    RestartPolicy policy;
    TimePoint now(seconds(100));
    for (int i = 0; i < 100; ++i, now += seconds(61)) {
        const auto delay = policy.ended(now);
        QVERIFY(delay.has_value());
        QVERIFY(*delay == Duration::zero()); // each is the first again
    }
}

void ServerPartsTest::tallyBelievesNobody()
{
    ViewerTally tally;
    const TimePoint now(seconds(1));
    for (const char* line :
        {"", "sluice: ", "sluice: 1.2.3.4", "sluice:  x", "no tag at all", "sluice: \xff\xfe"})
        tally.seen(line, now);
    QCOMPARE(tally.count(now), 0);
    tally.seen("<190> sluice: 1.2.3.4 -", now); // no number: counted by address
    tally.seen("<190> sluice: 1.2.3.4 a/../b", now);
    QCOMPARE(tally.count(now), 1);
    for (int i = 0; i < 5000; ++i)
        tally.seen("<190> sluice: 1.2.3.4 made" + std::to_string(i), now);
    QCOMPARE(tally.count(now), int(ViewerTally::kMaxViewers));
    QCOMPARE(tally.count(now + seconds(11)), 0);
}

void ServerPartsTest::statistics()
{
    const std::string xml
        = R"(<?xml version="1.0" encoding="utf-8" ?><rtmp><nginx_version>1.22.1</nginx_version>
<pid>3083</pid><uptime>23</uptime><server>
<application><name>vod</name><live><stream><name>talk</name><nclients>7</nclients></stream></live></application>
<application><name>live</name><live>
<stream><name>other</name><nclients>9</nclients><publishing/></stream>
<stream><name>talk</name><time>1</time><meta><video><width>1280</width></video></meta><nclients>4</nclients>
<publishing/><active/></stream><nclients>13</nclients></live></application></server></rtmp>)";
    const auto report = parseStatReport(xml, "talk");
    QVERIFY(report.has_value());
    QCOMPARE(report->workerPid, 3083);
    QVERIFY(report->publishing);
    QCOMPARE(report->viewers, 3);
    const auto none = parseStatReport(xml, "nobody");
    QVERIFY(none && !none->publishing && none->viewers == 0);
}

void ServerPartsTest::badStatistics()
{
    for (const char* xml : {"", "no xml", "<rtmp>", "<rtmp></rtmp>", "<rtmp><pid>0</pid></rtmp>",
             "<rtmp><pid>12</pid><server>", "<html><pid>12</pid></html>"})
        QVERIFY2(!parseStatReport(xml, "talk"), xml);
}

void ServerPartsTest::runDirectoryIsPrivateAndGoes()
{
    const QTemporaryDir parent;
    std::string path;
    {
        const auto made = RunDirectory::create(parent.path().toStdString());
        QVERIFY(made.ok());
        path = (*made)->path();
        struct stat info{};
        QCOMPARE(::stat(path.c_str(), &info), 0);
        QCOMPARE(int(info.st_mode & 0777U), 0700);
        QVERIFY((*made)->write("a.txt", "text"));
    }
    QVERIFY(!QFile::exists(QString::fromStdString(path)));
    QVERIFY(!RunDirectory::create("/nonexistent/place").ok());
    QVERIFY(!RunDirectory::create(parent.path().toStdString() + "/" + std::string(80, 'a')).ok());
}

void ServerPartsTest::sweepTakesOnlyWhatIsStale()
{
    const QTemporaryDir parent;
    const auto running = RunDirectory::create(parent.path().toStdString());
    QDir dir(parent.path());
    QVERIFY(dir.mkdir("sluice-server-stale1"));
    QFile lock(parent.filePath("sluice-server-stale1/owner.lock"));
    QVERIFY(lock.open(QIODevice::WriteOnly));
    QFile pid(parent.filePath("sluice-server-stale1/nginx.pid"));
    QVERIFY(pid.open(QIODevice::WriteOnly));
    pid.write(
        QByteArray::number(QCoreApplication::applicationPid())); // not an nginx of that directory: left alone
    pid.close();
    QVERIFY(dir.mkdir("sluice-server-fresh1")); // somebody is just making it
    QVERIFY(dir.mkdir("somebody-elses"));
    QVERIFY(QFile::link("/etc", parent.filePath("sluice-server-link1")));
    RunDirectory::sweep(parent.path().toStdString(), Log());
    QVERIFY(!dir.exists("sluice-server-stale1"));
    QVERIFY(dir.exists("sluice-server-fresh1"));
    QVERIFY(dir.exists("somebody-elses"));
    QVERIFY(dir.exists("sluice-server-link1"));
    QVERIFY(QFile::exists(QString::fromStdString((*running)->path())));
}

void ServerPartsTest::takenPortGivesTheNext()
{
    QTcpServer holder;
    QVERIFY(holder.listen(QHostAddress::LocalHost, 0));
    const int taken = holder.serverPort();
    QVERIFY(!isPortFree(taken, false));
    QVERIFY(!isPortFree(taken, true));
    const auto next = findFreePort(taken, false);
    QVERIFY(next.ok());
    QVERIFY(*next > taken && *next < taken + 100);
    const auto other = findFreePort(*next, false, *next);
    QVERIFY(other.ok() && *other > *next);
    const auto any = findFreePort(0, false);
    QVERIFY(any.ok() && isPortFree(*any, false));
    QVERIFY(!findFreePort(-1, false).ok());
    QVERIFY(!findFreePort(70000, false).ok());
}

void ServerPartsTest::missingParts()
{
    ServerConfig config;
    config.nginxPath = "/nonexistent/nginx";
    QCOMPARE(findServerFiles(config).error().code(), ErrorCode::NginxMissing);
    config.nginxPath = "/bin/true"; // any program
    config.modulePath = "/nonexistent/module.so";
    QCOMPARE(findServerFiles(config).error().code(), ErrorCode::NginxModuleMissing);
    config.modulePath = "/bin/true";
    config.webRoot = "/nonexistent";
    QCOMPARE(findServerFiles(config).error().code(), ErrorCode::FileNotFound);
}

void ServerPartsTest::addresses()
{
    ServerInfo info;
    info.rtmpPort = 1935;
    info.httpPort = 8080;
    info.streamName = "talk";
    QCOMPARE(info.watchUrlAt("192.168.1.20"), std::string("http://192.168.1.20:8080/watch/talk"));
    QCOMPARE(info.playUrlAt("192.168.1.20"), std::string("rtmp://192.168.1.20:1935/live/talk"));
    QVERIFY(info.embedLine("10.0.0.1").find("src=\"http://10.0.0.1:8080/watch/talk\"") != std::string::npos);
    for (const std::string& line : info.firewallLines())
        QVERIFY(line.find("1935") != std::string::npos && line.find("8080") != std::string::npos);
}

// Pieces end at keyframes.
void ServerPartsTest::delayInABrowser()
{
    QCOMPARE(browserDelay(seconds(1), seconds(1)), Duration(seconds(3)));
    QCOMPARE(browserDelay(seconds(1), seconds(2)), Duration(seconds(6)));
    QCOMPARE(browserDelay(seconds(2), seconds(2)), Duration(seconds(6)));
    QCOMPARE(browserDelay(seconds(1), milliseconds(500)), Duration(seconds(3)));
    QCOMPARE(browserDelay(milliseconds(500), milliseconds(500)), Duration(milliseconds(1500)));
    QCOMPARE(browserDelay(seconds(1), milliseconds(700)), Duration(milliseconds(4200)));
    QCOMPARE(browserDelay(seconds(1), Duration::zero()), Duration(seconds(3)));
}

void ServerPartsTest::pageForPrograms()
{
    QCOMPARE(watchPageFor("<head>\n</head><body></head>", "talk"),
        std::string("<head>\n  <link rel=\"alternate\" type=\"application/vnd.apple.mpegurl\" "
                    "href=\"/hls/talk/index.m3u8\">\n</head><body></head>"));
    QCOMPARE(watchPageFor("no page", "talk"), std::string("no page"));
}

// As nginx 1.22 writes them.
void ServerPartsTest::wordsOfNginx()
{
    const std::string taken
        = "2026/01/02 03:04:05 [emerg] 4711#0: bind() to 127.0.0.1:1935 failed (98: Address "
          "already in use)\n2026/01/02 03:04:06 [emerg] 4711#0: still could not bind()\n";
    QVERIFY(nginxFoundPortTaken(taken));
    QVERIFY(!nginxLacksRtmp(taken));
    QCOMPARE(nginxReason(taken, "status 1"),
        std::string("bind() to 127.0.0.1:1935 failed (98: Address already in use)"));
    const std::string lacks = "nginx: [emerg] unknown directive \"rtmp\" in /run/nginx.conf:12\n";
    QVERIFY(nginxLacksRtmp(lacks));
    QCOMPARE(nginxReason(lacks, "status 1"), std::string("unknown directive \"rtmp\" in /run/nginx.conf:12"));
    QCOMPARE(nginxReason("", "signal 9"), std::string("nginx ended with signal 9"));
}

QTEST_GUILESS_MAIN(ServerPartsTest)
#include "ServerPartsTest.moc"
