// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/metrics/Timeline.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace sluice;

namespace {

TimelineSample sample(int number)
{
    TimelineSample s;
    s.at = Timeline::kInterval * number;
    s.state = WatchState::Playing;
    s.levelMs = 1000 + number;
    s.levelBytes = 312'500;
    s.arriveKbps = 2500.4F;
    s.consumeKbps = 2499.6F;
    s.rate = 1.03F;
    s.latencyMs = 3100;
    s.lowLevelMs = 400;
    s.startLevelMs = 500;
    s.resumeLevelMs = 800;
    s.targetLevelMs = 1000;
    return s;
}

} // namespace

class TimelineTest final : public QObject {
    Q_OBJECT

private slots:
    void isCopiedInParts()
    {
        Timeline timeline(30'000);
        for (int i = 0; i < 25'000; ++i)
            timeline.add(sample(i));
        const std::vector<TimelineSample> all = copyOf(timeline, timeline.end());
        QCOMPARE(all.size(), std::size_t{25'000});
        for (std::size_t i = 0; i < all.size(); ++i)
            QCOMPARE(all[i].at, sample(static_cast<int>(i)).at);
        QCOMPARE(copyOf(timeline, 12'345).size(), std::size_t{12'345}); // what came later stays out
        // The oldest are gone: only what is left.
        for (int i = 25'000; i < 40'000; ++i)
            timeline.add(sample(i));
        const std::vector<TimelineSample> rest = copyOf(timeline, timeline.end());
        QCOMPARE(rest.size(), std::size_t{30'000});
        QCOMPARE(rest.front().at, sample(10'000).at);
        QVERIFY(copyOf(timeline, 5'000).empty());
        StopSource stop;
        stop.request_stop();
        QVERIFY(copyOf(timeline, timeline.end(), stop.get_token()).empty());
    }

    void rows()
    {
        QCOMPARE(TimelineCsv::row(sample(3), "rebuffer_start"),
            std::string("300,playing,1003,312500,2500,2500,1.030,3100,400,500,800,1000,rebuffer_start"));
        TimelineSample unknown = sample(0);
        unknown.latencyMs = TimelineSample::kUnknown;
        QCOMPARE(TimelineCsv::row(unknown, ""),
            std::string("0,playing,1000,312500,2500,2500,1.030,,400,500,800,1000,"));
        QCOMPARE(
            std::count(TimelineCsv::kHeader.begin(), TimelineCsv::kHeader.end(), ','), std::ptrdiff_t{12});
    }

    void file()
    {
        QTemporaryDir dir;
        const QString path = dir.filePath("t.csv");
        {
            auto csv = TimelineCsv::create(path.toStdString());
            QVERIFY(csv.ok());
            for (int i = 0; i < 25; ++i) {
                std::vector<Event> events;
                if (i == 4)
                    events = {{{}, EventKind::NoData, {}}, {{}, EventKind::RebufferStart, {}}};
                QVERIFY(csv->write(sample(i), events).ok());
            }
            QFile half(path); // what is there before the end
            QVERIFY(half.open(QIODevice::ReadOnly));
            QVERIFY(half.readAll().count('\n') >= 21);
            QVERIFY(csv->close().ok());
            QVERIFY(csv->close().ok());
        }
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QList<QByteArray> lines = file.readAll().split('\n');
        QCOMPARE(lines.size(), 27); // header, 25 rows, nothing after the last newline
        QCOMPARE(lines[0],
            QByteArray(
                "t_ms,state,level_ms,level_bytes,arrive_kbps,consume_kbps,rate,latency_ms,low_level_ms,"
                "start_level_ms,resume_level_ms,target_level_ms,event"));
        QVERIFY(lines[5].endsWith(",no_data rebuffer_start"));
        QVERIFY(lines[6].startsWith("500,"));
    }

    void failures()
    {
        QTemporaryDir dir;
        QCOMPARE(TimelineCsv::create(dir.filePath("no/t.csv").toStdString()).error().code(),
            ErrorCode::FileUnwritable);
        if (!QFile::exists("/dev/full"))
            return;
        QVERIFY(!TimelineCsv::create("/dev/full").ok());
    }

    void readersSeeEachOnce()
    {
        Timeline timeline(100);
        for (int i = 0; i < 60; ++i)
            timeline.add(sample(i));
        auto slice = timeline.since(0, 25);
        QCOMPARE(slice.samples.size(), std::size_t{25});
        slice = timeline.since(slice.next);
        QCOMPARE(slice.samples.size(), std::size_t{35});
        QCOMPARE(slice.samples.front().levelMs, 1025);
        QVERIFY(timeline.since(slice.next).samples.empty());
        QVERIFY(timeline.since(1000).samples.empty());
        for (int i = 60; i < 250; ++i)
            timeline.add(sample(i));
        slice = timeline.since(slice.next);
        QCOMPARE(slice.first, std::uint64_t{150}); // 60 … 149 are gone
        QCOMPARE(slice.samples.size(), std::size_t{100});
        QCOMPARE(timeline.end(), std::uint64_t{250});
        timeline.clear();
        QVERIFY(timeline.since(0).samples.empty());
        QCOMPARE(timeline.end(), std::uint64_t{250});
    }

    void lastMinute()
    {
        Timeline timeline;
        QVERIFY(timeline.latest(seconds(60)).samples.empty());
        for (int i = 0; i < 2000; ++i)
            timeline.add(sample(i));
        const auto slice = timeline.latest(seconds(60));
        QCOMPARE(slice.samples.size(), std::size_t{600});
        QVERIFY(slice.samples.front().at == milliseconds(140'000));
        QCOMPARE(timeline.latest(std::chrono::hours(1)).samples.size(), std::size_t{2000});
    }

    void smallEnoughForADay() { QVERIFY(sizeof(TimelineSample) <= 64); }
};

QTEST_GUILESS_MAIN(TimelineTest)
#include "TimelineTest.moc"
