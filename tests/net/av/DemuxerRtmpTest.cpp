// SPDX-License-Identifier: GPL-3.0-or-later
// The demuxer against RTMP servers on loopback: the real nginx, and scripted ones for bad days.
#include <QtTest>

#include "core/av/Decoder.h"
#include "core/server/MediaServer.h"
#include "tests/net/av/DemuxerBench.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/Program.h"
#include "tests/support/RefusingServers.h"

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

class DemuxerRtmpTest : public QObject, DemuxerBench {
    Q_OBJECT

private slots:
    void initTestCase() { makeClips(); }

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

QTEST_GUILESS_MAIN(DemuxerRtmpTest)
#include "DemuxerRtmpTest.moc"
