// SPDX-License-Identifier: GPL-3.0-or-later
// What the built-in server's report tells of who streamed and who watched, and what a probe's of a stream.
#include <QTest>
#include <nlohmann/json.hpp>

#include "core/metrics/ProbeReport.h"
#include "core/session/ServerChronicle.h"

using namespace sluice;

namespace {

constexpr TimePoint kBegun{seconds(50)};

ServerInfo ready()
{
    ServerInfo info;
    info.state = ServerState::Ready;
    info.streamName = "talk";
    info.publishUrl = "rtmp://127.0.0.1:1935/live/very-secret";
    info.playUrl = "rtmp://127.0.0.1:1935/live/talk";
    info.watchUrl = "http://127.0.0.1:8080/watch/talk";
    info.hlsUrl = "http://127.0.0.1:8080/hls/talk/index.m3u8";
    return info;
}

std::vector<std::string> kinds(const Json& report)
{
    std::vector<std::string> all;
    for (const Json& event : report["events"])
        all.push_back(event["kind"].get<std::string>());
    return all;
}

} // namespace

class ServerChronicleTest final : public QObject {
    Q_OBJECT

private slots:
    void whoStreamedAndHowManyWatched()
    {
        ServerChronicle chronicle(kBegun, WallTime(seconds(1'000)));
        ServerInfo info = ready();
        chronicle.look(info, kBegun + milliseconds(300));
        info.live = true;
        chronicle.look(info, kBegun + seconds(2));
        for (const int viewers : {1, 4, 2}) {
            info.viewers = ViewerCount{viewers - 1, 1};
            chronicle.look(info, kBegun + seconds(2 + viewers));
        }
        info.live = false;
        chronicle.look(info, kBegun + seconds(12));
        info.live = true; // a second one, that still runs
        info.viewers = ViewerCount{};
        chronicle.look(info, kBegun + seconds(20));
        const Json report = chronicle.report(kBegun + seconds(25)).toJson();
        QCOMPARE(report["schema"].get<std::string>(), std::string("sluice.serve/1"));
        QCOMPARE(report["started_at_epoch_ms"].get<int>(), 1'000'000);
        QCOMPARE(report["streams"].dump(),
            std::string(R"([{"name":"talk","at_ms":2000,"duration_ms":10000,"viewers_most":4},)"
                        R"({"name":"talk","at_ms":20000,"duration_ms":5000,"viewers_most":0}])"));
        QCOMPARE(kinds(report),
            (std::vector<std::string>{"server_started", "live", "viewer_joined", "viewer_joined",
                "viewer_left", "ended", "live", "viewer_left"}));
        QVERIFY(report["error"].is_null());
    }

    void noKeyIsShown()
    {
        ServerChronicle chronicle(kBegun, WallTime(seconds(1)));
        chronicle.look(ready(), kBegun);
        const Json report = chronicle.report(kBegun).toJson();
        QVERIFY2(report.dump().find("secret") == std::string::npos, report.dump().c_str());
        QCOMPARE(
            report["addresses"]["publish"].get<std::string>(), std::string("rtmp://127.0.0.1:1935/live/***"));
        QCOMPARE(
            report["addresses"]["watch"].get<std::string>(), std::string("rtmp://127.0.0.1:1935/live/talk"));
    }

    void aServerThatEndsTakesItsStreamAlong()
    {
        ServerChronicle chronicle(kBegun, WallTime(seconds(1)));
        ServerInfo info = ready();
        info.live = true;
        chronicle.look(info, kBegun + seconds(1));
        info.state = ServerState::Degraded;
        info.restarts = 1;
        info.error = Error(ErrorCode::BuiltInServerStopped);
        for (int i = 4; i < 6; ++i)
            chronicle.look(info, kBegun + seconds(i));
        const Json report = chronicle.report(kBegun + seconds(9)).toJson();
        QCOMPARE(report["streams"][0]["duration_ms"].get<int>(), 3000);
        QCOMPARE(report["restarts"].get<int>(), 1);
        QCOMPARE(kinds(report), (std::vector<std::string>{"server_started", "live", "warning", "ended"}));
    }

    void whatNeverRanHasNoAddress()
    {
        const Json report = ServerChronicle(kBegun, WallTime(seconds(1))).report(kBegun).toJson();
        QCOMPARE(report["addresses"]["publish"].get<std::string>(), std::string());
        QVERIFY(report["streams"].empty() && report["events"].empty());
    }

    void whatAProbeFound()
    {
        ProbeReport report;
        report.url = "http://user:very-secret@h/x.flv?token=secret-too";
        report.error = ReportError{"network", "Nobody there."};
        const Json failed = report.toJson();
        QVERIFY2(failed.dump().find("secret") == std::string::npos, failed.dump().c_str());
        QVERIFY(failed["video"].is_null() && failed["audio"].is_null());
        QCOMPARE(failed["container"].get<std::string>(), std::string());
        report.error.reset();
        report.media.emplace();
        report.media->container = "flv";
        report.media->live = true;
        report.media->video.emplace();
        report.media->video->codec = "h264";
        report.media->video->size = {1280, 720};
        report.media->video->frameRate = {30000, 1001};
        report.media->video->bitrate = 2'500'000;
        const Json found = report.toJson();
        QCOMPARE(found["video"].dump(),
            std::string(
                R"({"codec":"h264","profile":"","width":1280,"height":720,"fps":29.97,"bitrate_kbps":2500})"));
        QVERIFY(found["live"].get<bool>() && found["audio"].is_null() && found["error"].is_null());
    }
};

QTEST_APPLESS_MAIN(ServerChronicleTest)
#include "ServerChronicleTest.moc"
