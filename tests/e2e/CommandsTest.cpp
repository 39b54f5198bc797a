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

// A file of silence: RIFF, one channel of 16 bits at 8 kHz; or what says of itself that it is something else.
std::string waveFile(std::chrono::seconds length, std::uint32_t format = 1, std::uint32_t blockBytes = 2,
    std::uint32_t bits = 16)
{
    const auto number = [](std::uint32_t value, int bytes) {
        std::string text;
        for (; bytes > 0; --bytes, value >>= 8)
            text += static_cast<char>(value & 0xff);
        return text;
    };
    constexpr std::uint32_t kRate = 8000;
    const auto size = static_cast<std::uint32_t>(length.count()) * kRate * 2;
    return "RIFF" + number(36 + size, 4) + "WAVEfmt " + number(16, 4) + number(format, 2) + number(1, 2)
        + number(kRate, 4) + number(kRate * 2, 4) + number(blockBytes, 2) + number(bits, 2) + "data"
        + number(size, 4) + std::string(size, '\0');
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
        row("a timeline without room",
            {"live", "rtmp://127.0.0.1:1/live/x", "--headless", "--camera", "test", "--microphone", "tone",
                "--timeline", "/dev/full"},
            1, "/dev/full");
        row("another one, of a viewer",
            {"watch", "/nowhere/clip.mp4", "--headless", "--timeline", "/dev/full"}, 1, "/dev/full");
        row("pictures noted without room",
            {"watch", "/nowhere/clip.mp4", "--headless", "--set", "watch.audio_out=null", "--video-out",
                "log:/dev/full"},
            1, "/dev/full");
        row("no logo",
            {"live", "--headless", "--camera", "test", "--microphone", "none", "--set",
                "broadcast.logo=/nowhere/logo.png"},
            2, "/nowhere/logo.png");
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
            const TempDir dir;
            std::vector<std::string> arguments = argumentsFor(server, live);
            arguments.insert(arguments.end(), {"--report", dir.file("r.json")});
            ChildProcess stopped(sluiceWith(arguments));
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
            const json report = json::parse(readFile(dir.file("r.json"))); // blames nobody
            QVERIFY2(report["error"].is_null(), report.dump().c_str());
            if (live) {
                QCOMPARE(report["destinations"][0]["state"].get<std::string>(), std::string("connecting"));
                QVERIFY2(report["destinations"][0]["error"].is_null(), report.dump().c_str());
            }
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
            "video.size=640x360", "--report", dir.file("r.json"), "--timeline", dir.file("t.csv")}));
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
        const std::string timeline = readFile(dir.file("t.csv"));
        for (const std::string& text : {program.standardOutput(), readFile(dir.file("r.json")), timeline})
            QVERIFY(text.find("secret") == std::string::npos);
        tellsOfThreeSecondsLive(timeline);
        QVERIFY(program.standardOutput().find(std::to_string(two.port())) != std::string::npos);
    }

    // ADPCM of seven bits: no decoder has it. Nothing was heard, so nothing went well.
    void soundAloneThatCannotBeDecodedIsSaid()
    {
        const TempDir dir;
        writeFile(dir.file("odd.wav"), waveFile(std::chrono::seconds(30), 0x11, 256, 7));
        ChildProcess program(
            sluiceWith({"watch", dir.file("odd.wav"), "--headless", "--set", "watch.audio_out=null"}));
        QVERIFY(statusOf(program, milliseconds(10000)) == 1);
        std::printf("  %s", program.standardError().c_str());
        QCOMPARE(lines(program.standardError()), std::size_t(1));
    }

    // It is played to its end, and who asked for the rows learns that they are not all there.
    void aTimelineThatGrowsNoMoreIsTold()
    {
        const TempDir dir;
        writeFile(dir.file("tone.wav"), waveFile(std::chrono::seconds(8)));
        const std::string rows = dir.file("t.csv");
        ChildProcess::Plan plan = sluiceWith({"watch", dir.file("tone.wav"), "--headless", "--timeline", rows,
            "--set", "watch.audio_out=null"});
        constexpr const char* kFourKilobytes = "trap '' XFSZ; ulimit -f 8; exec \"$0\" \"$@\"";
        plan.arguments.insert(plan.arguments.begin(), {"-c", kFourKilobytes, plan.program});
        plan.program = "sh";
        const auto began = std::chrono::steady_clock::now();
        ChildProcess program(plan);
        QVERIFY2(statusOf(program, milliseconds(20000)) == 1, program.standardError().c_str());
        QVERIFY(std::chrono::steady_clock::now() - began >= std::chrono::seconds(8));
        QVERIFY2(program.standardError().find(rows) != std::string::npos, program.standardError().c_str());
        QCOMPARE(lines(program.standardError()), std::size_t(1));
        QVERIFY(lines(readFile(rows)) > 20);
    }

    // What the command line sets lies beneath what a run sets; after its time the rest is not begun.
    void aListOfStreamsHasAnEndAndABase()
    {
        const FakeRtmpServer silent({.silentAt = RtmpScript::Step::Accept});
        const TempDir dir;
        writeFile(dir.file("runs.json"),
            R"({"schema": "sluice.run/1", "defaults": {"for": 30, "url": ")" + silent.url("live/x") + R"("},
                "runs": [{"name": "one", "set": {"buffer.start_ms": 700}}, {"name": "two"}]})");
        ChildProcess program(sluiceWith({"run", dir.file("runs.json"), "--for", "1", "--set",
            "buffer.start_ms=600", "--set", "watch.volume=7", "--report", dir.file("r.json")}));
        QVERIFY2(statusOf(program, milliseconds(8000)) == 0, program.standardError().c_str());
        const json report = json::parse(readFile(dir.file("r.json")));
        QCOMPARE(report["runs"].size(), std::size_t(1));
        const json& one = report["runs"][0];
        QVERIFY(one["cut_short"].get<bool>() && one["passed"].get<bool>());
        const json& settings = one["watch"]["settings"];
        QVERIFY2(
            settings["buffer.start_ms"] == 700 && settings["watch.volume"] == 7, settings.dump().c_str());
        QCOMPARE(report["not_run"].dump(), std::string(R"(["two"])"));
        QVERIFY(program.standardOutput().find("two: not run") != std::string::npos);
    }

    void aSessionIsReplayedAsFarAsAskedFor()
    {
        const TempDir dir;
        std::string arrivals = "sluice.arrivals/1\ninfo delivery pushed\n";
        for (int i = 0; i < 100; ++i) // four seconds of sound
            arrivals += "packet " + std::to_string(i * 40'000) + " audio " + std::to_string(i * 40'000)
                + " 40000 500 1\n";
        writeFile(dir.file("a"), arrivals);
        const auto replay = [&](const std::string& length, int status) {
            ChildProcess program(
                sluiceWith({"simulate", dir.file("a"), "--for", length, "--report", dir.file("r.json")}));
            return statusOf(program, milliseconds(8000)) == status;
        };
        QVERIFY(replay("1", 0));
        const json report = json::parse(readFile(dir.file("r.json")));
        QCOMPARE(report["arrivals"]["packets"].get<int>(), 26);
        QCOMPARE(report["arrivals"]["length_ms"].get<int>(), 1000);
        QVERIFY(replay("60", 0));
        QCOMPARE(json::parse(readFile(dir.file("r.json")))["arrivals"]["packets"].get<int>(), 100);
    }

    void aProbeSaysWhatItFoundOrWhyNot()
    {
        const TempDir dir;
        std::string wav("RIFF\x24\x7d\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x40\x1f\0\0\x80\x3e\0\0\2\0\x10\0data"
                        "\0\x7d\0\0",
            44);
        wav.append(32'000, '\0'); // two seconds of silence
        writeFile(dir.file("a.wav"), wav);
        ChildProcess found(sluiceWith({"probe", dir.file("a.wav"), "--report", dir.file("r.json")}));
        QVERIFY2(statusOf(found, milliseconds(8000)) == 0, found.standardError().c_str());
        const json file = json::parse(readFile(dir.file("r.json")));
        QCOMPARE(file["schema"].get<std::string>(), std::string("sluice.probe/1"));
        QVERIFY2(file["duration_ms"] == 2000 && file["audio"]["sample_rate"] == 8000
                && file["video"].is_null() && file["error"].is_null(),
            file.dump().c_str());

        const FakeRtmpServer silent({.silentAt = RtmpScript::Step::Accept});
        ChildProcess waits(sluiceWith({"probe", silent.url("live/x?token=very-secret"), "--for", "0.5",
            "--report", dir.file("r.json")}));
        const auto began = std::chrono::steady_clock::now();
        QCOMPARE(statusOf(waits, milliseconds(8000)), 1);
        QVERIFY(
            std::chrono::steady_clock::now() - began < milliseconds(5000)); // not the nine seconds without
        QCOMPARE(lines(waits.standardError()), std::size_t(1));
        const std::string text = readFile(dir.file("r.json"));
        QVERIFY2(!json::parse(text)["error"].is_null() && text.find("very-secret") == std::string::npos,
            text.c_str());
    }

    void aServerReportsWithoutItsKey()
    {
        const TempDir dir;
        ChildProcess program(sluiceWith({"serve", "--headless", "--for", "0.2", "--set", "server.rtmp_port=0",
            "--set", "server.http_port=0", "--report", dir.file("r.json")}));
        QVERIFY2(statusOf(program, milliseconds(15000)) == 0, program.standardError().c_str());
        const json report = json::parse(readFile(dir.file("r.json")));
        QCOMPARE(report["schema"].get<std::string>(), std::string("sluice.serve/1"));
        QCOMPARE(report["events"][0]["kind"].get<std::string>(), std::string("server_started"));
        const auto publish = report["addresses"]["publish"].get<std::string>();
        QVERIFY2(publish.starts_with("rtmp://127.0.0.1:") && publish.ends_with("/live/***"), publish.c_str());
        QVERIFY(program.standardOutput().find(report["addresses"]["page"].get<std::string>())
            != std::string::npos);
    }

    void theListOfDevicesIsAReportToo()
    {
        const TempDir dir;
        ChildProcess program(sluiceWith({"devices", "--json", "--report", dir.file("r.json")}));
        QVERIFY2(statusOf(program, milliseconds(30000)) == 0, program.standardError().c_str());
        QCOMPARE(readFile(dir.file("r.json")), program.standardOutput());
        QVERIFY(json::parse(program.standardOutput()).is_object());
        ChildProcess hasty(sluiceWith({"devices", "--for", "0.0001"}));
        QCOMPARE(statusOf(hasty, milliseconds(10000)), 1);
        QCOMPARE(lines(hasty.standardError()), std::size_t(1));
    }

    // Each stands where it was named; the one that was never reached and the one that refused say why, and the run
    // has failed, though the others had all of it.
    void oneOfSeveralThatGetsNothingIsSaid()
    {
        FakeRtmpServer good;
        FakeRtmpServer refuses({.publishCode = "NetStream.Publish.Denied", .description = "no such key"});
        const SilentServer silent;
        TempDir dir;
        ChildProcess program(sluiceWith({"live", good.url("live/a"), "built-in", refuses.url("live/b"),
            "rtmp://127.0.0.1:" + std::to_string(silent.port()) + "/live/c", "--headless", "--camera", "test",
            "--microphone", "tone", "--for", "2", "--set", "video.size=640x360", "--set",
            "server.rtmp_port=0", "--set", "server.http_port=0", "--report", dir.file("r.json")}));
        QCOMPARE(statusOf(program, milliseconds(15000)), 1);
        const json report = json::parse(readFile(dir.file("r.json")));
        const json& all = report["destinations"];
        QCOMPARE(all.size(), std::size_t(4));
        constexpr std::array kStates{"ended", "ended", "failed", "connecting"};
        for (std::size_t i = 0; i < all.size(); ++i) {
            QCOMPARE(all[i]["state"].get<std::string>(), std::string(kStates[i]));
            QCOMPARE(all[i]["error"].is_null(), i < 2);
            QCOMPARE(all[i]["bytes"].get<int>() > 10'000, i < 2);
        }
        QVERIFY(!report["error"].is_null());
        QVERIFY(all[0]["url"].get<std::string>().find(std::to_string(good.port())) != std::string::npos);
        const std::string said = program.standardError();
        QCOMPARE(lines(said), std::size_t(2));
        QVERIFY2(
            said.find("key") != std::string::npos && said.find("in time") != std::string::npos, said.c_str());
        const std::string out = program.standardOutput();
        QVERIFY2(out.find("publish " + good.url("live/***")) < out.find("hls "), out.c_str());
    }

    // Who asked for so many seconds has to learn that there were none, or that the last ones did not arrive.
    void aTimeThatIsOverBeforeItWorkedIsAFailure()
    {
        const FakeRtmpServer silent({.silentAt = RtmpScript::Step::Accept});
        auto gone = std::make_unique<FakeRtmpServer>();
        TempDir dir;
        ChildProcess watching(sluiceWith(
            {"watch", silent.url(), "--headless", "--wait", "--for", "2", "--report", dir.file("w.json")}));
        ChildProcess live(sluiceWith({"live", gone->url("live/x"), "--headless", "--camera", "test",
            "--microphone", "tone", "--for", "5", "--report", dir.file("l.json")}));
        QVERIFY(live.waitOutput("publish rtmp://", milliseconds(10000)));
        QTest::qWait(3500); // sooner it would be a refused key
        gone.reset();
        for (ChildProcess* program : {&watching, &live}) {
            QCOMPARE(statusOf(*program, milliseconds(12000)), 1);
            QCOMPARE(lines(program->standardError()), std::size_t(1));
        }
        QVERIFY(watching.standardError().find("2 s") != std::string::npos);
        QCOMPARE(json::parse(readFile(dir.file("w.json")))["error"]["message"].get<std::string>() + "\n",
            watching.standardError());
        const json report = json::parse(readFile(dir.file("l.json")));
        QVERIFY2(report["destinations"][0]["state"] == "reconnecting", report.dump().c_str());
        QCOMPARE(report["error"]["message"].get<std::string>() + "\n", live.standardError());
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

    // However long its absence takes to be noticed.
    void aMicrophoneThatIsNotThereIsAWrongChoice()
    {
        FakeRtmpServer server;
        for (int i = 0; i < 3; ++i) {
            ChildProcess program(sluiceWith({"live", server.url("live/x"), "--headless", "--camera", "test",
                "--microphone", "no-such-microphone", "--for", "1"}));
            const auto exit = program.waitExit(milliseconds(12000));
            QVERIFY(exit.has_value());
            QCOMPARE(exit->code, 1);
            QVERIFY2(program.standardError().find("no-such-microphone") != std::string::npos,
                program.standardError().c_str());
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
    static void tellsOfThreeSecondsLive(const std::string& timeline);
};

// Ten rows a second from going live to the end, each with all its cells.
void CommandsTest::tellsOfThreeSecondsLive(const std::string& timeline)
{
    const QStringList rows = QString::fromStdString(timeline).split('\n', Qt::SkipEmptyParts);
    QVERIFY(rows.size() > 30);
    QVERIFY(rows[0].startsWith("t_ms,state,target_kbps,adapted_kbps,sent_kbps,carried_kbps,send_queue_ms,"));
    int live = 0;
    double sent = 0;
    QStringList happened;
    for (qsizetype i = 1; i < rows.size(); ++i) {
        const QStringList cells = rows[i].split(',');
        QCOMPARE(cells.size(), rows[0].count(',') + 1);
        if (i + 1 < rows.size())
            QCOMPARE(cells[0].toInt(), 100 * (i - 1));
        live += cells[1] == "live" ? 1 : 0;
        happened += cells.back().split(' ');
        sent = std::max(sent, cells[4].toDouble());
    }
    QVERIFY2(live >= 20, timeline.c_str());
    QVERIFY(sent > 100);
    QVERIFY2(rows.back().split(',')[1] == "ended", qPrintable(rows.back()));
    for (const char* event : {"connecting", "live", "stopped"})
        QVERIFY2(happened.contains(QLatin1String(event)), timeline.c_str());
}

bool CommandsTest::answersOn(std::uint16_t port)
{
    LoopbackClient client(port);
    return client.waitConnected(milliseconds(200));
}

QTEST_GUILESS_MAIN(CommandsTest)
#include "CommandsTest.moc"
