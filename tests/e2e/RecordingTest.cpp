// SPDX-License-Identifier: GPL-3.0-or-later
// --record: what is left of the file after a sudden end, of the stream after the disk's, and which file is named.
#include <csignal>
#include <cstdio>
#include <set>

#include <QTest>
#include <nlohmann/json.hpp>

#include "core/base/Clock.h"
#include "tests/e2e/Clip.h"
#include "tests/e2e/Program.h"
#include "tests/pipeline/publish/RecordedFile.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/TempDir.h"

using namespace sluice;
using namespace sluice::test;
using nlohmann::json;

class RecordingE2eTest : public QObject {
    Q_OBJECT
private slots:
    void aSuddenEndLosesAtMostTwoSeconds_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("Matroska") << "talk.mkv";
        QTest::newRow("MP4") << "talk.mp4";
    }

    // With B-frames, which hold back half a second more.
    void aSuddenEndLosesAtMostTwoSeconds()
    {
        QFETCH(QString, name);
        FakeRtmpServer server;
        TempDir dir;
        const std::string path = dir.file(name.toStdString());
        ChildProcess program(
            sluiceWith({"live", server.url(), "--headless", "--camera", "test", "--microphone", "tone",
                "--record", path, "--set", "video.size=640x360", "--set", "video.low_delay=off"}));
        QVERIFY(program.waitOutput("record " + path, milliseconds(10000)));
        QVERIFY(server.waitMessages(300, milliseconds(15000))); // some four seconds
        const WallTime killed = SystemClock().wallNow();
        program.signal(SIGKILL);
        QVERIFY(program.waitExit(milliseconds(2000)).has_value());
        const RecordedFile file = readRecorded(path);
        QVERIFY2(file.problem.empty(), file.problem.c_str());
        QVERIFY(file.beginsWithKeyframe);
        QVERIFY(!file.stamps.empty());
        for (const std::uint32_t number : file.missing) // in decoding order a later picture may come first
            QVERIFY(number + 4 > file.stamps.back().sequence);
        QVERIFY(file.damaged <= 1); // a sample that the file ends in
        const Duration lost = killed - file.stamps.back().captured;
        const Duration pictures = file.lastPicture - file.firstPicture;
        std::printf("  %.1f s of pictures and %.1f s of sound; the last %.2f s are lost\n",
            toSeconds(pictures), toSeconds(file.sound), toSeconds(lost));
        QVERIFY(lost > Duration::zero() && lost <= seconds(2));
        QVERIFY(std::abs(toMs(pictures - file.sound)) <= 700); // a piece may end between the two
        QVERIFY(file.loudest > 0.01);
    }

    // A bound of the system's on the file's size fails as a disk that is full does.
    void aFullDiskEndsTheRecordingAlone()
    {
        FakeRtmpServer server;
        TempDir dir;
        ChildProcess::Plan plan = sluiceWith({"live", server.url(), "--headless", "--camera", "test",
            "--microphone", "tone", "--for", "5", "--record", dir.file("talk.mkv"), "--report",
            dir.file("r.json"), "--set", "video.size=640x360"});
        std::string command = "ulimit -f 60; exec " + plan.program;
        for (const std::string& argument : plan.arguments)
            command += " '" + argument + "'";
        plan.program = "bash";
        plan.arguments = {"-c", command};
        ChildProcess program(plan);
        const auto exit = program.waitExit(milliseconds(20000));
        QVERIFY(exit.has_value());
        const std::string said = program.standardError();
        QVERIFY2(exit->code == 1, said.c_str()); // a part of what was asked for is missing
        const json report = json::parse(readFile(dir.file("r.json")));
        QCOMPARE(report["error"]["message"].get<std::string>() + "\n", said);
        const json& recording = report["recordings"][0];
        QVERIFY2(recording["state"] == "failed", recording.dump().c_str());
        QVERIFY2(recording["error"]["message"].get<std::string>().find("talk.mkv") != std::string::npos,
            recording.dump().c_str());
        QCOMPARE(report["destinations"][0]["state"].get<std::string>(), std::string("ended"));
        const RecordedFile file = readRecorded(dir.file("talk.mkv"));
        QVERIFY2(file.problem.empty(), file.problem.c_str()); // up to there
        QVERIFY(file.lastPicture - file.firstPicture > milliseconds(500));
    }

    // The name that is said is that of the file that was written, whoever else wanted it at the same time.
    void twoWhoWatchWriteTwoFiles()
    {
        TempDir dir;
        QVERIFY(makeTestClip(dir.file("clip.mkv"), {320, 180}, {30, 1}, seconds(2)).ok());
        const ChildProcess::Plan plan = sluiceWith({"watch", "--headless", dir.file("clip.mkv"),
            "--audio-out", "null", "--record", dir.file("kept.mkv")});
        ChildProcess one(plan);
        ChildProcess other(plan);
        for (ChildProcess* program : {&one, &other}) {
            const auto exit = program->waitExit(milliseconds(20000));
            QVERIFY(exit.has_value() && exit->code == 0);
        }
        const std::set<std::string> said{one.standardOutput(), other.standardOutput()};
        const std::set<std::string> written{
            "record " + dir.file("kept.mkv") + "\n", "record " + dir.file("kept-2.mkv") + "\n"};
        QVERIFY(said == written);
        for (const char* name : {"kept.mkv", "kept-2.mkv"})
            QVERIFY(readRecorded(dir.file(name)).brightness.size() >= 50);
    }

    void whatWasNotWrittenIsNotSaid()
    {
        TempDir dir;
        ChildProcess program(sluiceWith({"watch", "--headless", dir.file("nowhere.mkv"), "--audio-out",
            "null", "--record", dir.file("kept.mkv")}));
        QVERIFY(program.waitExit(milliseconds(20000)).has_value());
        QCOMPARE(program.standardOutput(), std::string());
    }
};

QTEST_GUILESS_MAIN(RecordingE2eTest)
#include "RecordingTest.moc"
