// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/WatchReport.h"
#include "core/metrics/QualityOfExperience.h"

#include <cmath>

#include <QTest>

#include <nlohmann/json.hpp>

using namespace sluice;

namespace {

constexpr TimePoint kOpen{seconds(500)};
constexpr WallTime kWall{milliseconds(1'700'000'000'123)};

TimePoint at(std::int64_t ms)
{
    return kOpen + milliseconds(ms);
}

void opened(QualityOfExperience& qoe)
{
    qoe.open(kOpen, kWall, "rtmp://user:secret@host/app/name?token=abc");
    qoe.setState(WatchState::Priming, at(200));
    qoe.firstPicture(at(350));
    qoe.firstPicture(at(400));
    qoe.sampleLevel(milliseconds(1040));
    qoe.setState(WatchState::Playing, at(900));
}

} // namespace

class WatchReportTest final : public QObject {
    Q_OBJECT

private slots:
    void fieldsAndOrder()
    {
        const Json json = WatchReport().toJson();
        std::string keys;
        for (const auto& [key, value] : json.items())
            keys += key + " ";
        QCOMPARE(keys,
            std::string(
                "schema started_at_epoch_ms url state first_picture_ms startup_ms watched_ms stall_count "
                "stall_ms stalls stalled_time_ratio smoothness frames_decoded frames_shown frames_late "
                "frames_dropped glitches level_ms latency_ms av_offset_ms bytes arrive_kbps rate_ms "
                "reconnects discontinuities trims settings events error "));
        QVERIFY(json["schema"] == "sluice.watch/1");
        QCOMPARE(json["level_ms"].dump(), std::string(R"({"min":0,"mean":0,"max":0,"at_start":0})"));
        QCOMPARE(json["av_offset_ms"].dump(), std::string(R"({"mean":0,"p95":0})"));
        QVERIFY(json["latency_ms"]["p95"] == 0);
        QVERIFY(json["error"].is_null());
        QVERIFY(json["settings"].is_object());
        for (const char* list : {"stalls", "reconnects", "events"})
            QVERIFY(json[list].is_array());
        QVERIFY(json["smoothness"] == 100.0);
    }

    void startup()
    {
        QualityOfExperience qoe;
        opened(qoe);
        QVERIFY(qoe.playedOnce());
        const WatchReport report = qoe.report(at(5000));
        QCOMPARE(report.startedAtEpochMs, std::int64_t{1'700'000'000'123});
        QCOMPARE(report.firstPictureMs, std::int64_t{350});
        QCOMPARE(report.startupMs, std::int64_t{900});
        QCOMPARE(report.watchedMs, std::int64_t{5000});
        QCOMPARE(report.level.atStart, std::int64_t{1040});
        QCOMPARE(report.stallCount(), std::int64_t{0});
        const std::string url = report.toJson()["url"];
        QVERIFY(url.find("secret") == std::string::npos && url.find("abc") == std::string::npos);
        QVERIFY(url.find("host") != std::string::npos);
    }

    void stallsAreCounted()
    {
        QualityOfExperience qoe;
        opened(qoe);
        qoe.setState(WatchState::Rebuffering, at(3000), StallCause::Network);
        QVERIFY(qoe.stallRuns());
        qoe.setStallCause(StallCause::Emulated);
        qoe.setState(WatchState::Playing, at(4000));
        qoe.setState(WatchState::Rebuffering, at(8000), StallCause::Source);
        const WatchReport running = qoe.report(at(8500)); // a stall that runs counts up to now
        QCOMPARE(running.stallMs(), std::int64_t{1500});
        qoe.setState(WatchState::Playing, at(9000));
        qoe.setState(WatchState::Ended, at(10'000));
        const WatchReport report = qoe.report(at(99'000)); // time stands still after the end
        QCOMPARE(report.watchedMs, std::int64_t{10'000});
        QCOMPARE(report.stallCount(), std::int64_t{2});
        QCOMPARE(report.stallMs(), std::int64_t{2000});
        QCOMPARE(report.stalls[0].atMs, std::int64_t{3000});
        QCOMPARE(report.stalls[0].durationMs, std::int64_t{1000});
        QCOMPARE(report.stalledTimeRatio(), 0.2);
        const Json json = report.toJson();
        QCOMPARE(json["stalls"].dump(),
            std::string(R"([{"at_ms":3000,"duration_ms":1000,"cause":"emulated"},)"
                        R"({"at_ms":8000,"duration_ms":1000,"cause":"source"}])"));
        QVERIFY(json["state"] == "ended");
        // n = 2, p = 0.2
        const double expected = (100.0 / std::sqrt(2.0) + 100.0 * std::exp(-2.0)) / 2.0;
        QVERIFY(std::abs(json["smoothness"].get<double>() - expected) < 1e-9);
    }

    void waitsThatAreNoStalls()
    {
        QualityOfExperience qoe;
        qoe.open(kOpen, kWall, "x");
        qoe.setState(WatchState::Rebuffering, at(100)); // never played
        qoe.beginStall(at(150), StallCause::Network);
        qoe.setState(WatchState::Playing, at(1000));
        qoe.setState(WatchState::Seeking, at(2000));
        qoe.setState(WatchState::Priming, at(2100));
        qoe.setState(WatchState::Playing, at(2500));
        qoe.setState(WatchState::Paused, at(3000));
        qoe.setState(WatchState::Playing, at(4000));
        qoe.glitch();
        qoe.setState(WatchState::Draining, at(5000));
        qoe.setState(WatchState::Ended, at(5500));
        const WatchReport report = qoe.report(at(5500));
        QCOMPARE(report.stallCount(), std::int64_t{0});
        QCOMPARE(report.glitches, std::int64_t{1});
        QCOMPARE(report.smoothnessScore(), 100.0);
    }

    void pauseStopsTheWatchedTime()
    {
        QualityOfExperience qoe;
        opened(qoe);
        qoe.setState(WatchState::Rebuffering, at(2000));
        qoe.setState(WatchState::Paused, at(3000)); // ends the stall, too
        QCOMPARE(qoe.report(at(50'000)).watchedMs, std::int64_t{3000});
        QCOMPARE(qoe.report(at(50'000)).stallMs(), std::int64_t{1000});
        qoe.setState(WatchState::Playing, at(60'000));
        QCOMPARE(qoe.report(at(61'000)).watchedMs, std::int64_t{4000});
        QCOMPARE(qoe.report(at(61'000)).stallCount(), std::int64_t{1});
    }

    void reconnectingMayStall()
    {
        QualityOfExperience qoe;
        opened(qoe);
        qoe.connectionLost(at(2000), "The connection to rtmp://h/app/key was lost.");
        qoe.setState(WatchState::Reconnecting, at(2000)); // plays on from the buffer
        QVERIFY(!qoe.stallRuns());
        qoe.beginStall(at(3000), StallCause::Network);
        qoe.setState(WatchState::Reconnecting, at(3500));
        qoe.connectionBack(at(5000));
        qoe.setState(WatchState::Rebuffering, at(5000)); // the same stall goes on
        qoe.setState(WatchState::Playing, at(6000));
        qoe.connectionLost(at(8000), "Again.");
        const WatchReport report = qoe.report(at(9000));
        QCOMPARE(report.stallCount(), std::int64_t{1});
        QCOMPARE(report.stalls[0].atMs, std::int64_t{3000});
        QCOMPARE(report.stallMs(), std::int64_t{3000});
        QCOMPARE(report.reconnects.size(), std::size_t{2});
        QCOMPARE(report.reconnects[0].downMs, std::int64_t{3000});
        QCOMPARE(report.reconnects[1].downMs, std::int64_t{1000});
        QVERIFY(report.toJson().dump().find("key") == std::string::npos);
    }

    void levels()
    {
        QualityOfExperience qoe;
        opened(qoe);
        for (const int ms : {500, 1000, 1500})
            qoe.sampleLevel(milliseconds(ms));
        qoe.setState(WatchState::Seeking, at(2000));
        qoe.sampleLevel(milliseconds(0)); // not of what was played
        qoe.setState(WatchState::Playing, at(2500));
        qoe.setState(WatchState::Draining, at(3000));
        qoe.sampleLevel(milliseconds(0));
        const WatchReport report = qoe.report(at(4000));
        QCOMPARE(report.level.min, std::int64_t{500});
        QCOMPARE(report.level.mean, std::int64_t{1000});
        QCOMPARE(report.level.max, std::int64_t{1500});
        QCOMPARE(report.level.atStart, std::int64_t{1040});
    }

    // A file that was read at once: nothing is played but the drain.
    void levelsOfWhatArrivedAtOnce()
    {
        QualityOfExperience qoe;
        opened(qoe);
        qoe.setState(WatchState::Draining, at(900));
        for (const int ms : {900, 600, 300})
            qoe.sampleLevel(milliseconds(ms));
        const WatchReport report = qoe.report(at(4000));
        QCOMPARE(report.level.min, std::int64_t{300});
        QCOMPARE(report.level.mean, std::int64_t{600});
        QCOMPARE(report.level.max, std::int64_t{900});
        QCOMPARE(report.level.atStart, std::int64_t{1040});
    }

    void latencyAndOffset()
    {
        QualityOfExperience qoe;
        opened(qoe);
        QVERIFY(qoe.report(at(1000)).toJson()["latency_ms"]["basis"] == "none");
        qoe.sampleLatency(seconds(9), LatencyBasis::Estimated);
        QCOMPARE(qoe.report(at(1000)).latency.mean, std::int64_t{9000});
        for (int ms = 1; ms <= 100; ++ms)
            qoe.sampleLatency(milliseconds(ms), LatencyBasis::Measured);
        qoe.sampleLatency(seconds(9), LatencyBasis::Estimated); // outweighed
        for (int i = 0; i < 100; ++i)
            qoe.sampleAvOffset(milliseconds(i < 50 ? -30 : 10));
        const WatchReport report = qoe.report(at(1000));
        QCOMPARE(report.latency.p95, std::int64_t{95});
        QVERIFY(report.toJson()["latency_ms"]["basis"] == "measured");
        QCOMPARE(report.avOffset.mean, std::int64_t{-10});
        QCOMPARE(report.avOffset.p95, std::int64_t{30});
    }

    void counters()
    {
        QualityOfExperience qoe;
        opened(qoe);
        qoe.frameDecoded(3);
        qoe.frameShown(false);
        qoe.frameShown(true);
        qoe.frameDropped();
        qoe.discontinuity();
        qoe.trim();
        qoe.arrived(250'000);
        qoe.setRate(1.03, at(1000));
        qoe.setRate(1.02, at(1500));
        qoe.setRate(1.0, at(2000));
        qoe.setRate(0.97, at(9000));
        const WatchReport report = qoe.report(at(10'000));
        QCOMPARE(report.framesDecoded, std::int64_t{3});
        QCOMPARE(report.framesShown, std::int64_t{2});
        QCOMPARE(report.framesLate, std::int64_t{1});
        QCOMPARE(report.framesDropped, std::int64_t{1});
        QCOMPARE(report.discontinuities, std::int64_t{1});
        QCOMPARE(report.trims, std::int64_t{1});
        QCOMPARE(report.bytes, std::int64_t{250'000});
        QCOMPARE(report.arriveKbps, std::int64_t{200});
        QCOMPARE(report.rateMs, std::int64_t{2000});
    }

    void openStartsAnew()
    {
        QualityOfExperience qoe;
        opened(qoe);
        qoe.setState(WatchState::Rebuffering, at(2000));
        qoe.setState(WatchState::Failed, at(3000));
        qoe.setState(WatchState::Playing, at(4000)); // over is over
        QVERIFY(qoe.report(at(9000)).toJson()["state"] == "failed");
        qoe.open(at(10'000), kWall, "y");
        const WatchReport report = qoe.report(at(11'000));
        QCOMPARE(report.watchedMs, std::int64_t{1000});
        QCOMPARE(report.stallCount(), std::int64_t{0});
        QCOMPARE(report.startupMs, std::int64_t{0});
        QVERIFY(!qoe.playedOnce());
    }

    void smoothness()
    {
        QCOMPARE(WatchReport::smoothness(0, 0.0), 100.0);
        QVERIFY(
            std::abs(WatchReport::smoothness(1, 0.05) - (100 / std::sqrt(1.25) + 100 * std::exp(-0.5)) / 2)
            < 1e-9);
    }
};

QTEST_GUILESS_MAIN(WatchReportTest)
#include "WatchReportTest.moc"
