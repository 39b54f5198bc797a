// SPDX-License-Identifier: GPL-3.0-or-later
// Starting and stopping again and again, as a long day does: nothing may be left behind by any of it. Fifty times; what
// waits for a first picture each time is done ten times, and as often with SLUICE_TEST_LONG=1. SLUICE_TEST_CYCLES says
// another number for all of it.
#include <cstdio>
#include <filesystem>

#include <QTest>

#include "core/session/BroadcastSession.h"
#include "core/session/ServerSession.h"
#include "core/session/WatchSession.h"
#include "tests/support/TempDir.h"

using namespace sluice;
using namespace sluice::test;

namespace {

std::size_t entriesOf(const char* folder)
{
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        (void)entry;
        ++count;
    }
    return count;
}

std::size_t threads()
{
    return entriesOf("/proc/self/task");
}

std::size_t descriptors()
{
    return entriesOf("/proc/self/fd");
}

constexpr int kCycles = 50;
constexpr int kSlowCycles = 10; // of a second each

int cycles(int usual)
{
    bool given = false;
    const int count = qEnvironmentVariableIntValue("SLUICE_TEST_CYCLES", &given);
    if (given)
        return count;
    return qEnvironmentVariableIsSet("SLUICE_TEST_LONG") ? kCycles : usual;
}

} // namespace

class SessionCyclesTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        m_services = std::make_unique<SessionServices>(
            SessionServices{m_clock, m_resolver, m_log, PortAudioLibrary::create()});
        m_server = std::make_unique<ServerSession>(*m_services);
        ServerConfig config;
        config.rtmpPort = 0;
        config.httpPort = 0;
        config.runParent = m_dir.path().string();
        m_server->start(config);
        QTRY_COMPARE_WITH_TIMEOUT(m_server->info().state, ServerState::Ready, 10000);
        m_broadcast = std::make_unique<BroadcastSession>(*m_services);
        BroadcastEncoding encoding;
        encoding.video.size = {320, 180};
        m_broadcast->setEncoding(encoding);
    }

    void cleanupTestCase()
    {
        m_broadcast.reset();
        m_server.reset();
    }

    void broadcastingLeavesNothingBehind()
    {
        repeat(cycles(kCycles), [this] {
            goLive();
            m_broadcast->end();
            QTRY_COMPARE_WITH_TIMEOUT(m_broadcast->status().state, BroadcastState::Idle, 5000);
        });
    }

    void watchingLeavesNothingBehind()
    {
        goLive();
        repeat(cycles(kSlowCycles), [this] {
            WatchSession watch(*m_services);
            WatchRequest request;
            request.url = m_server->info().playUrl;
            request.audioOut = "null";
            watch.open(request);
            QTRY_VERIFY_WITH_TIMEOUT(watch.latestFrame(), 8000);
            watch.stop();
            QTRY_VERIFY_WITH_TIMEOUT(!watch.running(), 3000);
            QCOMPARE(watch.status().levelBytes, 0);
        });
        m_broadcast->end();
        QTRY_COMPARE_WITH_TIMEOUT(m_broadcast->status().state, BroadcastState::Idle, 5000);
    }

    void cancellingInTheMiddleLeavesNothingBehind()
    {
        repeat(cycles(kCycles), [this] {
            WatchSession watch(*m_services);
            WatchRequest request;
            request.url = "rtmp://127.0.0.1:1/live/nobody";
            request.audioOut = "null";
            watch.open(request);
            QCoreApplication::processEvents();
            // The destructor stops what is under way.
        });
    }

private:
    void goLive()
    {
        BroadcastRequest request;
        request.url = m_server->info().publishUrl;
        request.shownUrl = m_server->info().playUrl;
        request.builtInServer = true;
        m_broadcast->goLive(request);
        QTRY_COMPARE_WITH_TIMEOUT(m_broadcast->status().state, BroadcastState::Live, 8000);
    }

    template <typename Cycle>
    void repeat(int times, Cycle cycle)
    {
        cycle(); // what is made once stays: name look-ups, code tables
        cycle();
        const std::size_t threadsBefore = threads();
        const std::size_t descriptorsBefore = descriptors();
        for (int i = 0; i < times && !QTest::currentTestFailed(); ++i)
            cycle();
        std::printf("  %d times: %zu → %zu threads, %zu → %zu descriptors\n", times, threadsBefore, threads(),
            descriptorsBefore, descriptors());
        QTRY_VERIFY_WITH_TIMEOUT(threads() <= threadsBefore, 2000);
        QTRY_VERIFY_WITH_TIMEOUT(descriptors() <= descriptorsBefore, 2000);
    }

    TempDir m_dir;
    SystemClock m_clock;
    Resolver m_resolver;
    Log m_log;
    std::unique_ptr<SessionServices> m_services;
    std::unique_ptr<ServerSession> m_server;
    std::unique_ptr<BroadcastSession> m_broadcast;
};

QTEST_GUILESS_MAIN(SessionCyclesTest)
#include "SessionCyclesTest.moc"
