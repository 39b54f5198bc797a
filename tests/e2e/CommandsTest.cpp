// SPDX-License-Identifier: GPL-3.0-or-later
// The program as scripts use it: exit statuses, sentences, reports.
#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <fstream>

#include <QTest>
#include <nlohmann/json.hpp>

#include "tests/e2e/Program.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/RefusingServers.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice::test;
using nlohmann::json;
using std::chrono::milliseconds;

namespace {

std::size_t lines(const std::string& text)
{
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

} // namespace

class CommandsTest : public QObject {
    Q_OBJECT
private slots:
    void aWrongStartIsOneSentence_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("says");
        const auto row = [](const char* name, const QStringList& arguments, int status, const char* says) {
            QTest::newRow(name) << arguments << status << says;
        };
        row("no display", {}, 1, "display");
        row("unknown option", {"watch", "x", "--bogus"}, 2, "--bogus");
        row("no such file", {"watch", "/nowhere/clip.mp4", "--headless"}, 1, "/nowhere/clip.mp4");
        row("no media", {"watch", SLUICE_PROGRAM, "--headless", "--for", "5"}, 1, "sound or video");
        row("dead address, live",
            {"live", "rtmp://127.0.0.1:1/live/x", "--headless", "--camera", "test", "--microphone", "tone"},
            1, "127.0.0.1:1");
        row("not an address to publish to", {"live", "http://127.0.0.1/x", "--headless"}, 2, "rtmp");
        row("no camera", {"live", "--headless", "--camera", "/dev/video9", "--microphone", "none"}, 1,
            "camera");
        row("illegal buffer",
            {"watch", "x", "--headless", "--set", "buffer.start_ms=5000", "--set", "buffer.target_ms=1000"},
            2, "");
        row("unknown setting", {"watch", "x", "--headless", "--set", "buffer.nonsense=1"}, 2,
            "buffer.nonsense");
    }

    void aWrongStartIsOneSentence()
    {
        QFETCH(QStringList, arguments);
        QFETCH(int, status);
        QFETCH(QString, says);
        std::vector<std::string> list;
        for (const QString& a : arguments)
            list.push_back(a.toStdString());
        ChildProcess program(sluiceWith(list));
        const auto exit = program.waitExit(milliseconds(12000));
        QVERIFY(exit.has_value());
        const std::string error = program.standardError();
        QVERIFY2(exit->code == status, error.c_str());
        QVERIFY2(QString::fromStdString(error).contains(says), error.c_str());
        QCOMPARE(lines(error), std::size_t(1));
    }

    // Watching and going live at one time: it is all waiting.
    void aServerThatNeverAnswers()
    {
        const auto argumentsFor = [](const FakeRtmpServer& server, bool live) {
            std::vector<std::string> arguments{live ? "live" : "watch", server.url(), "--headless"};
            if (live)
                arguments.insert(arguments.end(), {"--camera", "test", "--microphone", "tone"});
            return arguments;
        };
        const FakeRtmpServer silent({.silentAt = RtmpScript::Step::Accept});
        std::array alone{ChildProcess(sluiceWith(argumentsFor(silent, false))),
            ChildProcess(sluiceWith(argumentsFor(silent, true)))};
        const auto until = std::chrono::steady_clock::now() + milliseconds(10500);
        for (ChildProcess& program : alone) {
            const auto exit = program.waitExit(
                std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now()));
            QVERIFY(exit.has_value());
            QCOMPARE(exit->code, 1);
            QCOMPARE(lines(program.standardError()), std::size_t(1));
        }
        for (const bool live : {false, true}) {
            const FakeRtmpServer server({.silentAt = RtmpScript::Step::Accept});
            ChildProcess stopped(sluiceWith(argumentsFor(server, live)));
            QVERIFY(server.waitConnections(1, milliseconds(5000)));
            const auto began = std::chrono::steady_clock::now();
            stopped.signal(SIGTERM);
            const auto exit = stopped.waitExit(milliseconds(3000));
            const auto took
                = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - began);
            std::printf("  stopped after %lld ms\n", static_cast<long long>(took.count()));
            QVERIFY(exit.has_value());
            QCOMPARE(exit->code, 130);
            QVERIFY(took <= milliseconds(500)); // 300 ms to stop, and the end of the process
        }
    }

    void severalAddressesAtOnce()
    {
        FakeRtmpServer one;
        FakeRtmpServer two;
        TempDir dir;
        {
            std::ofstream keys(dir.file("keys"));
            keys << "first-secret\n\n";
        }
        ChildProcess program(sluiceWith({"live", one.url("live"), two.url("live/second-secret"), "--headless",
            "--camera", "test", "--microphone", "tone", "--key-file", dir.file("keys"), "--for", "3", "--set",
            "video.size=640x360", "--report", dir.file("r.json")}));
        const auto exit = program.waitExit(milliseconds(15000));
        QVERIFY(exit.has_value());
        QVERIFY2(exit->code == 0, program.standardError().c_str());
        QCOMPARE(one.connections().at(0).streamName, std::string("first-secret"));
        QCOMPARE(two.connections().at(0).streamName, std::string("second-secret"));
        for (const FakeRtmpServer* server : {&one, &two}) {
            QVERIFY(server->messages().size() > 100);
            QVERIFY(server->connections().at(0).unpublished);
        }
        const json report = json::parse(readFile(dir.file("r.json")));
        QCOMPARE(report["destinations"].size(), std::size_t(2));
        for (const json& destination : report["destinations"]) {
            QCOMPARE(destination["state"].get<std::string>(), std::string("ended"));
            QVERIFY(destination["bytes"].get<int>() > 10'000);
        }
        for (const std::string& text : {program.standardOutput(), readFile(dir.file("r.json"))})
            QVERIFY(text.find("secret") == std::string::npos);
        QVERIFY(program.standardOutput().find(std::to_string(two.port())) != std::string::npos);
    }

    // The setting does what it says: 1 of 2 runs lowers the bitrate, both leave out pictures rather than wait.
    void theBitrateFollowsTheUplinkUnlessSwitchedOff()
    {
        constexpr int kReceiveBuffer = 16 << 10;
        constexpr double kNarrow = 25'000; // bytes per second: 72 kb/s beside the sound
        const TempDir dir;
        struct Run {
            std::string adaptive;
            std::unique_ptr<FakeRtmpServer> server;
            std::unique_ptr<ChildProcess> program;
        };
        std::array<Run, 2> runs{Run{"true", {}, {}}, Run{"false", {}, {}}};
        for (Run& run : runs) { // at one time: it is waiting
            run.server = std::make_unique<FakeRtmpServer>(RtmpScript{}, kReceiveBuffer);
            run.server->setReadRate(kNarrow);
            run.program = std::make_unique<ChildProcess>(sluiceWith({"live", run.server->url(), "--headless",
                "--camera", "test", "--microphone", "tone", "--for", "7", "--set",
                "video.adaptive=" + run.adaptive, "--report", dir.file(run.adaptive + ".json")}));
        }
        for (const Run& run : runs) {
            QVERIFY(run.program->waitExit(milliseconds(20000)).has_value());
            const json report = json::parse(readFile(dir.file(run.adaptive + ".json")));
            const auto told = std::ranges::count_if(
                report["events"], [](const json& event) { return event["kind"] == "bitrate_lowered"; });
            QVERIFY2((told > 0) == (run.adaptive == "true"), report["events"].dump().c_str());
            QVERIFY(report["destinations"][0]["dropped_network"].get<int>() > 0);
            QVERIFY(run.server->messages().size() > 50);
        }
    }

    void aRefusedKeyIsSaid()
    {
        FakeRtmpServer server(
            {.publishCode = "NetStream.Publish.Denied", .description = "Access denied: bad stream key"});
        TempDir dir;
        ChildProcess::Plan plan = sluiceWith({"live", server.url("live"), "--headless", "--camera", "test",
            "--microphone", "tone", "--log-level", "debug", "--report", dir.file("r.json")});
        plan.environment["SLUICE_STREAM_KEY"] = "very-secret-key";
        ChildProcess program(plan);
        const auto exit = program.waitExit(milliseconds(12000));
        QVERIFY(exit.has_value());
        QCOMPARE(exit->code, 1);
        QVERIFY2(program.standardError().find("key") != std::string::npos, program.standardError().c_str());
        const json report = json::parse(readFile(dir.file("r.json")));
        QVERIFY2(report["error"]["category"] == "auth", report["error"].dump().c_str());
        for (const std::string& text :
            {program.standardError(), program.standardOutput(), readFile(dir.file("r.json"))})
            QVERIFY(text.find("very-secret-key") == std::string::npos);
    }

    void theDemonstrationShowsWhatItForced()
    {
        TempDir dir;
        ChildProcess program(sluiceWith({"demo", "--headless", "--report", dir.file("demo.json"), "--set",
            "server.rtmp_port=0", "--set", "server.http_port=0"}));
        const auto exit = program.waitExit(milliseconds(45000));
        QVERIFY(exit.has_value());
        QVERIFY2(exit->code == 0, program.standardError().c_str());
        const json report = json::parse(readFile(dir.file("demo.json")));
        QCOMPARE(report["schema"].get<std::string>(), std::string("sluice.demo/1"));
        const json& forced = report["forced_stalls"];
        const json& stalls = report["watch"]["stalls"];
        QCOMPARE(report["watch"]["stall_count"].get<std::size_t>(), forced.size());
        QCOMPARE(stalls.size(), forced.size());
        QVERIFY(!forced.empty());
        for (std::size_t i = 0; i < forced.size(); ++i) {
            QVERIFY(std::abs(forced[i]["at_ms"].get<int>() - stalls[i]["at_ms"].get<int>()) <= 100);
            QVERIFY(
                std::abs(forced[i]["duration_ms"].get<int>() - stalls[i]["duration_ms"].get<int>()) <= 100);
        }
        QVERIFY(report["live"]["error"].is_null());
    }

    // Whoever is killed cannot tidy up; the server must not outlive it all the same.
    void killedSluiceLeavesNothingBehind()
    {
        ChildProcess program(sluiceWith({"live", "--headless", "--camera", "test", "--microphone", "tone",
            "--set", "server.rtmp_port=0", "--set", "server.http_port=0"}));
        QVERIFY(program.waitOutput("watch rtmp://", milliseconds(10000)));
        const std::string out = program.standardOutput();
        const auto at = out.find("watch rtmp://127.0.0.1:") + 23;
        const auto port = static_cast<std::uint16_t>(std::stoi(out.substr(at)));
        program.signal(SIGKILL);
        QVERIFY(program.waitExit(milliseconds(2000)).has_value());
        QVERIFY(waitFor([&] { return !answersOn(port); }, milliseconds(3000)));
    }

private:
    static bool answersOn(std::uint16_t port);
};

bool CommandsTest::answersOn(std::uint16_t port)
{
    LoopbackClient client(port);
    return client.waitConnected(milliseconds(200));
}

QTEST_GUILESS_MAIN(CommandsTest)
#include "CommandsTest.moc"
