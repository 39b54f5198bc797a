// SPDX-License-Identifier: GPL-3.0-or-later
// The timeline of a broadcast: its rows, and a file that nobody waits for.
#include <algorithm>
#include <array>

#include <QTest>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/metrics/CsvAside.h"
#include "core/metrics/CsvFile.h"
#include "core/metrics/LiveTimeline.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

LiveSample sample()
{
    LiveSample s;
    s.at = milliseconds(1200);
    s.state = LiveState::Live;
    s.targetKbps = 2628;
    s.adaptedKbps = 1500;
    s.sentKbps = 1480.4;
    s.carriedKbps = 1700.6;
    s.sendQueue = milliseconds(85);
    s.droppedNetwork = 3;
    s.droppedEncode = 2;
    s.droppedCapture = 1;
    s.encoderLoad = 0.25;
    s.captureFps = 29.97;
    return s;
}

} // namespace

class LiveTimelineTest final : public QObject {
    Q_OBJECT

private slots:
    void rows()
    {
        QCOMPARE(LiveTimelineCsv::row(sample(), "bitrate_lowered frames_dropped"),
            std::string("1200,live,2628,1500,1480,1701,85,3,2,1,0.250,30.0,bitrate_lowered frames_dropped"));
        LiveSample unknown = sample();
        unknown.carriedKbps.reset();
        unknown.state = LiveState::Paused;
        QCOMPARE(LiveTimelineCsv::row(unknown, ""),
            std::string("1200,paused,2628,1500,1480,,85,3,2,1,0.250,30.0,"));
        const auto cells = [](std::string_view line) { return std::ranges::count(line, ',') + 1; };
        QCOMPARE(cells(LiveTimelineCsv::kHeader), 13);
        QCOMPARE(cells(LiveTimelineCsv::row(sample(), "live")), 13);
        // RFC 4180: what would end a cell is quoted, and a quote is doubled.
        QVERIFY(LiveTimelineCsv::row(sample(), "a,\"b\"\n").ends_with(",30.0,\"a,\"\"b\"\"\n\""));
        QCOMPARE(CsvFile::quoted("plain words"), std::string("plain words"));
        QCOMPARE(CsvFile::quoted("a,b"), std::string("\"a,b\""));
        QCOMPARE(CsvFile::quoted("say \"no\"\n"), std::string("\"say \"\"no\"\"\n\""));
    }

    void eachStateHasAWordOfItsOwn()
    {
        std::vector<std::string_view> words;
        for (int i = 0; i <= static_cast<int>(LiveState::Failed); ++i)
            words.push_back(token(static_cast<LiveState>(i)));
        QCOMPARE(words,
            (std::vector<std::string_view>{
                "idle", "connecting", "live", "paused", "reconnecting", "stopping", "ended", "failed"}));
    }

    void writtenAside()
    {
        const TempDir dir;
        const std::string path = dir.file("t.csv");
        writeFile(path, "older and longer than what comes");
        CsvAside file(path, "a,b");
        file.write({"1,2", "3,4"});
        file.write({"5,6"});
        QVERIFY(!file.awaitCreation([] { return false; }));
        QVERIFY(file.created());
        QVERIFY(!file.close());
        QVERIFY(!file.failure({}));
        QCOMPARE(readFile(path), std::string("a,b\n1,2\n3,4\n5,6\n"));
    }

    void whatTheDiskSaysIsTold()
    {
        for (const char* path : {"/nowhere/t.csv", "/dev/full"}) {
            CsvAside file(path, "a,b");
            file.write({"1,2"});
            std::optional<Error> error;
            QVERIFY(
                waitFor([&] { return (error = file.failure({})).has_value(); }, std::chrono::seconds(10)));
            QCOMPARE(error->code(), ErrorCode::FileUnwritable);
            QVERIFY(!file.created());
            QVERIFY(file.awaitCreation([] { return false; }).has_value());
            QVERIFY(file.close().has_value());
        }
    }

    // Opening a pipe that nobody reads takes for ever, as a disk does that is gone.
    void aDiskThatDoesNotAnswerHoldsNobody()
    {
        const TempDir dir;
        const std::string path = dir.file("pipe");
        QCOMPARE(mkfifo(path.c_str(), 0600), 0);
        {
            CsvAside file(path, "a,b");
            const TimePoint now{seconds(100)};
            QVERIFY(!file.failure(now));
            const auto cancelled = file.awaitCreation([] { return true; });
            QVERIFY(cancelled && cancelled->cancelled());
            file.write({"1,2"});
            QVERIFY(!file.failure(now + CsvAside::kPatience));
            const auto error = file.failure(now + CsvAside::kPatience + milliseconds(1));
            QVERIFY(error.has_value());
            QVERIFY(error->message().find("its disk does not answer") != std::string::npos);
            QVERIFY(!file.created());
            QVERIFY(file.close().has_value()); // at once
        }
        const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC); // lets the thread go
        QVERIFY(reader >= 0);
        std::array<char, 64> text{};
        QVERIFY(
            waitFor([&] { return read(reader, text.data(), text.size()) > 0; }, std::chrono::seconds(10)));
        close(reader);
    }
};

QTEST_APPLESS_MAIN(LiveTimelineTest)
#include "LiveTimelineTest.moc"
