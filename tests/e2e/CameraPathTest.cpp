// SPDX-License-Identifier: GPL-3.0-or-later
// A camera and a microphone as programs have them, our program on the air, a watcher: is everything there, in order and
// in step? The camera is PipeWire's, the microphone PulseAudio's; both play one clip of our test picture and tone by one
// clock. Neither is immediate (a null sink gives its monitor the sound before its time), so when flash and beep really
// leave them is seen, too: what is asked of us is to keep them as far apart as they come.
#include <cmath>
#include <csignal>
#include <cstdio>
#include <optional>
#include <sstream>

#include <QTest>
#include <nlohmann/json.hpp>

#include "tests/e2e/Clip.h"
#include "tests/e2e/LivePath.h"
#include "tests/e2e/PathFigures.h"
#include "tests/support/ChildProcess.h"
#include "tests/support/PipeWireCamera.h"
#include "tests/support/PulseServer.h"
#include "tests/support/Standstills.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;
using nlohmann::json;

namespace {

// From the clip's start until the watcher plays: session, server, first keyframe, level. On a busy machine, too.
constexpr Duration kBefore = seconds(10);

struct Seen {
    bool crashed = false; // the program, by a signal
    QString wrong;
    std::vector<SeenFrame> frames;
    std::vector<WallTime> beeps;
    std::vector<WallTime> beepsAtSource;
    WatchReport report;
    json live;
    Duration stoodStill{}; // the computer, while it was watched

    Completeness whole() const { return completenessOf(frames); }
    // Two clocks: where the camera's runs faster than ours, frames are left out in order to stay in time.
    std::size_t leftOutForTheClock() const
    {
        return std::min(whole().missing, live["frames"]["dropped_capture"].get<std::size_t>());
    }
    bool complete() const
    {
        const std::size_t lost = whole().missing - leftOutForTheClock();
        return static_cast<double>(lost) <= 0.001 * static_cast<double>(whole().distinct + lost);
    }
};

// The same frames at the time they were taken.
std::vector<SeenFrame> asTaken(std::vector<SeenFrame> frames)
{
    for (SeenFrame& frame : frames)
        frame.shown = frame.stamped;
    return frames;
}

} // namespace

class CameraPathTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        for (const std::string& missing :
            {PulseServer::whatIsMissing(), PipeWireCamera::whatIsMissingForOursWithClips()})
            if (!missing.empty())
                QSKIP(missing.c_str());
        m_clip = m_dir.file("clip.mkv");
        const auto made = makeTestClip(m_clip, kSize, {30, 1}, watchedLength() + kBefore);
        QVERIFY2(made.ok(), made ? "" : made.error().message().c_str());
    }

    // Our camera source says when a picture was taken; the rest of the path is judged by that.
    void picturesAreStampedAsTheyArrive()
    {
        std::vector<double> ages;
        for (int attempt = 1; attempt <= kAttempts && ages.size() < 3; ++attempt)
            ages = agesAtArrival();
        std::printf("  from the stamp to the arrival: %s\n", spread(ages).c_str());
        QVERIFY(ages.size() >= 3);
        QVERIFY(std::abs(mean(ages)) <= 20.0);
    }

    // PipeWire's V4L2 shim (0.3.65) now and then refuses a buffer or crashes, and takes the program with it. A program
    // that a signal ended gets another try; one that ended or answered wrongly does not. Nor does PipeWire bring every
    // picture through a time in which a core stood still: ffmpeg, reading the same camera, missed half a second then.
    // What was lost beside one is looked for once more.
    void cameraAndMicrophoneArriveWholeInOrderAndInSync()
    {
        Seen seen;
        for (int attempt = 1; attempt <= kAttempts; ++attempt) {
            seen = watchOnce();
            if (seen.crashed) {
                qInfo("attempt %d: the program crashed", attempt);
                continue;
            }
            if (!seen.wrong.isEmpty() || seen.complete() || seen.stoodStill == Duration::zero())
                break;
            qInfo("attempt %d: %zu missing; the computer stood still for %lld ms", attempt,
                seen.whole().missing, static_cast<long long>(toMs(seen.stoodStill)));
        }
        QVERIFY2(seen.wrong.isEmpty(), qPrintable(seen.wrong));
        QVERIFY(seen.frames.size() > 100);
        const Completeness whole = seen.whole();
        const auto offsets = flashMinusBeep(seen.frames, seen.beeps);
        const auto atSources = flashMinusBeep(asTaken(seen.frames), seen.beepsAtSource);
        std::printf(
            "  %zu frames in order: %zu shown again, %zu missing (%zu left out for the clock), present %.3f %%, "
            "flash-beep %s, at the sources %s, latency %lld ms, stalls %lld, late %lld\n",
            whole.distinct, whole.repeated, whole.missing, seen.leftOutForTheClock(), whole.present() * 100,
            spread(offsets).c_str(), spread(atSources).c_str(),
            static_cast<long long>(seen.report.latency.mean),
            static_cast<long long>(seen.report.stallCount()), static_cast<long long>(seen.report.framesLate));
        QVERIFY(whole.inOrder);
        QVERIFY(seen.complete() || seen.stoodStill > Duration::zero());
        QCOMPARE(seen.report.stallCount(), 0);
        for (const auto& each : {offsets, atSources})
            QVERIFY(static_cast<double>(each.size()) >= toSeconds(watchedLength()) - 3);
        QVERIFY(std::abs(mean(offsets) - mean(atSources)) <= 40.0);
    }

    // The measurement of flashes and beeps, with both devices: a clip whose sound is 120 ms late says 120 ms less than
    // one whose sound is not.
    void measuresHowFarPictureAndSoundAreApart()
    {
        constexpr Duration kLate = milliseconds(120);
        const std::string late = m_dir.file("late.mkv");
        QVERIFY(makeTestClip(late, {640, 360}, {30, 1}, seconds(20), kLate).ok());
        const std::string even = m_dir.file("even.mkv");
        QVERIFY(makeTestClip(even, {640, 360}, {30, 1}, seconds(20)).ok());
        const auto inStep = offsetOf(even), apart = offsetOf(late);
        QVERIFY(inStep && apart);
        std::printf("  flash-beep: in step %.1f ms, sound late by 120 ms %.1f ms\n", *inStep, *apart);
        QVERIFY(std::abs(*inStep - *apart - toMsReal(kLate)) <= 30);
    }

private:
    // What is measured of a clip, in ms; with another try where the shim crashes.
    static std::optional<double> offsetOf(const std::string& clip)
    {
        for (int attempt = 1; attempt <= kAttempts; ++attempt) {
            const PulseServer pulse;
            ChildProcess::Plan plan;
            plan.environment = pulse.environment();
            plan.program = "env";
            plan.arguments = {"HOME=" + plan.environment.at("HOME"), SOURCE_PROBE, "measure", "/dev/video0",
                "pulse:mic", "7"};
            PipeWireCamera camera({640, 360, 30, clip, PulseServer::kMicrophoneFeed}, plan);
            camera.program().waitExit(seconds(25));
            const std::string said = camera.program().standardOutput();
            std::istringstream words(said);
            std::string what;
            double offset = 0;
            if (words >> what >> offset && what == "offset")
                return offset;
            qInfo("attempt %d: %s %s", attempt, said.c_str(), camera.program().standardError().c_str());
        }
        return std::nullopt;
    }

    static constexpr VideoSize kSize{1280, 720};
    static constexpr int kAttempts = 4;

    std::vector<double> agesAtArrival() const
    {
        PipeWireCamera camera({kSize.width, kSize.height, 30, m_clip},
            {SOURCE_PROBE, {"eyes", "/dev/video0", "6"}, {}, {}, {}});
        if (!camera.program().waitExit(seconds(25)))
            return {};
        std::vector<double> ages;
        std::istringstream lines(camera.program().standardOutput());
        std::string what;
        for (double arrivedUs = 0, stampUs = 0; lines >> what >> arrivedUs >> stampUs;)
            ages.push_back((arrivedUs - stampUs) / 1000);
        return ages;
    }

    ChildProcess::Plan program(const PulseServer& pulse, const std::string& report) const
    {
        ChildProcess::Plan plan;
        plan.environment = pulse.environment();
        // The camera's session has a home of its own; the microphone's name is told in PulseAudio's.
        plan.program = "env";
        plan.arguments = {"HOME=" + plan.environment.at("HOME"), SLUICE_PROGRAM, "live", "--headless",
            "--camera", "/dev/video0", "--microphone", "testmic", "--report", report, "--set",
            "server.rtmp_port=0", "--set", "server.http_port=0"};
        return plan;
    }

    Seen watchOnce()
    {
        const PulseServer pulse;
        const TempDir dir;
        PipeWireCamera camera({kSize.width, kSize.height, 30, m_clip, PulseServer::kMicrophoneFeed},
            program(pulse, dir.file("live.json")));
        ChildProcess ears({SOURCE_PROBE, {"ears", "mic"}, pulse.environment(), {}, {}});
        Seen seen = watch(camera.program(), dir);
        ears.stop();
        seen.beepsAtSource = beepsOf(ears.standardOutput());
        if (!seen.wrong.isEmpty())
            return seen;
        camera.program().signal(SIGTERM);
        const auto exit = camera.program().waitExit(seconds(10));
        constexpr int kInterrupted = 130;
        seen.crashed = !exit || exit->code != kInterrupted;
        if (seen.crashed)
            seen.wrong = "it did not end in order: " + words(camera.program());
        else
            seen.live = json::parse(readFile(dir.file("live.json")));
        return seen;
    }

    static Seen watch(ChildProcess& program, const TempDir& dir)
    {
        Seen seen;
        const auto wrong = [&](const char* what) {
            const auto exit = program.waitExit(milliseconds(500));
            constexpr int kShellSaysSignal = 128;
            seen.crashed = exit && (exit->signal != 0 || exit->code > kShellSaysSignal);
            seen.wrong = QString(what) + ": " + words(program);
            return seen;
        };
        constexpr std::string_view kWatch = "watch rtmp://";
        if (!program.waitOutput(kWatch, seconds(20)))
            return wrong("it did not get on the air");
        const std::string out = program.standardOutput();
        const auto begin = out.find(kWatch) + kWatch.find("rtmp");
        LivePath watcher(dir.path().string());
        watcher.watch(LivePath::balanced(), out.substr(begin, out.find('\n', begin) - begin));
        const auto state = [&] { return watcher.watcher().status().state; };
        if (!waitFor([&] { return state() == WatchState::Playing; }, seconds(5)))
            return wrong("the watcher does not play");
        const SystemClock clock;
        const Standstills standstills;
        const TimePoint began = clock.now();
        const auto until = std::chrono::steady_clock::now() + watchedLength();
        waitFor([&] { return std::chrono::steady_clock::now() >= until || !program.isRunning(); },
            std::chrono::duration_cast<milliseconds>(watchedLength()) + seconds(1), milliseconds(20));
        seen.stoodStill = standstills.longest(began, clock.now());
        watcher.stopWatching();
        if (!program.isRunning())
            return wrong("it ended on the way");
        seen.frames = watcher.seen();
        seen.beeps = watcher.beeps();
        seen.report = watcher.watcher().report();
        return seen;
    }

    static std::vector<WallTime> beepsOf(const std::string& output)
    {
        std::vector<WallTime> beeps;
        std::istringstream lines(output);
        std::string what;
        for (std::int64_t us = 0; lines >> what >> us;)
            beeps.emplace_back(Duration(us));
        return beeps;
    }

    static QString words(const ChildProcess& program)
    {
        return QString::fromStdString(program.standardOutput() + program.standardError());
    }

    TempDir m_dir;
    std::string m_clip;
};

QTEST_GUILESS_MAIN(CameraPathTest)
#include "CameraPathTest.moc"
