// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <vector>

#include "tests/support/PipeWireCamera.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice::test;
using namespace std::chrono_literals;

namespace {

const PipeWireCamera::Picture kSmall{320, 240, 30, {}, {}};

// Counts the pictures on standard output, one line each.
ChildProcess::Plan reader(int frames)
{
    return {"ffmpeg",
        {"-hide_banner", "-loglevel", "error", "-nostdin", "-f", "v4l2", "-i", "/dev/video0", "-fps_mode",
            "passthrough", "-frames:v", std::to_string(frames), "-flush_packets", "1", "-f", "framecrc", "-"},
        {}, {}, {}};
}

std::size_t pictures(const ChildProcess& process)
{
    std::istringstream lines(process.standardOutput());
    std::size_t n = 0;
    for (std::string line; std::getline(lines, line);)
        n += line.starts_with("0,") ? 1 : 0;
    return n;
}

} // namespace

class PipeWireCameraTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void givesPictures();
    void passesTheExitStatusOn();
    void aPulledCameraGoesStill();
    void endsWithItsParentAndHoldsNoLockOfIts();
};

void PipeWireCameraTest::initTestCase()
{
    const std::string missing = PipeWireCamera::whatIsMissing();
    if (!missing.empty())
        QSKIP(missing.c_str());
    if (!hasProgram("ffmpeg"))
        QSKIP("ffmpeg is not installed");
}

void PipeWireCameraTest::givesPictures()
{
    PipeWireCamera camera(kSmall, reader(20));
    const auto exit = camera.program().waitExit(20s);
    QVERIFY2((exit == ChildProcess::Exit{0, 0}), camera.program().standardError().c_str());
    QCOMPARE(pictures(camera.program()), std::size_t(20));
}

void PipeWireCameraTest::passesTheExitStatusOn()
{
    PipeWireCamera camera(kSmall, {"sh", {"-c", "test -c /dev/video0 && exit 5"}, {}, {}, {}});
    QVERIFY((camera.program().waitExit(20s) == ChildProcess::Exit{5, 0}));
}

void PipeWireCameraTest::aPulledCameraGoesStill()
{
    // A program that opens the camera again and again, as a broadcaster does whose camera is gone. A reader may get
    // an error or wait for ever: both happen.
    ChildProcess::Plan again = reader(100000);
    std::string command = "timeout -s KILL 4 ffmpeg";
    for (const std::string& argument : again.arguments)
        command += " " + argument;
    PipeWireCamera camera(kSmall, {"sh", {"-c", "while :; do " + command + "; sleep 0.2; done"}, {}, {}, {}});
    QVERIFY(waitFor([&] { return pictures(camera.program()) > 5; }, 15s, 20ms));
    QVERIFY(camera.pull());
    // What was on its way still comes; then nothing more does.
    std::size_t before = 0;
    const auto isStill = [&] {
        before = pictures(camera.program());
        return !waitFor([&] { return pictures(camera.program()) > before; }, 500ms, 20ms);
    };
    QVERIFY(waitFor(isStill, 5s));
    QVERIFY(camera.plugIn());
    QVERIFY(waitFor([&] { return pictures(camera.program()) > before + 5; }, 20s, 20ms));
}

// Whoever holds a lock while it runs the tests, and is killed, must not leave a camera behind that holds it on.
void PipeWireCameraTest::endsWithItsParentAndHoldsNoLockOfIts()
{
    const TempDir dir;
    const std::string lock = dir.file("lock"), session = dir.file("session");
    ChildProcess parent({"bash",
        {"-c",
            "exec 9>'" + lock + "'; flock 9; '" SLUICE_TEST_SUPPORT_DIR "/pipewire-camera.sh' --dir '"
                + session + "' -- sh -c 'echo $$ >\"" + session + "/program.pid\"; exec sleep 60' & wait"},
        {}, {}, {}});
    QVERIFY(waitFor([&] { return std::filesystem::exists(session + "/program.pid"); }, 20s));
    std::vector<pid_t> started;
    for (const auto& entry : std::filesystem::directory_iterator(session))
        if (entry.path().extension() == ".pid")
            started.push_back(std::atoi(readFile(entry.path()).c_str()));
    QVERIFY(started.size() >= 6);
    parent.signal(SIGKILL);
    QVERIFY(waitFor([&] { return std::ranges::none_of(started, isProcessAlive); }, 5s));
    ChildProcess another({"flock", {"-n", lock, "true"}, {}, {}, {}});
    QVERIFY((another.waitExit(5s) == ChildProcess::Exit{0, 0}));
}

QTEST_GUILESS_MAIN(PipeWireCameraTest)
#include "PipeWireCameraTest.moc"
