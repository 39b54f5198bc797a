// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include <QTest>

#include <unistd.h>

#include "tests/e2e/Clip.h"
#include "tests/e2e/LivePath.h"
#include "tests/e2e/PathFigures.h"
#include "tests/support/Standstills.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

struct Process {
    int pid = 0;
    int parent = 0;
    char state = '?';
};

// The nginx processes below this one.
std::vector<Process> serverProcesses()
{
    std::vector<Process> all;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const int pid = std::atoi(entry.path().filename().c_str());
        std::ifstream stat(entry.path() / "stat");
        std::string text;
        if (pid <= 0 || !std::getline(stat, text) || text.find("(nginx)") == std::string::npos)
            continue;
        Process p;
        p.pid = pid;
        std::sscanf(text.c_str() + text.rfind(')') + 2, "%c %d", &p.state, &p.parent);
        if (p.state != 'Z')
            all.push_back(p);
    }
    return all;
}

int masterPid()
{
    for (const Process& p : serverProcesses())
        if (p.parent == getpid())
            return p.pid;
    return 0;
}

std::vector<int> workerPids(int master)
{
    std::vector<int> pids;
    for (const Process& p : serverProcesses())
        if (p.parent == master)
            pids.push_back(p.pid);
    return pids;
}

// How long a computer may stand still or fall behind, as so many pictures wait before the encoder
// (CaptureNode::kMailbox).
constexpr Duration kMailbox = milliseconds(100);
// By so much the sound comes at different times on a computer that has the time, and with so much Low latency plays.
constexpr double kUsualSpreadMs = 50;

} // namespace

class LiveWatchTest : public QObject {
    Q_OBJECT
private slots:
    void init()
    {
        m_dir = std::make_unique<TempDir>();
        m_path = std::make_unique<LivePath>(m_dir->path().string());
    }
    void cleanup()
    {
        m_path.reset();
        m_dir.reset();
    }

    void everyFrameInOrderInTimeAndInSync_data()
    {
        QTest::addColumn<bool>("clip");
        QTest::addColumn<bool>("lowDelay");
        QTest::addColumn<bool>("lowLatency");
        QTest::addColumn<double>("boundMs");
        QTest::newRow("test picture, low delay, Low latency") << false << true << true << 500.0;
        QTest::newRow("test picture, 2 B-frames, Balanced") << false << false << false << 1600.0;
        QTest::newRow("clip, low delay, Low latency") << true << true << true << 0.0;
    }

    void everyFrameInOrderInTimeAndInSync()
    {
        QFETCH(bool, clip);
        QFETCH(bool, lowDelay);
        QFETCH(bool, lowLatency);
        QFETCH(double, boundMs);
        const Duration length = watchedLength();
        VideoEncoderConfig video;
        video.lowDelay = lowDelay;
        std::string source = "test";
        std::string sound = "tone";
        if (clip) {
            // Long enough not to begin again while it is watched: its frame numbers would.
            const std::string file = m_dir->file("clip.mkv");
            const auto made = makeTestClip(file, video.size, video.rate, length + seconds(6));
            QVERIFY2(made.ok(), made ? "" : made.error().message().c_str());
            source = sound = "file:" + file;
        }
        m_path->keepArrivals();
        const Standstills standstills;
        QVERIFY2(m_path->goLive(source, sound, video), m_path->why().c_str());
        m_path->watch(lowLatency ? LivePath::lowLatency() : LivePath::balanced());
        QVERIFY(waitFor(
            [&] { return m_path->watcher().status().state == WatchState::Playing; }, milliseconds(5000)));
        QTest::qWait(static_cast<int>(toMs(length)));
        m_path->stopWatching();

        const auto frames = m_path->seen();
        const WatchReport report = m_path->watcher().report();
        const auto offsets = flashMinusBeep(frames, m_path->beeps());
        QVERIFY(frames.size() > 100);
        const Completeness whole = completenessOf(frames);
        const ArrivalData arrived = m_path->arrivals();
        const Duration stood = standstills.longest({}, m_path->clock().now());
        std::printf("  %zu frames, present %.3f %%, latency %.0f ms, flash-beep %s, first picture "
                    "%lld ms, stalls %lld, glitches %lld, late %lld, dropped %lld, left out %lld + %lld; "
                    "the computer stood still for %lld ms, sound came %.0f ms late (90 %%), %.0f at most\n",
            frames.size(), whole.present() * 100, clip ? 0.0 : meanLatencyMs(frames), spread(offsets).c_str(),
            static_cast<long long>(report.firstPictureMs), static_cast<long long>(report.stallCount()),
            static_cast<long long>(report.glitches), static_cast<long long>(report.framesLate),
            static_cast<long long>(report.framesDropped),
            static_cast<long long>(m_path->publish().status().video.leftOut),
            static_cast<long long>(m_path->publish().status().capture.dropped),
            static_cast<long long>(toMs(stood)), lateArrivalMs(arrived, {}, Duration::max(), 90),
            lateArrivalMs(arrived, {}, Duration::max(), 100));
        QVERIFY(whole.inOrder);
        QCOMPARE(whole.repeated, std::size_t(0));
        QCOMPARE(m_path->unreadable(), std::size_t(0));
        // What a computer that stood still or fell behind had no time for, the program says itself, picture by picture.
        const bool busy
            = stood >= kMailbox || lateArrivalMs(arrived, {}, Duration::max(), 100) >= toMsReal(kMailbox);
        const auto said = m_path->publish().status().video.leftOut
            + m_path->publish().status().capture.dropped + report.framesDropped;
        QVERIFY(whole.present() >= 0.999 || (busy && static_cast<std::int64_t>(whole.missing) <= said));
        QVERIFY(whole.present() >= 0.97);
        QVERIFY(lateArrivalMs(arrived, {}, Duration::max(), 90) <= kUsualSpreadMs);
        QVERIFY(lowLatency || report.stallCount() == 0);
        QVERIFY(report.stallCount() <= 1); // for after it there is more in the buffer
        for (const auto& stall : report.stalls) { // nobody plays what has not come
            const Duration at = milliseconds(stall.atMs);
            QVERIFY(lateArrivalMs(arrived, at - seconds(1), at + seconds(1), 100) >= kUsualSpreadMs);
        }
        if (boundMs > 0)
            QVERIFY(meanLatencyMs(frames) <= boundMs);
        QVERIFY(offsets.size() >= 8);
        QVERIFY(std::abs(mean(offsets)) <= 40.0);
    }

    // The buffer's promise: what it holds bridges an outage that is shorter, and one that is longer is seen as it is.
    void ofTwoCutsOnlyTheOneLongerThanTheLevelIsAStallAndAtItsPlace()
    {
        QVERIFY2(m_path->goLive("test", "tone", {}), m_path->why().c_str());
        m_path->watch(LivePath::balanced());
        QVERIFY(waitFor(
            [&] { return m_path->watcher().status().state == WatchState::Playing; }, milliseconds(5000)));
        QTest::qWait(2000);
        Duration level = m_path->watcher().status().level;
        QVERIFY(level > milliseconds(200));
        m_path->watcher().cutLink(scaled(level, 0.8));
        QTest::qWait(4000);
        QCOMPARE(m_path->watcher().report().stallCount(), 0);

        level = m_path->watcher().status().level;
        const TimePoint cutAt = m_path->clock().now();
        m_path->watcher().cutLink(level + seconds(3));
        QTest::qWait(7000);
        const WatchReport report = m_path->watcher().report();
        QCOMPARE(report.stallCount(), 1);
        const std::int64_t expected = toMs(cutAt + level - m_path->watcher().startedAt());
        std::printf("  stall expected at %lld ms for 3000 ms, seen at %lld for %lld\n",
            static_cast<long long>(expected), static_cast<long long>(report.stalls[0].atMs),
            static_cast<long long>(report.stalls[0].durationMs));
        QVERIFY(std::abs(report.stalls[0].atMs - expected) <= 100);
        QVERIFY(std::abs(report.stalls[0].durationMs - 3000) <= 100);
        QCOMPARE(report.stalls[0].cause, StallCause::Emulated);
        m_path->stopWatching();
    }

    void killingTheWorkerOrTheMasterEndsNothing_data()
    {
        QTest::addColumn<bool>("master");
        QTest::newRow("worker") << false;
        QTest::newRow("master") << true;
    }

    void killingTheWorkerOrTheMasterEndsNothing()
    {
        QFETCH(bool, master);
        QVERIFY2(m_path->goLive("test", "tone", {}), m_path->why().c_str());
        const int pid = masterPid();
        QVERIFY(pid > 0);
        const auto workers = workerPids(pid);
        QVERIFY(!workers.empty());
        if (master) {
            kill(pid, SIGKILL);
        } else {
            for (const int worker : workers)
                kill(worker, SIGKILL);
        }
        QVERIFY(waitFor([&] { return !m_path->live(); }, milliseconds(5000)));
        QVERIFY(waitFor([&] { return m_path->live(); }, milliseconds(8000)));
        const auto report = m_path->publish().report();
        QCOMPARE(report.destinations[0].reconnects.size(), std::size_t(1));
        std::printf("  live again after %lld ms\n",
            static_cast<long long>(report.destinations[0].reconnects[0].downMs));
        m_path->watch(LivePath::balanced());
        QVERIFY(waitFor(
            [&] { return m_path->watcher().status().state == WatchState::Playing; }, milliseconds(8000)));
        m_path->stopWatching();
    }

    void stoppingFreesTheBufferAndLeavesNoMedia()
    {
        QVERIFY2(m_path->goLive("test", "tone", {}), m_path->why().c_str());
        m_path->watch(LivePath::balanced());
        QVERIFY(waitFor([&] { return m_path->watcher().status().levelBytes > 0; }, milliseconds(5000)));
        m_path->stopWatching();
        QVERIFY(m_path->watcher().finished());
        QCOMPARE(m_path->watcher().status().levelBytes, 0);
        m_path->publish().stop();
        QVERIFY(waitFor([&] { return m_path->publish().status().state == PublishPipeline::State::Idle; },
            milliseconds(4000)));
        m_path->server().stop();
        std::filesystem::remove(m_dir->file("heard.wav"));
        for (const auto& left : std::filesystem::recursive_directory_iterator(m_dir->path()))
            QVERIFY2(!left.is_regular_file(), left.path().c_str());
    }

private:
    std::unique_ptr<TempDir> m_dir;
    std::unique_ptr<LivePath> m_path;
};

QTEST_GUILESS_MAIN(LiveWatchTest)
#include "LiveWatchTest.moc"
