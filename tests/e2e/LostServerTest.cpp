// SPDX-License-Identifier: GPL-3.0-or-later
// The built-in server is given up while the program sends to it and, perhaps, to another one as well.
#include <csignal>
#include <filesystem>
#include <fstream>

#include <QTest>

#include <nlohmann/json.hpp>

#include "tests/e2e/Program.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;
using nlohmann::json;

namespace {

// Of the server that the program started, whose folders are in `runtime`; 0: there is none.
pid_t serverPid(const std::filesystem::path& runtime)
{
    for (const auto& entry : std::filesystem::recursive_directory_iterator(runtime))
        if (entry.path().filename() == "nginx.pid") {
            pid_t pid = 0;
            std::ifstream(entry.path()) >> pid;
            return pid;
        }
    return 0;
}

// Kills it whenever it is back, until the program says that it gave up.
bool killUntilGivenUp(const ChildProcess& program, const std::filesystem::path& runtime)
{
    pid_t last = 0;
    return waitFor(
        [&] {
            const pid_t now = serverPid(runtime);
            if (now > 1 && now != last)
                ::kill(last = now, SIGKILL);
            return program.standardError().find("is not started again") != std::string::npos;
        },
        seconds(30));
}

} // namespace

class LostServerTest : public QObject {
    Q_OBJECT
private slots:
    void theOthersGoOn_data()
    {
        QTest::addColumn<bool>("beside");
        QTest::addRow("alone") << false;
        QTest::addRow("beside another server") << true;
    }
    void theOthersGoOn()
    {
        QFETCH(const bool, beside);
        FakeRtmpServer other;
        TempDir dir;
        std::filesystem::create_directory(dir.path() / "run");
        std::vector<std::string> arguments{"live", "--headless", "--camera", "test", "--microphone", "tone",
            "--for", beside ? "25" : "60", "--report", dir.file("r.json"), "--set", "server.rtmp_port=0",
            "--set", "server.http_port=0", "--set", "video.size=320x180"};
        if (beside)
            arguments.insert(arguments.begin() + 1, {other.url("live/k"), "built-in"});
        ChildProcess::Plan plan = sluiceWith(arguments);
        plan.environment["XDG_RUNTIME_DIR"] = (dir.path() / "run").string();
        ChildProcess program(plan);
        QVERIFY(program.waitOutput("watch rtmp://", seconds(15)));
        QVERIFY2(killUntilGivenUp(program, dir.path() / "run"), program.standardError().c_str());
        if (beside) { // what was sent until then is not all that comes
            const std::size_t before = other.messages().size();
            QVERIFY(other.waitMessages(before + 60, seconds(5)));
            QCOMPARE(other.connections().size(), std::size_t(1));
        }
        QCOMPARE(statusOf(program, beside ? seconds(30) : seconds(8)), 1);
        const json report = json::parse(std::ifstream(dir.file("r.json")));
        QVERIFY(
            report["error"]["message"].get<std::string>().find("is not started again") != std::string::npos);
        if (beside) {
            QCOMPARE(report["destinations"][0]["state"].get<std::string>(), std::string("ended"));
            QVERIFY(report["destinations"][0]["error"].is_null());
        }
    }
};

QTEST_GUILESS_MAIN(LostServerTest)
#include "LostServerTest.moc"
