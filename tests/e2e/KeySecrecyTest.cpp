// SPDX-License-Identifier: GPL-3.0-or-later
// A stream key goes to the server and nowhere else: after each run every file, every output and the argument list are
// searched for it.
#include <csignal>
#include <fstream>

#include <QTest>

#include "tests/e2e/KeySearch.h"
#include "tests/e2e/Program.h"
#include "tests/support/FakeRtmpServer.h"
#include "tests/support/Loopback.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice::test;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

// A home of its own, so that all that is written can be found.
struct Home {
    TempDir folder;
    std::vector<std::string> outputs; // names for the message, and what was printed

    ChildProcess::Plan plan(std::vector<std::string> arguments) const
    {
        ChildProcess::Plan made = sluiceWith(std::move(arguments));
        for (const char* name :
            {"HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "TMPDIR"})
            made.environment[name] = folder.path().string();
        made.environment["XDG_RUNTIME_DIR"] = folder.path().string();
        made.environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=" + folder.file("no-bus");
        return made;
    }
    std::string file(const char* name) const { return folder.file(name); }
};

std::string leak(const Home& home, const std::string& keyFile)
{
    return leakIn(home.folder.path(), home.outputs, keyFile);
}

std::string commandLineOf(pid_t pid)
{
    std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline");
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

class KeySecrecyTest : public QObject {
    Q_OBJECT
private slots:
    void goesToTheServerAndNowhereElse_data()
    {
        QTest::addColumn<QString>("way"); // how the key gets in
        QTest::addColumn<QString>("fate"); // what the server does
        for (const char* way : {"file", "environment", "input", "address"})
            QTest::addRow("%s, taken", way) << way << "taken";
        for (const char* fate : {"denied", "unknown words", "reset", "closed soon", "refused", "lost"})
            QTest::addRow("address, %s", fate) << "address" << fate;
        QTest::newRow("window, taken") << "window" << "taken";
        QTest::newRow("window, denied") << "window" << "denied";
    }

    void goesToTheServerAndNowhereElse()
    {
        QFETCH(QString, way);
        QFETCH(QString, fate);
        RtmpScript script;
        if (fate == "denied" || fate == "unknown words") {
            script.publishCode = "NetStream.Publish.Denied";
            script.description
                = (fate == "denied" ? "publish denied for " : "no tea for ") + kWhole + " (" + kKey + ")";
        } else if (fate == "reset") {
            script.resetAt = RtmpScript::Step::Publish;
        } else if (fate == "closed soon") {
            script.endAfterStart = milliseconds(300);
        }
        FakeRtmpServer server(script);
        Home home;
        const std::string keyFile = home.file("the-key");
        const auto port = fate == "refused" ? freePort() : server.port();
        const std::string app = "rtmp://127.0.0.1:" + std::to_string(port) + "/app";
        std::vector<std::string> arguments{"live", way == "address" ? app + "/" + kWhole : app, "--camera",
            "test", "--microphone", "tone", "--report", home.file("report.json"), "--log-level", "debug",
            "--set", "video.size=320x180"};
        if (way != "window")
            arguments.insert(
                arguments.end(), {"--headless", "--for", "1", "--record", home.file("show.mkv")});
        if (way == "file" || way == "window") {
            writeFile(keyFile, kWhole + "\n");
            arguments.insert(arguments.end(), {"--key-file", keyFile});
        } else if (way == "input") {
            arguments.insert(arguments.end(), {"--key-file", "-"});
        }
        ChildProcess::Plan plan = home.plan(arguments);
        if (way == "environment")
            plan.environment["SLUICE_STREAM_KEY"] = kWhole;
        if (way == "input")
            plan.standardInput = kWhole;
        if (way == "window")
            plan.environment["QT_QPA_PLATFORM"] = "offscreen";
        ChildProcess program(plan);
        if (fate != "refused") {
            QVERIFY(waitFor(
                [&] { return !server.connections().empty() && !server.connections()[0].streamName.empty(); },
                seconds(15)));
            QCOMPARE(server.connections()[0].streamName, kWhole); // it is what is sent
        }
        if (way != "address")
            home.outputs.push_back(commandLineOf(program.pid()));
        if (fate == "lost") {
            QVERIFY(server.waitMessages(10, seconds(10)));
            server.resetAll();
        }
        if (way == "window") { // it stays until it is closed
            const auto said = [&] {
                const RtmpConnection first = server.connections()[0];
                return fate == "denied" ? first.ended.has_value() : first.messages.size() > 20;
            };
            QVERIFY(waitFor(said, seconds(10)));
            writeFile(home.file("searched"), "something");
            program.signal(SIGTERM);
        }
        if (!program.waitExit(seconds(20))) {
            program.signal(SIGTERM);
            QVERIFY(program.waitExit(seconds(5)));
        }
        home.outputs.push_back(program.standardOutput());
        home.outputs.push_back(program.standardError());
        const std::string found = leak(home, keyFile);
        QVERIFY2(found.empty(), found.c_str());
    }

    // A key that comes apart leaves the address to the server's application, whole; only its first part is shown,
    // for the rest could be a key.
    void theApplicationIsTheWholeAddress_data()
    {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("key"); // empty: inside the path
        QTest::addColumn<QString>("app");
        QTest::addColumn<QString>("stream");
        QTest::newRow("two parts") << "app/instance" << "k3y" << "app/instance" << "k3y";
        QTest::newRow("a key with parts") << "app" << "user/k3y" << "app" << "user/k3y";
        QTest::newRow("three parts in one") << "app/instance/k3y" << "" << "app/instance" << "k3y";
        QTest::newRow("the end of the application is marked") << "a/b/c//k3y" << "" << "a/b/c" << "k3y";
        QTest::newRow("two parts in one") << "app/k3y" << "" << "app" << "k3y";
    }

    void theApplicationIsTheWholeAddress()
    {
        QFETCH(QString, path);
        QFETCH(QString, key);
        FakeRtmpServer server;
        Home home;
        std::vector<std::string> arguments{"live", server.url(path.toStdString()), "--camera", "test",
            "--microphone", "tone", "--set", "video.size=320x180", "--headless", "--for", "0.2"};
        if (!key.isEmpty())
            arguments.insert(arguments.end(), {"--key-file", "-"});
        ChildProcess::Plan plan = home.plan(arguments);
        plan.standardInput = key.toStdString();
        ChildProcess program(plan);
        QVERIFY(program.waitExit(seconds(20)));
        QVERIFY(!server.connections().empty());
        const RtmpConnection first = server.connections()[0];
        QTEST(QString::fromStdString(first.app), "app");
        QTEST(QString::fromStdString(first.streamName), "stream");
        QCOMPARE(first.tcUrl, server.url(first.app));
        const std::string said = program.standardOutput() + program.standardError();
        QVERIFY2(said.find("k3y") == std::string::npos, said.c_str());
        const std::string shown = "/" + first.app.substr(0, first.app.find('/')) + "/***\n";
        QVERIFY2(said.find(shown) != std::string::npos, said.c_str());
    }

    // A viewer's token in an address is as secret.
    void aViewersTokenIsInNoExport()
    {
        RtmpScript script;
        script.playCode = "NetStream.Play.Failed";
        script.description = "not for " + kToken;
        FakeRtmpServer server(script);
        Home home;
        ChildProcess program(
            home.plan({"watch", server.url("live/show?token=" + kToken), "--headless", "--for", "3",
                "--report", home.file("report.json"), "--html", home.file("page.html"), "--timeline",
                home.file("timeline.csv"), "--arrivals", home.file("arrivals"), "--log-level", "debug"}));
        QVERIFY(program.waitExit(seconds(20)));
        QVERIFY(!server.connections().empty());
        home.outputs = {program.standardOutput(), program.standardError()};
        const std::string found = leak(home, {});
        QVERIFY2(found.empty(), found.c_str());
    }

    // The search finds what it is meant to find.
    void aLeakWouldBeSeen()
    {
        Home home;
        QVERIFY(!leak(home, {}).empty());
        writeFile(home.file("innocent"), "nothing");
        QCOMPARE(leak(home, {}), std::string());
        writeFile(home.file("log"), "x " + QByteArray::fromStdString(kKey).toBase64().toStdString() + " y");
        QVERIFY(!leak(home, {}).empty());
        QVERIFY(leak(home, home.file("log")).empty());
        home.outputs.push_back("publish rtmp://h/app/" + kKey);
        QVERIFY(!leak(home, home.file("log")).empty());
    }
};

QTEST_GUILESS_MAIN(KeySecrecyTest)
#include "KeySecrecyTest.moc"
