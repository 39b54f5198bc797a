// SPDX-License-Identifier: GPL-3.0-or-later
// The demuxer against servers on loopback: the real nginx, and scripted ones for bad days.
#include <QFile>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include "core/av/Decoder.h"
#include "core/av/Demuxer.h"
#include "core/server/MediaServer.h"
#include "tests/net/av/HttpAnswers.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/Program.h"
#include "tests/support/RefusingServers.h"
#include "tests/support/TcpRelay.h"

using namespace sluice;
using namespace sluice::test;

namespace {

constexpr std::uint8_t kFlvAudio = 8;

// Calls `edit(type, timestampMs)` for each tag of an FLV file; a tag is kept when it returns a time stamp.
template <typename Edit>
std::vector<std::uint8_t> editFlv(const std::vector<std::uint8_t>& flv, Edit edit)
{
    constexpr std::size_t kHeader = 13;
    std::vector<std::uint8_t> out(flv.begin(), flv.begin() + kHeader);
    for (std::size_t at = kHeader; at + 15 <= flv.size();) {
        const std::size_t size = std::size_t(flv[at + 1]) << 16 | std::size_t(flv[at + 2]) << 8 | flv[at + 3];
        const std::size_t end = at + 11 + size + 4;
        if (end > flv.size())
            break;
        const int ms = flv[at + 4] << 16 | flv[at + 5] << 8 | flv[at + 6];
        if (const std::optional<int> stamp = edit(flv[at], ms)) {
            const std::size_t copy = out.size();
            out.insert(out.end(), flv.begin() + static_cast<std::ptrdiff_t>(at),
                flv.begin() + static_cast<std::ptrdiff_t>(end));
            out[copy + 4] = static_cast<std::uint8_t>(*stamp >> 16);
            out[copy + 5] = static_cast<std::uint8_t>(*stamp >> 8);
            out[copy + 6] = static_cast<std::uint8_t>(*stamp);
        }
        at = end;
    }
    return out;
}

} // namespace

class DemuxerNetTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    Resolver m_resolver;
    SystemClock m_clock;
    Log m_log;
    std::vector<std::uint8_t> m_flv; // 4 s, 25 fps, a keyframe each second, with sound

    QByteArray bytesOf(const char* name) const
    {
        QFile file(m_dir.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    QStringList clip(int secondsLong) const
    {
        return {"-f", "lavfi", "-i", "testsrc2=size=640x360:rate=25", "-f", "lavfi", "-i",
            "sine=frequency=440:sample_rate=48000", "-t", QString::number(secondsLong), "-pix_fmt", "yuv420p",
            "-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-g", "25", "-c:a", "aac",
            "-ac", "2"};
    }
    void make(const char* name, const QStringList& extra = {})
    {
        QCOMPARE(Program::run("ffmpeg",
                     QStringList{"-v", "error", "-y"} + clip(4) + extra + QStringList{m_dir.filePath(name)}),
            0);
    }

    Result<std::unique_ptr<Demuxer>> open(const std::string& url, Duration deadline = seconds(5),
        StopToken stop = {}, Duration readDeadline = seconds(5))
    {
        Demuxer::Options options;
        options.url = url;
        options.openDeadline = deadline;
        options.readDeadline = readDeadline;
        return Demuxer::open(options, m_resolver, m_clock, m_log, std::move(stop));
    }

    static std::string local(std::uint16_t port, const char* scheme = "rtmp", const char* rest = "/live/test")
    {
        return std::string(scheme) + "://127.0.0.1:" + std::to_string(port) + rest;
    }

private slots:
    void initTestCase()
    {
        if (QStandardPaths::findExecutable("ffmpeg").isEmpty())
            QSKIP("the ffmpeg program is missing");
        make("a.flv");
        make("a.mp4", {"-movflags", "+faststart"});
        make("a.ts");
        const QByteArray flv = bytesOf("a.flv");
        m_flv.assign(flv.begin(), flv.end());
    }

    // --- RTMP ------------------------------------------------------------------------------------------------

    void theFirstPictureComesAtOnce()
    {
        RtmpScript script;
        script.playFlv = m_flv;
        FakeRtmpServer server(script);
        auto demuxer = open(server.url());
        QVERIFY2(demuxer.ok(), demuxer.ok() ? "" : demuxer.error().message().c_str());
        const MediaInfo& info = (*demuxer)->info();
        QVERIFY(info.video && info.audio);
        QVERIFY(info.live);
        QCOMPARE(info.video->size, (VideoSize{640, 360}));
        QCOMPARE(info.audio->audio, (AudioFormat{48000, 2}));
        auto decoder = VideoDecoder::open(*info.video, {});
        QVERIFY(decoder.ok());
        std::vector<VideoFrame> frames;
        while (frames.empty()) {
            auto packet = (*demuxer)->read({});
            QVERIFY(packet.ok() && packet->has_value());
            if ((*packet)->kind == StreamKind::Video)
                QVERIFY((*decoder)->decode(**packet, frames).ok());
        }
        const Duration took = m_clock.now() - *server.connections().at(0).started;
        qInfo("first picture %.1f ms after the server began to send", toMsReal(took));
        QVERIFY(took < milliseconds(100)); // 20 is the goal; a test machine may be busy
        QVERIFY((*demuxer)->bytesReceived() > 1000);
        QVERIFY(m_clock.now() - (*demuxer)->lastByteAt() < milliseconds(500));
    }

    void announcedSoundThatNeverComes()
    {
        RtmpScript script;
        script.playFlv = editFlv(m_flv,
            [](std::uint8_t type, int ms) { return type == kFlvAudio ? std::nullopt : std::optional(ms); });
        FakeRtmpServer server(script);
        const TimePoint start = m_clock.now();
        auto demuxer = open(server.url());
        QVERIFY2(demuxer.ok(), demuxer.ok() ? "" : demuxer.error().message().c_str());
        QVERIFY(m_clock.now() - start < milliseconds(1500));
        QVERIFY((*demuxer)->info().video.has_value());
        QVERIFY(!(*demuxer)->info().audio.has_value());
        auto packet = (*demuxer)->read({}); // nothing of what was read meanwhile is lost
        QVERIFY(packet.ok() && packet->has_value());
        QVERIFY((*packet)->keyframe);
        QVERIFY((*packet)->pts < mediaTime(milliseconds(100)));
    }

    void soundThatComesLater()
    {
        bool headers = true;
        RtmpScript script;
        script.playPaced = true;
        script.playFlv = editFlv(m_flv, [&](std::uint8_t type, int ms) -> std::optional<int> {
            if (type != kFlvAudio || ms > 2000)
                return ms;
            return std::exchange(headers, false) ? std::optional(ms) : std::nullopt;
        });
        // The headers of the sound are sent at the beginning and hold its place; without them it is unknown.
        std::vector<std::uint8_t> late = script.playFlv;
        script.playFlv
            = editFlv(late, [first = true](std::uint8_t type, int ms) mutable -> std::optional<int> {
                  if (type == kFlvAudio && std::exchange(first, false))
                      return std::nullopt;
                  return ms;
              });
        FakeRtmpServer server(script);
        auto demuxer = open(server.url());
        QVERIFY(demuxer.ok());
        QVERIFY(!(*demuxer)->info().audio.has_value());
        for (;;) { // raw AAC without headers cannot be adopted, and must do no harm
            auto packet = (*demuxer)->read({});
            QVERIFY(packet.ok() && packet->has_value());
            QVERIFY((*packet)->kind == StreamKind::Video);
            if ((*packet)->pts > mediaTime(milliseconds(3000)))
                break;
        }
    }

    void refusalsHaveTheirSentences_data()
    {
        QTest::addColumn<QString>("connectCode");
        QTest::addColumn<QString>("playCode");
        QTest::addColumn<QString>("description");
        QTest::addColumn<int>("code");
        QTest::newRow("no stream, by code")
            << "" << "NetStream.Play.StreamNotFound" << "" << int(ErrorCode::NoSuchStream);
        QTest::newRow("no stream, by words")
            << "" << "NetStream.Play.StreamNotFound" << "No such stream" << int(ErrorCode::NoSuchStream);
        QTest::newRow("no application") << "NetConnection.Connect.InvalidApp" << "" << "application not found"
                                        << int(ErrorCode::PathRefused);
        QTest::newRow("other") << "NetConnection.Connect.Rejected" << "" << "too many viewers"
                               << int(ErrorCode::ServerRefused);
    }
    void refusalsHaveTheirSentences()
    {
        QFETCH(QString, connectCode);
        QFETCH(QString, playCode);
        QFETCH(QString, description);
        QFETCH(int, code);
        RtmpScript script;
        if (!connectCode.isEmpty())
            script.connectCode = connectCode.toStdString();
        if (!playCode.isEmpty())
            script.playCode = playCode.toStdString();
        script.description = description.toStdString();
        script.closeAfterError = false; // or the end may be noticed before the words are read
        FakeRtmpServer server(script);
        const auto demuxer = open(server.url());
        QVERIFY(!demuxer.ok());
        QVERIFY2(int(demuxer.error().code()) == code,
            (demuxer.error().message() + " | " + demuxer.error().detail()).c_str());
    }

    void silenceAndStopInEachPhase_data()
    {
        QTest::addColumn<int>("step");
        QTest::newRow("handshake") << int(RtmpScript::Step::Handshake);
        QTest::newRow("connect") << int(RtmpScript::Step::Connect);
        QTest::newRow("play") << int(RtmpScript::Step::Play);
    }
    void silenceAndStopInEachPhase()
    {
        QFETCH(int, step);
        RtmpScript script;
        script.silentAt = static_cast<RtmpScript::Step>(step);
        FakeRtmpServer server(script);
        TimePoint start = m_clock.now();
        const auto silent = open(server.url(), milliseconds(700));
        QVERIFY(!silent.ok());
        QCOMPARE(silent.error().code(), ErrorCode::ServerSilent);
        QVERIFY(m_clock.now() - start < milliseconds(1100));

        StopSource stop;
        std::jthread stopper([&] {
            server.waitConnections(2, milliseconds(2000));
            std::this_thread::sleep_for(milliseconds(200)); // let it come to where it waits
            start = m_clock.now();
            stop.request_stop();
        });
        const auto stopped = open(server.url(), seconds(10), stop.get_token());
        stopper.join();
        QVERIFY(!stopped.ok());
        QCOMPARE(stopped.error().code(), ErrorCode::Cancelled);
        QVERIFY(m_clock.now() - start < milliseconds(300));
    }

    void aServerThatResetsOrIsNotThere()
    {
        RtmpScript script;
        script.resetAt = RtmpScript::Step::Connect;
        FakeRtmpServer server(script);
        QCOMPARE(open(server.url()).error().code(), ErrorCode::PathProbablyRefused);

        std::uint16_t port = 0;
        {
            const UniqueFd free = listenLoopback(0);
            port = portOf(free);
        }
        const auto refused = open(local(port));
        QCOMPARE(refused.error().code(), ErrorCode::ConnectionRefused);
        QVERIFY(refused.error().message().find("127.0.0.1:" + std::to_string(port)) != std::string::npos);

        const UnreachablePort nowhere;
        const TimePoint start = m_clock.now();
        QCOMPARE(
            open(local(nowhere.port()), milliseconds(600)).error().code(), ErrorCode::ConnectionTimedOut);
        QVERIFY(m_clock.now() - start < milliseconds(900));
    }

    void namesAreLookedUpFirst()
    {
        RtmpScript script;
        script.playFlv = m_flv;
        FakeRtmpServer server(script);
        auto demuxer
            = open("rtmp://localhost:" + std::to_string(server.port()) + "/live/test"); // ::1 refuses
        QVERIFY2(demuxer.ok(), demuxer.ok() ? "" : demuxer.error().message().c_str());
        const RtmpConnection connection = server.connections().at(0);
        QCOMPARE(connection.tcUrl, "rtmp://localhost:" + std::to_string(server.port()) + "/live");
        QCOMPARE(connection.streamName, std::string("test"));
        QCOMPARE(open("rtmp://nowhere.invalid/live/test").error().code(), ErrorCode::HostNotFound);
    }

    void aRunningStreamThatEndsStopsOrFallsSilent()
    {
        RtmpScript script;
        script.playFlv = m_flv;
        script.playPaced = false;
        script.afterPlay = RtmpScript::AfterPlay::Unpublish;
        FakeRtmpServer server(script);
        const auto drain = [&](Demuxer& demuxer, const StopToken& stop = {}) {
            for (;;) {
                auto packet = demuxer.read(stop);
                if (!packet || !*packet)
                    return packet;
            }
        };
        auto demuxer = open(server.url());
        QVERIFY(demuxer.ok());
        const auto end = drain(**demuxer);
        QVERIFY2(end.ok(), end.ok() ? "" : end.error().message().c_str());

        script.afterPlay = RtmpScript::AfterPlay::Hold;
        server.setScript(script);
        demuxer = open(server.url(), seconds(5), {}, milliseconds(600));
        QVERIFY(demuxer.ok());
        TimePoint start = m_clock.now();
        const auto silent = drain(**demuxer);
        QVERIFY(!silent.ok());
        QCOMPARE(silent.error().code(), ErrorCode::ServerSilent);
        QVERIFY(m_clock.now() - start < milliseconds(1500));

        demuxer = open(server.url());
        QVERIFY(demuxer.ok());
        StopSource stop;
        std::jthread stopper([&] {
            std::this_thread::sleep_for(milliseconds(500));
            start = m_clock.now();
            stop.request_stop();
        });
        QCOMPARE(drain(**demuxer, stop.get_token()).error().code(), ErrorCode::Cancelled);
        demuxer->reset();
        QVERIFY(m_clock.now() - start < milliseconds(300));
        stopper.join();

        demuxer = open(server.url());
        QVERIFY(demuxer.ok());
        std::jthread cutter([&] {
            std::this_thread::sleep_for(milliseconds(300));
            server.resetAll();
        });
        const auto lost = drain(**demuxer);
        QVERIFY(!lost.ok());
        QCOMPARE(lost.error().code(), ErrorCode::ConnectionLost);
    }

    // --- HTTP ------------------------------------------------------------------------------------------------

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

    // --- HLS -------------------------------------------------------------------------------------------------

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

    // --- the real server ----------------------------------------------------------------------------------

    void nginxPlaysAndEnds()
    {
        MediaServer server(m_clock, m_log);
        ServerConfig config;
        config.rtmpPort = 0;
        config.httpPort = 0;
        server.start(config);
        const ServerInfo info = server.waitSettled(seconds(10));
        if (info.state != ServerState::Ready)
            QSKIP("nginx with its RTMP module is not here");
        const auto nobody = open(info.playUrl);
        QVERIFY(!nobody.ok());
        QVERIFY2(nobody.error().code() == ErrorCode::NoSuchStream,
            (nobody.error().message() + nobody.error().detail()).c_str());

        Program publisher;
        publisher.start("ffmpeg",
            QStringList{"-v", "error", "-re"} + clip(20)
                + QStringList{"-f", "flv", QString::fromStdString(info.publishUrl)});
        QTRY_VERIFY_WITH_TIMEOUT(server.info().live, 10000);
        const TimePoint start = m_clock.now();
        auto demuxer = open(info.playUrl);
        QVERIFY2(demuxer.ok(), demuxer.ok() ? "" : demuxer.error().message().c_str());
        QVERIFY((*demuxer)->info().live);
        auto decoder = VideoDecoder::open(*(*demuxer)->info().video, {});
        QVERIFY(decoder.ok());
        std::vector<VideoFrame> frames;
        std::optional<TimePoint> keyframeAt;
        while (frames.empty()) {
            auto packet = (*demuxer)->read({});
            QVERIFY(packet.ok() && packet->has_value());
            if ((*packet)->kind != StreamKind::Video)
                continue;
            if (!keyframeAt)
                keyframeAt = (*demuxer)->lastByteAt();
            QVERIFY((*decoder)->decode(**packet, frames).ok());
        }
        qInfo("open to first picture %.0f ms, of these %.1f ms after the keyframe's last byte",
            toMsReal(m_clock.now() - start), toMsReal(m_clock.now() - *keyframeAt));
        QVERIFY(m_clock.now() - start < milliseconds(2000)); // a keyframe each second
        publisher.process().stop();
        for (;;) { // a clean end, not a lost connection
            auto packet = (*demuxer)->read({});
            QVERIFY2(
                packet.ok(), packet.ok() ? "" : (packet.error().message() + packet.error().detail()).c_str());
            if (!*packet)
                break;
        }
        server.stop();
    }
};

QTEST_GUILESS_MAIN(DemuxerNetTest)
#include "DemuxerNetTest.moc"
