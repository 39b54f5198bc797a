// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <csignal>
#include <filesystem>
#include <system_error>

#include "tests/support/ChildProcess.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

ChildProcess::Plan shell(const std::string& script)
{
    return {"sh", {"-c", script}, {}, {}, {}};
}

} // namespace

class ProcessesTest : public QObject {
    Q_OBJECT

private slots:
    void tempDirLeavesNothing();
    void waitForSaysWhetherItCame();
    void outputAndExitStatus();
    void environmentFolderAndInput();
    void aProgramThatDoesNotExist();
    void waitOutputSeesTextBeforeTheEnd();
    void waitExitGivesUp();
    void signalsReachTheProgram();
    void theGroupEndsWithTheObject();
    void aDeafProgramIsKilled();
    void muchOutputBlocksNobody();
};

void ProcessesTest::tempDirLeavesNothing()
{
    std::filesystem::path path;
    {
        const TempDir dir;
        path = dir.path();
        writeFile(dir.file("a"), "text");
        std::filesystem::create_directories(path / "b/c");
        QCOMPARE(readFile(path / "a"), std::string("text"));
        QVERIFY(path != TempDir().path());
    }
    QVERIFY(!std::filesystem::exists(path));
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, readFile(path / "a"));
}

void ProcessesTest::waitForSaysWhetherItCame()
{
    int looks = 0;
    QVERIFY(waitFor([&] { return ++looks == 3; }, 5s));
    QCOMPARE(looks, 3);
    QVERIFY(!waitFor([] { return false; }, 10ms));
}

void ProcessesTest::outputAndExitStatus()
{
    ChildProcess child(shell("echo out; echo err >&2; exit 7"));
    QVERIFY((child.waitExit(5s) == ChildProcess::Exit{7, 0}));
    QCOMPARE(child.standardOutput(), std::string("out\n"));
    QCOMPARE(child.standardError(), std::string("err\n"));
    QVERIFY(!child.isRunning());
}

void ProcessesTest::environmentFolderAndInput()
{
    const TempDir dir;
    ChildProcess child({"sh", {"-c", "pwd; echo \"$COLOUR,${HOME-none}\"; cat"},
        {{"COLOUR", "teal"}, {"HOME", ""}}, dir.path().string(), "given"});
    QVERIFY((child.waitExit(5s) == ChildProcess::Exit{0, 0}));
    QCOMPARE(child.standardOutput(), dir.path().string() + "\nteal,none\ngiven");
}

void ProcessesTest::aProgramThatDoesNotExist()
{
    QVERIFY_THROWS_EXCEPTION(std::system_error, ChildProcess({"no-such-program-here", {}, {}, {}, {}}));
    QVERIFY_THROWS_EXCEPTION(std::system_error, ChildProcess({"sh", {}, {}, "/no/such/folder", {}}));
    QVERIFY(hasProgram("sh"));
    QVERIFY(!hasProgram("no-such-program-here"));
}

void ProcessesTest::waitOutputSeesTextBeforeTheEnd()
{
    ChildProcess child(shell("echo ready; exec sleep 30"));
    QVERIFY(child.waitOutput("ready", 5s));
    QVERIFY(child.isRunning());
    QVERIFY(!child.waitOutput("never", 20ms));

    ChildProcess gone(shell("echo bye"));
    QVERIFY(!gone.waitOutput("never", 30s)); // its end is the answer, not the deadline
}

void ProcessesTest::waitExitGivesUp()
{
    ChildProcess child(shell("exec sleep 30"));
    QVERIFY(!child.waitExit(20ms).has_value());
}

void ProcessesTest::signalsReachTheProgram()
{
    ChildProcess child(shell("trap 'echo caught; exit 3' INT; echo ready; while :; do sleep 0.05; done"));
    QVERIFY(child.waitOutput("ready", 5s));
    child.signal(SIGINT);
    QVERIFY((child.waitExit(5s) == ChildProcess::Exit{3, 0}));
    QVERIFY(child.standardOutput().ends_with("caught\n"));
}

void ProcessesTest::theGroupEndsWithTheObject()
{
    pid_t grandchild = 0;
    {
        ChildProcess child(shell("sleep 30 & echo $!.; wait"));
        QVERIFY(child.waitOutput(".", 5s));
        grandchild = std::stoi(child.standardOutput());
        QVERIFY(isProcessAlive(grandchild));
    }
    QVERIFY(waitFor([&] { return !isProcessAlive(grandchild); }, 5s));
}

void ProcessesTest::aDeafProgramIsKilled()
{
    ChildProcess child(shell("trap '' TERM; echo ready; while :; do sleep 0.05; done"));
    QVERIFY(child.waitOutput("ready", 5s));
    QVERIFY((child.stop(50ms) == ChildProcess::Exit{-1, SIGKILL}));
}

void ProcessesTest::muchOutputBlocksNobody()
{
    ChildProcess child(shell("head -c 20000000 /dev/zero"));
    QVERIFY((child.waitExit(20s) == ChildProcess::Exit{0, 0}));
    QCOMPARE(child.standardOutput().size(), ChildProcess::kMaxCaptured);
}

QTEST_GUILESS_MAIN(ProcessesTest)
#include "ProcessesTest.moc"
