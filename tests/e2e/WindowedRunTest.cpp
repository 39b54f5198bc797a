// SPDX-License-Identifier: GPL-3.0-or-later
// Commands with a window, as scripts use them: they end when they are told to, with the report and the status that the
// same command has without a window. And signals, at whatever moment they come.
#include <csignal>
#include <cstdio>

#include <QTest>
#include <nlohmann/json.hpp>

#include "tests/e2e/Program.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/HangingDisk.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice::test;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

ChildProcess::Plan windowed(std::vector<std::string> arguments)
{
    ChildProcess::Plan plan = sluiceWith(std::move(arguments));
    plan.environment["QT_QPA_PLATFORM"] = "offscreen";
    return plan;
}

std::vector<std::string> live(const std::string& url, const std::string& report)
{
    return {"live", url, "--camera", "test", "--microphone", "tone", "--set", "video.size=640x360",
        "--report", report};
}

// Whether the program has begun to hold signals back, or takes them already.
bool mindsSignals(pid_t pid)
{
    const std::string status = readFile("/proc/" + std::to_string(pid) + "/status");
    for (const char* mask : {"SigBlk:", "SigCgt:"})
        if (const auto at = status.find(mask); at != std::string::npos)
            if ((std::stoull(status.substr(at + 7), nullptr, 16) & (1ULL << (SIGTERM - 1))) != 0)
                return true;
    return false;
}

json reportOf(const std::string& path)
{
    return json::parse(readFile(path), nullptr, false);
}

} // namespace

class WindowedRunTest : public QObject {
    Q_OBJECT
private slots:
    void itEndsWhenItsTimeIsOver()
    {
        FakeRtmpServer server;
        TempDir dir;
        std::vector<std::string> arguments = live(server.url("live/x"), dir.file("r.json"));
        arguments.insert(arguments.end(), {"--for", "1.5", "--timeline", dir.file("t.csv")});
        ChildProcess program(windowed(arguments));
        QCOMPARE(statusOf(program, milliseconds(15000)), 0);
        const json report = reportOf(dir.file("r.json"));
        QVERIFY2(report["error"].is_null() && report["destinations"][0]["bytes"] > 0, report.dump().c_str());
        const std::string timeline = readFile(dir.file("t.csv"));
        QVERIFY2(timeline.find("\n1000,live,") != std::string::npos
                && timeline.find(",ended,") != std::string::npos,
            timeline.c_str());
        QVERIFY2(program.standardError().empty(), program.standardError().c_str());
    }

    void aSignalEndsItWithItsReport_data()
    {
        QTest::addColumn<int>("signal");
        for (const int signal : {SIGINT, SIGTERM, SIGHUP})
            QTest::addRow("signal %d", signal) << signal;
    }
    void aSignalEndsItWithItsReport()
    {
        QFETCH(int, signal);
        FakeRtmpServer server;
        TempDir dir;
        ChildProcess program(windowed(live(server.url("live/x"), dir.file("r.json"))));
        QVERIFY(program.waitOutput("publish rtmp://", milliseconds(10000)));
        program.signal(signal);
        QCOMPARE(statusOf(program, milliseconds(6000)), 130);
        const json report = reportOf(dir.file("r.json"));
        QVERIFY2(report["error"].is_null() && report["destinations"][0]["bytes"] > 0, report.dump().c_str());
    }

    // A terminal that is closed may send its signal twice, and who is impatient presses Ctrl+C again. The server is
    // stuck, so that the end takes its time.
    void aSecondSignalLosesNothing()
    {
        FakeRtmpServer server({}, 16 << 10);
        TempDir dir;
        std::vector<std::string> arguments = live(server.url("live/x"), dir.file("r.json"));
        arguments.insert(
            arguments.end(), {"--set", "video.bitrate_kbps=1000"}); // it soon fills the way there
        ChildProcess program(windowed(arguments));
        QVERIFY(program.waitOutput("publish rtmp://", milliseconds(10000)));
        server.setReadRate(0);
        QTest::qSleep(1000);
        program.signal(SIGINT);
        QTest::qSleep(100);
        std::printf("  it %s when the second one comes\n", program.isRunning() ? "still ends" : "has ended");
        program.signal(SIGINT);
        QCOMPARE(statusOf(program, milliseconds(8000)), 130);
        QVERIFY(reportOf(dir.file("r.json")).is_object());
    }

    // Nothing has begun that could end in good order.
    void aSignalEndsTheWaitForADisk()
    {
        HangingDisk disk;
        if (!disk.missing().empty())
            QSKIP(("no disk that hangs: " + disk.missing()).c_str());
        disk.hang();
        for (const int signal : {SIGINT, SIGTERM}) {
            ChildProcess program(
                windowed({"live", "rtmp://127.0.0.1:1/live/x", "--camera", "file:" + disk.file("a.mp4")}));
            QVERIFY(waitFor([&] { return disk.asked(); }, milliseconds(8000)));
            program.signal(signal);
            const auto exit = program.waitExit(milliseconds(3000));
            QVERIFY(exit.has_value());
            QCOMPARE(exit->signal, signal);
        }
        QVERIFY(!disk.lostPatience());
    }

    // A script learns it as from the program without a window, and needs nobody to close that.
    void aFailureIsSaid()
    {
        TempDir dir;
        std::vector<std::string> arguments = live("rtmp://127.0.0.1:1/live/x", dir.file("r.json"));
        arguments.insert(arguments.end(), {"--for", "5"});
        ChildProcess going(windowed(arguments));
        ChildProcess watching(
            windowed({"watch", "/nowhere/clip.mp4", "--for", "2", "--report", dir.file("w.json")}));
        QCOMPARE(statusOf(going, milliseconds(15000)), 1);
        QVERIFY2(
            going.standardError().find("127.0.0.1:1") != std::string::npos, going.standardError().c_str());
        QVERIFY(!reportOf(dir.file("r.json"))["error"].is_null());
        QCOMPARE(statusOf(watching, milliseconds(15000)), 1);
        QVERIFY2(watching.standardError().find("/nowhere/clip.mp4") != std::string::npos,
            watching.standardError().c_str());
        QVERIFY(!reportOf(dir.file("w.json"))["error"].is_null());
    }

    void aWrongOptionNeedsNoWindow()
    {
        ChildProcess program(windowed({"watch", "x", "--link", "nonsense"}));
        QCOMPARE(statusOf(program, milliseconds(10000)), 2);
    }

    // However early: once it has looked at the files that it was told it ends in good order.
    void aSignalAtTheVeryBeginningIsNotLost()
    {
        TempDir dir;
        for (const int afterMs : {0, 20, 50, 100}) {
            std::vector<std::string> arguments = live("built-in", dir.file("r.json"));
            arguments.insert(arguments.end(),
                {"--headless", "--set", "server.rtmp_port=0", "--set", "server.http_port=0"});
            std::remove(dir.file("r.json").c_str());
            ChildProcess program(sluiceWith(arguments));
            QVERIFY(waitFor([&] { return mindsSignals(program.pid()); }, milliseconds(5000)));
            QTest::qSleep(afterMs);
            program.signal(SIGTERM);
            QCOMPARE(statusOf(program, milliseconds(8000)), 130);
            QVERIFY(reportOf(dir.file("r.json")).is_object());
        }
    }

    void whatCannotBePrintedIsSaid()
    {
        for (const std::vector<std::string>& arguments :
            {std::vector<std::string>{"--help"}, std::vector<std::string>{"devices", "--json"}}) {
            ChildProcess::Plan plan = sluiceWith({"-c", "exec \"$0\" \"$@\" > /dev/full", SLUICE_PROGRAM});
            plan.program = "sh";
            plan.arguments.insert(plan.arguments.end(), arguments.begin(), arguments.end());
            ChildProcess program(plan);
            QCOMPARE(statusOf(program, milliseconds(15000)), 1);
            QVERIFY2(program.standardError().find("No space left") != std::string::npos,
                program.standardError().c_str());
        }
    }
};

int main(int argc, char** argv)
{
    HangingDisk::prepare();
    QCoreApplication app(argc, argv);
    WindowedRunTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "WindowedRunTest.moc"
