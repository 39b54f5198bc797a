// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/net/server/MediaServerFixture.h"

#include <QDir>
#include <QFile>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QtTest>

#include "core/server/ServerFiles.h"
#include "tests/net/server/PublishArguments.h"

namespace sluice::test {

QString text(const std::string& s)
{
    return QString::fromStdString(s);
}

Answer get(const QString& url, const QByteArray& host)
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

void MediaServerFixture::requireServer()
{
    m_ffmpeg = QStandardPaths::findExecutable("ffmpeg");
    const auto files = findServerFiles(ServerConfig());
    if (!files)
        QSKIP(qPrintable("Not tested: " + text(files.error().message())));
    if (m_ffmpeg.isEmpty())
        QSKIP("Not tested: the ffmpeg program is not installed.");
}

void MediaServerFixture::setUp()
{
    m_parent = std::make_unique<QTemporaryDir>();
    m_logged.clear();
    m_changes = m_published = m_unpublished = m_played = 0;
    m_log = std::make_unique<Log>(LogLevel::Debug, [this](std::string_view line) {
        m_logged.append(line.data(), qsizetype(line.size())).append('\n'); // Log calls it under its lock
    });
    m_server = std::make_unique<MediaServer>(m_clock, *m_log);
}

void MediaServerFixture::tearDown()
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

ServerConfig MediaServerFixture::config() const
{
    ServerConfig config;
    config.rtmpPort = 0;
    config.httpPort = 0;
    config.runParent = m_parent->path().toStdString();
    return config;
}

ServerInfo MediaServerFixture::startReady()
{
    return startReady(config());
}

ServerInfo MediaServerFixture::startReady(const ServerConfig& with)
{
    m_server->start(with);
    ServerInfo info = m_server->waitSettled(milliseconds(kPatienceMs));
    if (info.state != ServerState::Ready)
        qWarning("not ready: %s", info.error ? info.error->message().c_str() : "too slow");
    return info;
}

QString MediaServerFixture::runDirectory() const
{
    const QStringList found = QDir(m_parent->path()).entryList({"sluice-server-*"}, QDir::Dirs);
    return found.isEmpty() ? QString() : m_parent->filePath(found.first());
}

int MediaServerFixture::masterPid() const
{
    QFile file(runDirectory() + "/nginx.pid");
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
}

QList<int> MediaServerFixture::childrenOf(int pid) const
{
    QFile file(QStringLiteral("/proc/%1/task/%1/children").arg(pid));
    QList<int> children;
    if (file.open(QIODevice::ReadOnly))
        for (const QByteArray& child : file.readAll().simplified().split(' '))
            if (child.toInt() > 0)
                children << child.toInt();
    return children;
}

QString MediaServerFixture::base() const
{
    return QStringLiteral("http://127.0.0.1:%1").arg(m_server->info().httpPort);
}

QString MediaServerFixture::pageState() const
{
    return QJsonDocument::fromJson(get(base() + "/status/talk.json").body).object().value("state").toString();
}

bool MediaServerFixture::publishing(Program& publisher)
{
    publisher.start(m_ffmpeg, publishArguments(text(m_server->info().publishUrl)));
    return QTest::qWaitFor([&] { return m_server->isLive(); }, kPatienceMs);
}

} // namespace sluice::test
