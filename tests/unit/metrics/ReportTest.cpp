// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/Report.h"
#include "core/metrics/DemoReport.h"
#include "core/metrics/LiveReport.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

using namespace sluice;

namespace {

std::string keysOf(const Json& json)
{
    std::string keys;
    for (const auto& [key, value] : json.items())
        keys += key + " ";
    return keys;
}

} // namespace

class ReportTest final : public QObject {
    Q_OBJECT

private slots:
    void liveFieldsAndOrder()
    {
        LiveReport report;
        report.destinations.resize(1);
        LiveReport::Destination& to = report.destinations[0];
        to.url = "rtmp://live.example/app/live_12345_key";
        to.state = "ended";
        to.reconnects.push_back(
            {5000, 800, "The connection to rtmp://live.example/app/live_12345_key was lost."});
        Statistics queue;
        for (int i = 1; i <= 100; ++i)
            queue.add(i);
        to.setSendQueue(queue);
        report.frames = {10, 9, 1, 2};
        report.audio.push_back({"desktop", true, -12.0, 40, 1});
        report.recordings.push_back({"recording", "/videos/talk.mkv", "ended", 12, 5000, 640'000, 3, {}});
        report.pauses.push_back({2000, 1500});
        const Json json = report.toJson();
        QCOMPARE(json["recordings"].dump(),
            std::string(R"([{"kind":"recording","path":"/videos/talk.mkv","state":"ended","at_ms":12,)"
                        R"("duration_ms":5000,"bytes":640000,"dropped_disk":3,"error":null}])"));
        QCOMPARE(json["pauses"].dump(), std::string(R"([{"at_ms":2000,"duration_ms":1500}])"));
        QCOMPARE(keysOf(json),
            std::string(
                "schema started_at_epoch_ms destinations frames encoder_load first_keyframe_sent_ms layouts settings "
                "events error audio recordings pauses "));
        QVERIFY(json["schema"] == "sluice.live/1");
        QCOMPARE(json["audio"].dump(),
            std::string(R"([{"input":"desktop","muted":true,"gain_db":-12.0,"silence_ms":40,"losses":1}])"));
        QCOMPARE(keysOf(json["destinations"][0]),
            std::string("url state reconnects send_queue_ms bitrate_kbps bytes dropped_network error "));
        QCOMPARE(json["destinations"][0]["send_queue_ms"].dump(), std::string(R"({"p95":95,"max":100})"));
        QVERIFY(json["destinations"][0]["reconnects"][0]["down_ms"] == 800);
        QCOMPARE(json["frames"].dump(),
            std::string(R"({"captured":10,"encoded":9,"dropped_capture":1,"dropped_encode":2})"));
        QVERIFY2(json.dump().find("12345") == std::string::npos, "the key is in the report");
        QVERIFY(json["error"].is_null());
    }

    void demoFieldsAndOrder()
    {
        DemoReport report;
        report.forcedStalls.push_back({8000, 3000});
        const Json json = report.toJson();
        QCOMPARE(keysOf(json), std::string("schema forced_stalls live watch "));
        QCOMPARE(json["forced_stalls"].dump(), std::string(R"([{"at_ms":8000,"duration_ms":3000}])"));
        QVERIFY(json["live"]["schema"] == "sluice.live/1");
        QVERIFY(json["watch"]["schema"] == "sluice.watch/1");
    }

    void events()
    {
        const TimePoint start{seconds(10)};
        const std::vector<Event> events{
            {start - seconds(1), EventKind::Opening, Sentence("Opening %1.", {"rtmp://h/app/secretname"})},
            {start + milliseconds(1500), EventKind::FirstPicture, Sentence("First picture.")}};
        const Json json = toJson(reportEvents(events, start));
        QCOMPARE(json.size(), std::size_t{2});
        QVERIFY(json[0]["at_ms"] == 0);
        QCOMPARE(
            json[1].dump(), std::string(R"({"at_ms":1500,"kind":"first_picture","text":"First picture."})"));
        QVERIFY(json.dump().find("secretname") == std::string::npos);
        QVERIFY(toJson(std::vector<ReportEvent>()).is_array());
    }

    void errors()
    {
        QVERIFY(toJson(ReportError::of(std::nullopt)).is_null());
        const Json json = toJson(ReportError::of(Error(ErrorCode::KeyRefused)));
        QVERIFY(json["category"] == "auth");
        QVERIFY(json["message"].get<std::string>().size() > 10);
    }

    void writing()
    {
        LiveReport report;
        report.settings["name"] = "caf\xe9"; // not UTF-8
        report.settings["video.fps"] = 30;
        QTemporaryDir dir;
        const QString path = dir.filePath("r.json");
        QVERIFY(writeReport(path.toStdString(), report).ok());
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY(text.endsWith("}\n"));
        const Json read = Json::parse(text.toStdString());
        QVERIFY(read["settings"]["video.fps"] == 30);
        const auto failed = writeReport(dir.filePath("no/r.json").toStdString(), report);
        QVERIFY(!failed.ok());
        QCOMPARE(failed.error().code(), ErrorCode::FileUnwritable);
    }
};

QTEST_GUILESS_MAIN(ReportTest)
#include "ReportTest.moc"
