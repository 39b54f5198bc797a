// SPDX-License-Identifier: GPL-3.0-or-later
// Files over HTTP from the real nginx, and files of this computer: begin, seek, loss, end.
#include <cstdio>
#include <filesystem>

#include <QTest>

#include "tests/net/playback/Watcher.h"
#include "tests/net/playback/WebServer.h"
#include "tests/support/TcpRelay.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr int kClipSeconds = 60;

bool arrivedAt(const Watcher& watcher, Duration position)
{
    const WatchPipeline::Status s = watcher.status();
    return (s.state == WatchState::Playing || s.state == WatchState::Draining)
        && s.position >= position - milliseconds(50) && s.position <= position + milliseconds(700);
}

} // namespace

class HttpFileTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (const std::string missing = WebServer::missing(); !missing.empty())
            QSKIP(missing.c_str());
        m_server = std::make_unique<WebServer>(m_dir.path().string());
        QVERIFY2(m_server->start(), m_server->why().c_str());
        // The rate makes it heavy enough that a link and a buffer are felt.
        const std::string late = m_dir.file("media/late.mp4");
        QVERIFY(makeClip(late, kClipSeconds, {"-b:v", "1500k", "-minrate", "1500k", "-bufsize", "1500k"}));
        QVERIFY(run("ffmpeg",
            {"-v", "error", "-i", late, "-c", "copy", "-movflags", "+faststart",
                m_dir.file("media/early.mp4")}));
        QVERIFY(run(
            "ffmpeg", {"-v", "error", "-i", late, "-c", "copy", "-t", "3", m_dir.file("media/short.mp4")}));
        QVERIFY(run("ffmpeg",
            {"-v", "error", "-i", m_dir.file("media/short.mp4"), "-c", "copy", "-movflags", "+faststart",
                m_dir.file("media/shortearly.mp4")}));
    }
    void cleanupTestCase() { m_server.reset(); }

    void theFirstPictureComesSoon_data();
    void theFirstPictureComesSoon();
    void anIndexThatCannotBeReachedIsSaid();
    void seeksInsideAndOutsideOfTheBuffer_data();
    void seeksInsideAndOutsideOfTheBuffer();
    void aLostConnectionGoesOnWhereItWas_data();
    void aLostConnectionGoesOnWhereItWas();
    void localFilesByPathAndByAddress();

private:
    TempDir m_dir;
    std::unique_ptr<WebServer> m_server;
};

void HttpFileTest::theFirstPictureComesSoon_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("seekable");
    QTest::newRow("index first, ranges") << "/media/early.mp4" << true;
    QTest::newRow("index last, ranges") << "/media/late.mp4" << true;
    QTest::newRow("index first, no ranges") << "/plain/early.mp4" << false;
}

void HttpFileTest::theFirstPictureComesSoon()
{
    QFETCH(QString, path);
    QFETCH(bool, seekable);
    Watcher watcher(m_server->httpUrl(path.toStdString()));
    QVERIFY2(watcher.waitState(WatchState::Playing, seconds(5)), watcher.story().c_str());
    QVERIFY2(waitFor([&] { return watcher.report().firstPictureMs > 0; }, milliseconds(3000)),
        watcher.story().c_str());
    const WatchReport report = watcher.report();
    std::printf("  first picture %lld ms, playing %lld ms\n", static_cast<long long>(report.firstPictureMs),
        static_cast<long long>(report.startupMs));
    QVERIFY2(report.firstPictureMs <= 600, watcher.story().c_str());
    QVERIFY(!watcher.status().media.live);
    QCOMPARE(watcher.status().media.seekable, seekable);
}

void HttpFileTest::anIndexThatCannotBeReachedIsSaid()
{
    Watcher watcher(m_server->httpUrl("/plain/late.mp4"));
    QVERIFY2(watcher.waitEnd(seconds(3)), watcher.story().c_str());
    QCOMPARE(watcher.state(), WatchState::Failed);
    std::printf("  %s\n", watcher.sentence().c_str());
    QVERIFY2(watcher.status().error->code() == ErrorCode::NeedsRanges, watcher.story().c_str());
}

void HttpFileTest::seeksInsideAndOutsideOfTheBuffer_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("index first") << "/media/early.mp4";
    QTest::newRow("index last") << "/media/late.mp4";
}

void HttpFileTest::seeksInsideAndOutsideOfTheBuffer()
{
    QFETCH(QString, path);
    SystemClock clock;
    Watcher watcher(m_server->httpUrl(path.toStdString()));
    QVERIFY2(watcher.waitState(WatchState::Playing, seconds(5)), watcher.story().c_str());
    QVERIFY(waitFor([&] { return watcher.status().level >= seconds(25); }, milliseconds(5000)));
    const auto seek = [&](Duration to) {
        const TimePoint from = clock.now();
        watcher.pipeline().seek(to);
        // The first picture of the new place is what the viewer waits for.
        waitFor(
            [&] {
                return watcher.lastShown() >= to - milliseconds(50)
                    && watcher.lastShown() <= to + milliseconds(700);
            },
            milliseconds(5000), milliseconds(1));
        const Duration took = clock.now() - from;
        const bool there = waitFor([&] { return arrivedAt(watcher, to); }, milliseconds(3000));
        QTest::qWait(500); // as a viewer who looks before seeking on
        return there ? took : Duration(seconds(60));
    };
    const Duration inside = seek(seconds(12));
    const Duration back = seek(seconds(10));
    const Duration outside = seek(seconds(52));
    const Duration farBack = seek(seconds(2));
    std::printf("  seek: inside %.0f ms, a little back %.0f ms, outside %.0f ms, back to the start %.0f ms\n",
        toMsReal(inside), toMsReal(back), toMsReal(outside), toMsReal(farBack));
    QVERIFY2(inside <= milliseconds(150) && back <= milliseconds(150), watcher.story().c_str());
    QVERIFY2(outside <= seconds(1) && farBack <= seconds(1), watcher.story().c_str());
    QCOMPARE(watcher.report().stallCount(), 0);
    // From the end there is a way back, too.
    QVERIFY2(seek(seconds(kClipSeconds - 2)) < seconds(2), watcher.story().c_str());
    QVERIFY2(watcher.waitEnd(seconds(5)), watcher.story().c_str());
    QCOMPARE(watcher.state(), WatchState::Ended);
}

void HttpFileTest::aLostConnectionGoesOnWhereItWas_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("ranges") << "/media/short.mp4";
    QTest::newRow("no ranges") << "/plain/shortearly.mp4";
}

// Every frame is read once, in spite of a connection that was lost in the middle.
void HttpFileTest::aLostConnectionGoesOnWhereItWas()
{
    QFETCH(QString, path);
    const std::string direct = m_server->httpUrl("");
    TcpRelay relay(static_cast<std::uint16_t>(std::stoi(direct.substr(direct.rfind(':') + 1))));
    const auto size = static_cast<double>(std::filesystem::file_size(m_dir.file("media/short.mp4")));
    relay.setRate(TcpRelay::Direction::Down, size / 2); // the file takes two seconds
    Watcher watcher("http://127.0.0.1:" + std::to_string(relay.port()) + path.toStdString());
    QVERIFY2(watcher.waitState(WatchState::Playing, seconds(6)), watcher.story().c_str());
    relay.resetAll();
    relay.setRate(std::nullopt);
    QVERIFY2(watcher.waitEnd(seconds(10)), watcher.story().c_str());
    QCOMPARE(watcher.state(), WatchState::Ended);
    QVERIFY2(watcher.report().reconnects.size() == 1, watcher.story().c_str());
    std::printf("  %lld frames decoded of 75\n", static_cast<long long>(watcher.report().framesDecoded));
    // What was missing when its time came is late; but none was lost, and none came twice.
    QVERIFY2(watcher.report().framesDecoded == 75, watcher.story().c_str());
}

void HttpFileTest::localFilesByPathAndByAddress()
{
    const std::string file = m_dir.file("media/short.mp4");
    for (const std::string& address : {file, "file://" + file}) {
        Watcher watcher(address);
        QVERIFY2(watcher.waitEnd(seconds(8)), watcher.story().c_str());
        QVERIFY2(watcher.state() == WatchState::Ended, watcher.story().c_str());
        QVERIFY(watcher.shown() >= 74);
        const WatchReport report = watcher.report();
        std::printf("  %s: first picture %lld ms\n",
            address.starts_with('/') ? "path" : "file:", static_cast<long long>(report.firstPictureMs));
        QVERIFY(report.firstPictureMs <= 600);
        QCOMPARE(report.stallCount(), 0);
    }
    Watcher none(m_dir.file("media/none.mp4"));
    QVERIFY(none.waitEnd(seconds(10)));
    QCOMPARE(none.state(), WatchState::Failed);
    QVERIFY2(none.status().error->code() == ErrorCode::FileNotFound, none.sentence().c_str());
}

QTEST_GUILESS_MAIN(HttpFileTest)
#include "HttpFileTest.moc"
