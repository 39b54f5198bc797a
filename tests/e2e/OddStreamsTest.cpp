// SPDX-License-Identifier: GPL-3.0-or-later
// The program where something that it counts on is not there: sound that was announced, keyframes, a sound system,
// nginx.
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <future>

#include <QTest>
#include <nlohmann/json.hpp>

#include "tests/e2e/Clip.h"
#include "tests/e2e/Program.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/RtmpChunks.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;
using nlohmann::json;

namespace {

// What a server plays when only some of a clip's tags are left.
using Keep = std::function<bool(const FlvTag&)>;
std::vector<std::uint8_t> onlySome(const std::vector<std::uint8_t>& clip, const Keep& keep)
{
    std::vector<FlvTag> tags = readFlv(clip);
    std::erase_if(tags, [&](const FlvTag& tag) { return !keep(tag); });
    return writeFlv(tags);
}

// The first bytes of AVC and AAC tags: frame type and codec; 0 for the configuration, 1 for media.
bool isMedia(const FlvTag& tag)
{
    return tag.body.size() > 1 && tag.body[1] == 1;
}
bool isKeyframe(const FlvTag& tag)
{
    return tag.type == rtmp::kVideo && isMedia(tag) && tag.body[0] >> 4 == 1;
}

std::string nginxPath()
{
    for (const char* path : {"/usr/sbin/nginx", "/usr/local/sbin/nginx", "/sbin/nginx", "/usr/bin/nginx"})
        if (std::filesystem::exists(path))
            return path;
    return {};
}

std::size_t lines(const std::string& text)
{
    return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

// How the program fares with a server that plays such a file, in the background: most of it is waiting.
class Watching {
public:
    struct Outcome {
        int status = -1;
        milliseconds took{};
        std::string error;
    };
    Watching(std::vector<std::uint8_t> flv, std::vector<std::string> arguments, milliseconds deadline)
        : m_server(scriptOf(std::move(flv)))
    {
        arguments.insert(arguments.begin(), {"watch", m_server.url(), "--headless"});
        m_outcome = std::async(std::launch::async, [arguments = std::move(arguments), deadline] {
            const auto began = std::chrono::steady_clock::now();
            ChildProcess program(sluiceWith(arguments));
            Outcome out;
            out.status = statusOf(program, deadline);
            out.took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - began);
            out.error = program.standardError();
            return out;
        });
    }
    Outcome wait() { return m_outcome.get(); } // once

private:
    static RtmpScript scriptOf(std::vector<std::uint8_t> flv)
    {
        RtmpScript script;
        script.playFlv = std::move(flv);
        return script;
    }
    FakeRtmpServer m_server;
    std::future<Outcome> m_outcome; // its end is waited for before the server's
};

} // namespace

class OddStreamsTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        const std::string file = m_dir.file("clip.flv");
        const auto made = makeTestClip(file, {320, 180}, {30, 1}, seconds(26));
        QVERIFY2(made.ok(), made ? "" : made.error().message().c_str());
        const std::string bytes = readFile(file);
        m_clip.assign(bytes.begin(), bytes.end());
        const auto withoutKeyframes = [this](bool sound) {
            return onlySome(m_clip, [sound](const FlvTag& tag) {
                return !isKeyframe(tag) && (sound || tag.type != rtmp::kAudio || !isMedia(tag));
            });
        };
        const auto silent = [](const FlvTag& tag) { return tag.type != rtmp::kAudio || !isMedia(tag); };
        for (const bool sound : {false, true})
            m_noKeyframes[sound] = std::make_unique<Watching>(withoutKeyframes(sound),
                std::vector<std::string>{"--audio-out", "null", "--report", reportOf(sound)}, seconds(25));
        m_noSound = std::make_unique<Watching>(onlySome(m_clip, silent),
            std::vector<std::string>{
                "--for", "8", "--audio-out", "null", "--report", m_dir.file("silent.json")},
            seconds(15));
    }

    // Cameras do this: the header names AAC, and no sound ever comes.
    void soundThatIsAnnouncedAndNeverComesHoldsNothingUp()
    {
        const auto watched = m_noSound->wait();
        QVERIFY2(watched.status == 0, watched.error.c_str());
        const json report = json::parse(readFile(m_dir.file("silent.json")));
        std::printf("  first picture %d ms, playing %d ms, %d frames shown, %d stalls\n",
            report["first_picture_ms"].get<int>(), report["startup_ms"].get<int>(),
            report["frames_shown"].get<int>(), report["stall_count"].get<int>());
        QVERIFY(report["frames_shown"].get<int>() >= 5 * 30);
        QVERIFY(report["startup_ms"].get<int>()
            <= 3000); // a second of patience with the sound, and the start level
        QCOMPARE(report["stall_count"].get<int>(), 0);
        QVERIFY(report["error"].is_null());
    }

    // Whoever has no speaker still sees the picture, and is told why there is no sound.
    void aComputerWithoutSoundPlaysSilently()
    {
        if (std::filesystem::exists("/proc/asound/card0"))
            QSKIP("this computer has a sound card");
        RtmpScript script;
        script.playFlv = m_clip;
        const FakeRtmpServer server(script);
        const std::string home = m_dir.path().string();
        ChildProcess::Plan plan = sluiceWith(
            {"watch", server.url(), "--headless", "--for", "5", "--report", m_dir.file("r.json")});
        plan.environment["HOME"] = home;
        plan.environment["XDG_RUNTIME_DIR"] = home;
        plan.environment["XDG_CONFIG_HOME"] = home;
        plan.environment["PULSE_SERVER"] = "unix:" + home + "/none";
        plan.environment["DBUS_SESSION_BUS_ADDRESS"] = "";
        ChildProcess program(plan);
        const int status = statusOf(program, seconds(12));
        QVERIFY2(status == 0, program.standardError().c_str());
        QCOMPARE(program.standardError(), std::string());
        const json report = json::parse(readFile(m_dir.file("r.json")));
        QVERIFY(report["error"].is_null());
        QVERIFY(report["frames_shown"].get<int>() >= 3 * 30);
        QCOMPARE(report["stall_count"].get<int>(), 0);
        const std::string events = report["events"].dump();
        QVERIFY2(events.find("no sound system") != std::string::npos, events.c_str());
    }

    void withoutNginxTheSentenceNamesThePackage_data()
    {
        QTest::addColumn<QString>("command");
        QTest::newRow("live") << "live";
        QTest::newRow("serve") << "serve";
        QTest::newRow("demo") << "demo";
    }

    // Hidden in a mount namespace of the program's own.
    void withoutNginxTheSentenceNamesThePackage()
    {
        QFETCH(QString, command);
        std::vector<std::string> arguments{command.toStdString(), "--headless"};
        if (command == "live")
            arguments.insert(arguments.end(), {"--camera", "test", "--microphone", "tone"});
        ChildProcess::Plan plan = sluiceWith(arguments);
        if (const std::string nginx = nginxPath(); !nginx.empty()) {
            ChildProcess check({"unshare", {"--mount", "true"}, {}, {}, {}});
            if (check.waitExit(seconds(5)) != ChildProcess::Exit{0, 0})
                QSKIP("this machine allows no mount namespace of our own, so that nginx cannot be hidden");
            plan.arguments.insert(plan.arguments.begin(),
                {"--mount", "--propagation", "private", "sh", "-c",
                    R"(mount --bind /dev/null "$1" && shift && exec "$@")", "sh",
                    std::filesystem::canonical(nginx).string(), plan.program});
            plan.program = "unshare";
        }
        ChildProcess program(plan);
        const int status = statusOf(program, seconds(12));
        std::printf("  %s", program.standardError().c_str());
        QVERIFY2(status == 1, program.standardError().c_str());
        QCOMPARE(lines(program.standardError()), std::size_t(1));
        QVERIFY(program.standardError().find("libnginx-mod-rtmp") != std::string::npos);
        QCOMPARE(program.standardOutput().find("rtmp://"), std::string::npos);
    }

    void aStreamWithoutKeyframesFailsWithASentence_data()
    {
        QTest::addColumn<bool>("sound");
        QTest::newRow("pictures alone") << false;
        QTest::newRow("with sound") << true;
    }

    void aStreamWithoutKeyframesFailsWithASentence()
    {
        QFETCH(bool, sound);
        const auto watched = m_noKeyframes[sound]->wait();
        std::printf(
            "  ended after %lld ms: %s", static_cast<long long>(watched.took.count()), watched.error.c_str());
        QCOMPARE(watched.status, 1);
        QVERIFY(watched.took <= seconds(21)); // 20 s from connecting
        QCOMPARE(lines(watched.error), std::size_t(1));
        QVERIFY(watched.error.find("keyframe") != std::string::npos);
        const json report = json::parse(readFile(reportOf(sound)));
        QVERIFY2(report["error"]["category"] == "format", report["error"].dump().c_str());
        QCOMPARE(report["frames_shown"].get<int>(), 0);
    }

private:
    std::string reportOf(bool sound) const { return m_dir.file(sound ? "sound.json" : "pictures.json"); }

    TempDir m_dir;
    std::vector<std::uint8_t> m_clip;
    std::array<std::unique_ptr<Watching>, 2> m_noKeyframes; // without and with sound
    std::unique_ptr<Watching> m_noSound;
};

QTEST_GUILESS_MAIN(OddStreamsTest)
#include "OddStreamsTest.moc"
