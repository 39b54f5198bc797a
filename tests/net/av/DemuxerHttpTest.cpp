// SPDX-License-Identifier: GPL-3.0-or-later
// The demuxer against web servers on loopback, scripted for bad days, and what playlists may lead to.
#include <QtTest>

#include "tests/net/av/DemuxerBench.h"
#include "tests/net/av/HttpAnswers.h"
#include "tests/support/Program.h"
#include "tests/support/RefusingServers.h"

using namespace sluice;
using namespace sluice::test;

class DemuxerHttpTest : public QObject, DemuxerBench {
    Q_OBJECT

private slots:
    void initTestCase() { makeClips(); }

    void httpFilesAndRedirects()
    {
        HttpAnswers first;
        HttpAnswers second;
        second.set("/media/a.mp4", bytesOf("a.mp4").toStdString(), "video/mp4");
        second.setRaw("/old",
            "HTTP/1.1 301 Moved Permanently\r\nConnection: close\r\nLocation: /media/a.mp4\r\nContent-Length: 0\r\n\r\n");
        first.setRaw("/a",
            "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: " + second.url("/old", "localhost")
                + "\r\nContent-Length: 0\r\n\r\n");
        auto demuxer = open(first.url("/a"));
        QVERIFY2(
            demuxer.ok(), demuxer.ok() ? "" : (demuxer.error().message() + demuxer.error().detail()).c_str());
        QCOMPARE((*demuxer)->info().container, std::string("mov"));
        QVERIFY(!(*demuxer)->info().live);
        QVERIFY(first.requests().at(0).find("Host: 127.0.0.1:" + std::to_string(first.port()))
            != std::string::npos);
        QVERIFY(second.requests().at(0).find("Host: localhost:" + std::to_string(second.port()))
            != std::string::npos);
        int frames = 0;
        for (;;) {
            auto packet = (*demuxer)->read({});
            QVERIFY(packet.ok());
            if (!*packet)
                break;
            frames += (*packet)->kind == StreamKind::Video ? 1 : 0;
        }
        QCOMPARE(frames, 100);

        first.setRaw("/loop",
            "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: /loop\r\nContent-Length: 0\r\n\r\n");
        QVERIFY(!open(first.url("/loop")).ok());
        first.setRaw("/file",
            "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n");
        QCOMPARE(open(first.url("/file")).error().code(), ErrorCode::ForbiddenProtocol);
    }

    void httpErrorsAreRepeated()
    {
        HttpAnswers server;
        server.setRaw(
            "/busy", "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        server.set("/page", "<html><body>Hello</body></html>", "text/html");
        const auto missing = open(server.url("/nothing.mp4"));
        QCOMPARE(missing.error().code(), ErrorCode::HttpStatus);
        QVERIFY(missing.error().message().find("404 Not Found") != std::string::npos);
        const auto busy = open(server.url("/busy"));
        QVERIFY2(busy.error().message().find("503 Service Unavailable") != std::string::npos,
            busy.error().message().c_str());
        QCOMPARE(open(server.url("/page")).error().code(), ErrorCode::NotMedia);
    }

    // A page for browsers that names its stream, relative to where a redirect has led, is as good as the stream.
    void aPageThatDeclaresItsStreamIsFollowed()
    {
        HttpAnswers server;
        const auto page = [](const std::string& href) {
            return "<!DOCTYPE html><html><head><link rel=\"alternate\" type=\"application/vnd.apple.mpegurl\" href=\""
                + href + "\"></head><body>Hello</body></html>";
        };
        server.set("/media/a.ts", bytesOf("a.ts").toStdString(), "video/mp2t");
        server.set("/media/list.m3u8", "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\na.ts\n#EXT-X-ENDLIST\n",
            "application/vnd.apple.mpegurl");
        server.set("/media/watch", page("list.m3u8"), "text/html");
        server.setRaw("/short",
            "HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: /media/watch\r\nContent-Length: 0\r\n\r\n");
        for (const char* path : {"/media/watch", "/short"}) {
            const auto demuxer = open(server.url(path));
            QVERIFY2(demuxer.ok(), demuxer.ok() ? "" : demuxer.error().message().c_str());
            QCOMPARE((*demuxer)->info().container, std::string("hls"));
            QVERIFY((*demuxer)->info().video && (*demuxer)->info().audio);
        }
        // A file of this computer, another protocol, itself, nothing: one step, and only in the web.
        for (const std::string href :
            {"file:///etc/passwd", "rtmp://127.0.0.1/live/x", "javascript:alert(1)"}) {
            server.set("/bad", page(href), "text/html");
            const auto bad = open(server.url("/bad"));
            QVERIFY(!bad.ok());
            QVERIFY2(bad.error().code() == ErrorCode::NotMedia || bad.error().code() == ErrorCode::HttpStatus,
                bad.error().message().c_str());
        }
        server.set("/loop", page("/loop"), "text/html");
        const std::size_t before = server.requests().size();
        QCOMPARE(open(server.url("/loop")).error().code(), ErrorCode::NotMedia);
        QVERIFY(server.requests().size() - before <= 3);
        server.set("/early", page("/not/yet.m3u8"), "text/html");
        QCOMPARE(open(server.url("/early")).error().code(), ErrorCode::HttpStatus);
    }

    void silentAndResettingWebServers()
    {
        const SilentServer silent;
        TimePoint start = m_clock.now();
        QCOMPARE(open(local(silent.port(), "http", "/a"), milliseconds(600)).error().code(),
            ErrorCode::ServerSilent);
        QVERIFY(m_clock.now() - start < milliseconds(1000));
        StopSource stop;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(milliseconds(300));
            start = m_clock.now();
            stop.request_stop();
        });
        QCOMPARE(open(local(silent.port(), "http", "/a"), seconds(10), stop.get_token()).error().code(),
            ErrorCode::Cancelled);
        QVERIFY(m_clock.now() - start < milliseconds(300));
        const ResettingServer resetting(ResettingServer::When::AfterFirstBytes);
        QCOMPARE(open(local(resetting.port(), "http", "/a")).error().code(), ErrorCode::ServerClosed);
        QCOMPARE(open(local(silent.port(), "rtsp", "/a"), milliseconds(600)).error().code(),
            ErrorCode::ServerSilent);
    }

    void flvOverHttpIsLive()
    {
        HttpAnswers server;
        server.setRaw("/live.flv",
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: video/x-flv\r\n\r\n"
                + std::string(m_flv.begin(), m_flv.end()));
        auto demuxer = open(server.url("/live.flv"));
        QVERIFY2(demuxer.ok(), demuxer.ok() ? "" : demuxer.error().message().c_str());
        QCOMPARE((*demuxer)->info().container, std::string("flv"));
        QVERIFY((*demuxer)->info().video && (*demuxer)->info().audio);
    }

    void certificatesAreVerified()
    {
        if (!hasProgram("openssl"))
            QSKIP("the openssl program is missing");
        const QString certificate = m_dir.filePath("cert.pem");
        const QString key = m_dir.filePath("key.pem");
        Program make;
        make.start("openssl",
            {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=Sluice", "-addext",
                "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate});
        QCOMPARE(make.result(20'000), 0);
        std::uint16_t port = 0;
        {
            const UniqueFd free = listenLoopback(0);
            port = portOf(free);
        }
        // Addresses, no names: for TLS libavformat looks a name up by itself, and not every system knows “localhost”.
        const std::string at = "://127.0.0.1:" + std::to_string(port);
        const std::string notInCertificate = "https://127.0.0.2:" + std::to_string(port) + "/a";
        Program server; // answers each path with a page of its own
        Program other;
        const auto serve = [&](Program& program, const QString& address) {
            program.start("openssl",
                {"s_server", "-accept", address + ':' + QString::number(port), "-cert", certificate, "-key",
                    key, "-www"});
        };
        serve(server, "127.0.0.1");
        serve(other, "127.0.0.2");
        for (const std::string& url : {"https" + at + "/a", notInCertificate})
            QTRY_VERIFY_WITH_TIMEOUT(open(url).error().code() != ErrorCode::ConnectionRefused, 5000);

        QCOMPARE(open("https" + at + "/a").error().code(), ErrorCode::TlsUntrusted);
        QCOMPARE(open("rtmps" + at + "/live/a").error().code(), ErrorCode::TlsUntrusted);
        Demuxer::Options trusting;
        trusting.url = "https" + at + "/a";
        trusting.caFile = certificate.toStdString();
        const auto page = Demuxer::open(trusting, m_resolver, m_clock, m_log, {});
        QVERIFY(!page.ok() && page.error().category() != ErrorCategory::Tls); // came through, and is a page
        trusting.url = notInCertificate;
        QCOMPARE(
            Demuxer::open(trusting, m_resolver, m_clock, m_log, {}).error().code(), ErrorCode::TlsWrongName);
        server.end();
        other.end();

        const HttpAnswers plain;
        QCOMPARE(open("https://127.0.0.1:" + std::to_string(plain.port()) + "/a", seconds(2)).error().code(),
            ErrorCode::TlsFailed);
    }

    void hlsOverHttp()
    {
        HttpAnswers server;
        server.set("/v/seg0.ts", bytesOf("a.ts").toStdString(), "video/mp2t");
        const std::string head
            = "#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:4\n#EXT-X-MEDIA-SEQUENCE:0\n";
        server.set(
            "/v/vod.m3u8", head + "#EXTINF:4,\nseg0.ts\n#EXT-X-ENDLIST\n", "application/vnd.apple.mpegurl");
        server.set("/v/live.m3u8", head + "#EXTINF:4,\nseg0.ts\n", "application/vnd.apple.mpegurl");
        server.set("/master.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1000000\nv/vod.m3u8\n",
            "application/vnd.apple.mpegurl");
        for (const char* path : {"/v/vod.m3u8", "/master.m3u8"}) {
            auto demuxer = open(server.url(path, "localhost"));
            QVERIFY2(demuxer.ok(),
                demuxer.ok() ? "" : (demuxer.error().message() + demuxer.error().detail()).c_str());
            const MediaInfo& info = (*demuxer)->info();
            QCOMPARE(info.container, std::string("hls"));
            QVERIFY(!info.live);
            QCOMPARE(info.targetDuration, Duration(seconds(4)));
            int frames = 0;
            for (;;) {
                auto packet = (*demuxer)->read({});
                QVERIFY(packet.ok());
                if (!*packet)
                    break;
                frames += (*packet)->kind == StreamKind::Video ? 1 : 0;
            }
            QCOMPARE(frames, 100);
        }
        for (const std::string& request : server.requests())
            QVERIFY2(request.find("Host: localhost:" + std::to_string(server.port()) + "\r\n")
                    != std::string::npos,
                request.c_str());

        auto live = open(server.url("/v/live.m3u8"));
        QVERIFY(live.ok());
        QVERIFY((*live)->info().live);
        QVERIFY(!(*live)->info().seekable);
    }

    void playlistsCannotLeaveTheWeb_data()
    {
        QTest::addColumn<QString>("target");
        QTest::newRow("a local file") << "file:///etc/passwd";
        QTest::newRow("a local clip") << "file://" + m_dir.filePath("a.ts");
        QTest::newRow("a bare path") << m_dir.filePath("a.ts");
        QTest::newRow("another protocol") << "rtmp://127.0.0.1/live/x";
        QTest::newRow("a joined list") << "concat:/etc/passwd|/etc/hosts";
    }
    void playlistsCannotLeaveTheWeb()
    {
        QFETCH(QString, target);
        HttpAnswers server;
        server.set("/a.m3u8",
            "#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n" + target.toStdString() + "\n#EXT-X-ENDLIST\n",
            "application/vnd.apple.mpegurl");
        const TimePoint start = m_clock.now();
        const auto demuxer = open(server.url("/a.m3u8"));
        QVERIFY(!demuxer.ok());
        QVERIFY(m_clock.now() - start < seconds(3));
        qInfo("%s (%s)", demuxer.error().message().c_str(), demuxer.error().detail().c_str());
        if (target.startsWith("file:"))
            QCOMPARE(demuxer.error().code(), ErrorCode::ForbiddenProtocol);
    }
};

QTEST_GUILESS_MAIN(DemuxerHttpTest)
#include "DemuxerHttpTest.moc"
