// SPDX-License-Identifier: GPL-3.0-or-later
// The viewers' page in a real browser, fed by the real server. Chromium lets its clock run fast while nothing
// happens (--virtual-time-budget) and then prints the page as it stands.
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include "core/server/MediaServer.h"
#include "core/server/ServerFiles.h"
#include "tests/net/server/PublishArguments.h"
#include "tests/support/Program.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr int kPatienceMs = 20000;

} // namespace

class WatchPageTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase();
    void cleanupTestCase();
    void waits();
    void playsMutedWithAButton();
    void saysThatItIsPaused();
    void saysThatItEnded();
    void speaksSpanish();

private:
    // The page after about six seconds of its time.
    QString page(const QString& language = "en");
    bool pageBecomes(const QString& bodyClass);

    SystemClock m_clock;
    Log m_log;
    MediaServer m_server{m_clock, m_log};
    QTemporaryDir m_parent;
    Program m_publisher;
    QString m_chromium;
    QString m_last;
};

void WatchPageTest::initTestCase()
{
    m_chromium = QStandardPaths::findExecutable("chromium");
    const QString ffmpeg = QStandardPaths::findExecutable("ffmpeg");
    const auto files = findServerFiles(ServerConfig());
    if (!files)
        QSKIP(qPrintable("Not tested: " + QString::fromStdString(files.error().message())));
    if (m_chromium.isEmpty() || ffmpeg.isEmpty())
        QSKIP("Not tested: the programs chromium and ffmpeg are needed.");
    if (!QFile::exists(QString::fromStdString(files->webRoot + "/hls.light.min.js")))
        QSKIP("Not tested: the page was built without hls.js.");
    ServerConfig config;
    config.rtmpPort = 0;
    config.httpPort = 0;
    config.runParent = m_parent.path().toStdString();
    m_server.start(config);
    QCOMPARE(m_server.waitSettled(milliseconds(kPatienceMs)).state, ServerState::Ready);
}

void WatchPageTest::cleanupTestCase()
{
    m_publisher.end();
    m_server.stop();
}

QString WatchPageTest::page(const QString& language)
{
    const QTemporaryDir profile;
    Program browser;
    browser.start(m_chromium,
        {"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync", "--mute-audio",
            "--user-data-dir=" + profile.path(), "--accept-lang=" + language, "--virtual-time-budget=6000",
            "--dump-dom", QString::fromStdString(m_server.info().watchUrl)});
    browser.result(kPatienceMs);
    m_last = QString::fromUtf8(browser.output());
    return m_last;
}

bool WatchPageTest::pageBecomes(const QString& bodyClass)
{
    const bool became
        = QTest::qWaitFor([&] { return page().contains("<body class=\"" + bodyClass + "\""); }, kPatienceMs);
    if (!became)
        qWarning("%s", qPrintable(m_last));
    return became;
}

void WatchPageTest::waits()
{
    QVERIFY(pageBecomes("state-waiting"));
    QVERIFY(m_last.contains("The stream has not started yet."));
    QVERIFY(m_last.contains("<h1 id=\"name\">talk</h1>"));
    QVERIFY(m_last.contains("<title>talk · WAITING · Sluice</title>"));
}

void WatchPageTest::playsMutedWithAButton()
{
    m_publisher.start("ffmpeg", publishArguments(QString::fromStdString(m_server.info().publishUrl), "120"));
    QVERIFY(pageBecomes("state-live playing"));
    QVERIFY(m_last.contains("You are watching live."));
    const QRegularExpression button("<button id=\"unmute\"[^>]*>");
    const QString found = button.match(m_last).captured();
    QVERIFY2(!found.isEmpty() && !found.contains("hidden"), qPrintable(found));
    QTRY_VERIFY_WITH_TIMEOUT(m_server.info().viewers && m_server.info().viewers->hls > 0, kPatienceMs);
}

void WatchPageTest::saysThatItIsPaused()
{
    m_server.setStreamState(StreamState::Paused);
    QVERIFY(pageBecomes("state-paused playing"));
    QVERIFY(m_last.contains("The presenter has paused the stream."));
}

void WatchPageTest::saysThatItEnded()
{
    m_server.setStreamState(StreamState::Ended);
    m_publisher.end();
    QVERIFY(pageBecomes("state-ended"));
    QVERIFY(m_last.contains("The stream has ended"));
}

void WatchPageTest::speaksSpanish()
{
    const QString spanish = page("es");
    QVERIFY2(spanish.contains("<html lang=\"es\">"), qPrintable(spanish));
    QVERIFY(spanish.contains("La emisión ha terminado"));
}

QTEST_GUILESS_MAIN(WatchPageTest)
#include "WatchPageTest.moc"
