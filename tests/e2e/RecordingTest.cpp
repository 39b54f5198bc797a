// SPDX-License-Identifier: GPL-3.0-or-later
// `sluice live --record`: what is left of the file after a sudden end, and of the stream after the disk's.
#include <csignal>
#include <cstdio>

#include <QTest>
#include <nlohmann/json.hpp>

#include "core/base/Clock.h"
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
        QVERIFY2(exit->code == 0, program.standardError().c_str());
        const json report = json::parse(readFile(dir.file("r.json")));
        QVERIFY(report["error"].is_null());
        const json& recording = report["recordings"][0];
        QVERIFY2(recording["state"] == "failed", recording.dump().c_str());
        QVERIFY2(recording["error"]["message"].get<std::string>().find("talk.mkv") != std::string::npos,
            recording.dump().c_str());
        QCOMPARE(report["destinations"][0]["state"].get<std::string>(), std::string("ended"));
        const RecordedFile file = readRecorded(dir.file("talk.mkv"));
        QVERIFY2(file.problem.empty(), file.problem.c_str()); // up to there
        QVERIFY(file.lastPicture - file.firstPicture > milliseconds(500));
    }
};

QTEST_GUILESS_MAIN(RecordingE2eTest)
#include "RecordingTest.moc"
