// SPDX-License-Identifier: GPL-3.0-or-later
// Live HLS from the real nginx: what is normal, what is no data, and what comes back by itself.
#include <array>
#include <cstdio>
#include <filesystem>

#include <QTest>

#include "tests/net/playback/Watcher.h"
#include "tests/net/playback/WebServer.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

namespace {

int segmentsOf(const std::string& playlist)
{
    if (!std::filesystem::exists(playlist))
        return 0;
    const std::string text = readFile(playlist);
    int count = 0;
    for (auto at = text.find("#EXTINF"); at != std::string::npos; at = text.find("#EXTINF", at + 1))
        ++count;
    return count;
}

// A broadcast over nginx and its viewer, of which one thing is taken away and given back.
struct Outage {
    explicit Outage(std::string n) : name(std::move(n)), server(dir.path().string()) { }

    bool begin()
    {
        if (!server.start())
            return false;
        publish();
        return true;
    }
    void publish()
    {
        publisher = std::make_unique<ChildProcess>(publisherOf(server.rtmpUrl("short/" + name)));
    }
    bool ready() const { return segmentsOf(server.folder() + "/hls/" + name + ".m3u8") >= 3; }
    void watch() { watcher = std::make_unique<Watcher>(server.httpUrl("/hls/" + name + ".m3u8")); }
    std::int64_t now() const { return toMs(clock.now() - watcher->startedAt()); }

    std::string name;
    TempDir dir;
    WebServer server;
    SystemClock clock;
    std::unique_ptr<ChildProcess> publisher;
    std::unique_ptr<Watcher> watcher;
    std::int64_t from = 0; // ms of the session
    std::int64_t until = 0;
    std::int64_t shownDry = 0;
};

} // namespace

class HlsLiveTest : public QObject {
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (const std::string missing = WebServer::missing(); !missing.empty())
            QSKIP(missing.c_str());
    }

    void everythingAboutLiveLists();

private:
    void theFirstPictureComesSoon();
    void aListThatEndsEnds();
    static void judge(const Outage& outage);

    TempDir m_dir;
    WebServer m_server{m_dir.path().string()};
};

// At one time, because each takes long: a server that is busy, one that is gone, and one whose list stands still
// because nobody publishes. The rest is tested while they are waited for.
void HlsLiveTest::everythingAboutLiveLists()
{
    const bool inFull = qEnvironmentVariableIsSet("SLUICE_TEST_LONG");
    const Duration outageLasts = inFull ? milliseconds(30'000) : milliseconds(14'000);
    Outage busy("busy");
    Outage gone("gone");
    Outage stale("stale");
    const std::array all{&busy, &gone, &stale};
    QVERIFY2(m_server.start(), m_server.why().c_str());
    const ChildProcess publisher(publisherOf(m_server.rtmpUrl("live/two")));
    for (Outage* each : all)
        QVERIFY2(each->begin(), each->server.why().c_str());
    for (Outage* each : all) {
        QVERIFY(waitFor([&] { return each->ready(); }, milliseconds(12'000)));
        each->watch();
    }
    for (Outage* each : all)
        QVERIFY2(each->watcher->waitState(WatchState::Playing, seconds(5)), each->watcher->story().c_str());
    theFirstPictureComesSoon();
    QTest::qWait(2500); // several segments are waited for, and that is normal: see judge()

    for (Outage* each : all)
        each->from = each->now();
    const TimePoint until = busy.clock.now() + outageLasts;
    busy.server.setBusy("busy", true);
    gone.server.stop(); // its publisher loses it, too
    stale.publisher.reset();
    aListThatEndsEnds();
    for (Outage* each : all) {
        QVERIFY2(
            each->watcher->waitState(WatchState::Reconnecting, seconds(15)), each->watcher->story().c_str());
        each->shownDry = each->watcher->shown();
    }
    waitFor([&] { return busy.clock.now() >= until; }, milliseconds(40'000));
    for (Outage* each : all) {
        // Dry for long: whoever plays now plays what was played before.
        QCOMPARE(each->watcher->shown(), each->shownDry);
        each->until = each->now();
    }
    busy.server.setBusy("busy", false);
    QVERIFY2(gone.server.start(), gone.server.why().c_str());
    gone.publish();
    stale.publish();
    for (Outage* each : all)
        QVERIFY2(each->watcher->waitState(WatchState::Playing, seconds(16)),
            (each->name + "\n" + each->watcher->story()).c_str());
    for (Outage* each : all)
        judge(*each);
}

void HlsLiveTest::judge(const Outage& outage)
{
    const Watcher& w = *outage.watcher;
    const WatchReport report = w.report();
    const auto target = toMs(w.status().media.targetDuration);
    const auto noData = w.eventMs(EventKind::NoData);
    const auto lost = w.eventMs(EventKind::Reconnecting);
    const auto back = w.eventMs(EventKind::RebufferEnd);
    std::printf(
        "  %-5s TD %lld ms: after the outage began no data %lld, dry %lld, reconnecting %lld; played again %lld "
        "ms after it ended; stalls %lld\n",
        outage.name.c_str(), static_cast<long long>(target), static_cast<long long>(noData - outage.from),
        static_cast<long long>(w.eventMs(EventKind::RebufferStart) - outage.from),
        static_cast<long long>(lost - outage.from), static_cast<long long>(back - outage.until),
        static_cast<long long>(report.stallCount()));
    const std::string story = outage.name + "\n" + w.story();
    QVERIFY(target > 0);
    // Due two target durations after the last segment, which came at most one before the outage.
    QVERIFY2(noData >= outage.from + target + 1500 - 300, story.c_str());
    QVERIFY2(noData <= outage.from + 3 * target + 1500 + 1000, story.c_str());
    QVERIFY2(lost >= outage.from + target + 10'000 - 300, story.c_str());
    QVERIFY2(lost <= outage.from + 3 * target + 10'000 + 1000, story.c_str());
    QVERIFY2(report.stallCount() == 1, story.c_str());
    QVERIFY2(report.reconnects.size() == 1, story.c_str());
    QVERIFY2(back > outage.until, story.c_str());
}

void HlsLiveTest::aListThatEndsEnds()
{
    // Live as long as it is written, and ended properly.
    std::vector<std::string> arguments = clipArguments(6, true);
    const std::string list = m_server.folder() + "/media/ends.m3u8";
    arguments.insert(arguments.end(),
        {"-f", "hls", "-hls_time", "1", "-hls_list_size", "5", "-hls_flags", "delete_segments", list});
    ChildProcess writer({"ffmpeg", arguments, {}, {}, {}});
    QVERIFY(waitFor([&] { return segmentsOf(list) >= 3; }, milliseconds(10'000)));
    Watcher watcher(m_server.httpUrl("/media/ends.m3u8"));
    QVERIFY2(watcher.waitEnd(seconds(12)), watcher.story().c_str());
    QVERIFY2(watcher.state() == WatchState::Ended, watcher.story().c_str());
    QVERIFY2(watcher.shown() >= 145, std::to_string(watcher.shown()).c_str()); // of 150: all of it
    QCOMPARE(watcher.report().stallCount(), 0);
    QCOMPARE(watcher.events(EventKind::NoData), 0);
    QCOMPARE(watcher.report().reconnects.size(), std::size_t(0));
}

void HlsLiveTest::theFirstPictureComesSoon()
{
    const std::string list = m_server.folder() + "/hls/two.m3u8";
    QVERIFY(waitFor([&] { return segmentsOf(list) >= 3; }, milliseconds(15'000)));
    for (int i = 0; i < 3; ++i) {
        Watcher watcher(m_server.httpUrl("/hls/two.m3u8"));
        QVERIFY2(watcher.waitState(WatchState::Playing, seconds(5)), watcher.story().c_str());
        QVERIFY2(waitFor([&] { return watcher.report().firstPictureMs > 0; }, milliseconds(3000)),
            watcher.story().c_str());
        const WatchReport report = watcher.report();
        std::printf("  HLS, segments of 2 s: first picture %lld ms, playing %lld ms\n",
            static_cast<long long>(report.firstPictureMs), static_cast<long long>(report.startupMs));
        QVERIFY2(report.firstPictureMs <= 1500, watcher.story().c_str());
    }
}

QTEST_GUILESS_MAIN(HlsLiveTest)
#include "HlsLiveTest.moc"
