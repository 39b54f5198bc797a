// SPDX-License-Identifier: GPL-3.0-or-later
// Our program on the air with its own server, and our program watching it: calmly, by each of its addresses.
#include <array>
#include <csignal>
#include <cstdio>
#include <memory>

#include <QTest>
#include <nlohmann/json.hpp>

#include "tests/e2e/PathFigures.h"
#include "tests/e2e/Program.h"
#include "tests/support/TempDir.h"

using namespace sluice;
using namespace sluice::test;
using nlohmann::json;

class WatchServerTest : public QObject {
    Q_OBJECT
private slots:
    void playsWithoutAStallByEachAddress()
    {
        const TempDir dir;
        ChildProcess live(sluiceWith({"live", "--headless", "--camera", "test", "--microphone", "tone",
            "--set", "server.rtmp_port=0", "--set", "server.http_port=0"}));
        QVERIFY2(live.waitOutput("hls http://", seconds(15)), live.standardError().c_str());
        const QString out = QString::fromStdString(live.standardOutput());
        struct Watcher {
            const char* line;
            std::string report;
            std::unique_ptr<ChildProcess> program;
        };
        std::array<Watcher, 3> watchers{Watcher{"watch rtmp://", dir.file("rtmp.json"), {}},
            Watcher{"hls http://", dir.file("hls.json"), {}},
            Watcher{"page http://", dir.file("page.json"), {}}};
        for (Watcher& watcher : watchers) {
            const QString line = QLatin1String(watcher.line);
            const auto begin = out.indexOf(line) + line.indexOf(' ') + 1;
            const std::string url = out.mid(begin, out.indexOf('\n', begin) - begin).toStdString();
            // The first pieces of HLS come a few seconds after the start.
            watcher.program = std::make_unique<ChildProcess>(sluiceWith(
                {"watch", url, "--headless", "--wait", "--profile", "balanced", "--audio-out", "null",
                    "--for", std::to_string(watchedLength() / seconds(1) + 6), "--report", watcher.report}));
        }
        for (Watcher& watcher : watchers) {
            const int status = statusOf(
                *watcher.program, std::chrono::duration_cast<milliseconds>(watchedLength()) + seconds(16));
            QVERIFY2(status == 0, watcher.program->standardError().c_str());
            const json report = json::parse(readFile(watcher.report));
            tell(watcher.line, report);
            QCOMPARE(report["stall_count"].get<int>(), 0);
            QVERIFY(report["error"].is_null());
            QVERIFY(report["frames_shown"].get<double>() >= toSeconds(watchedLength()) * 30 * 0.95);
        }
        live.signal(SIGTERM);
        QCOMPARE(statusOf(live, seconds(5)), 130);
    }

private:
    static void tell(const char* what, const json& report)
    {
        std::printf(
            "  %s: playing after %d ms, %d frames shown, %d late, %d dropped, %d stalls, %d glitches, "
            "latency %d ms (%s), level %d ms on average\n",
            what, report["startup_ms"].get<int>(), report["frames_shown"].get<int>(),
            report["frames_late"].get<int>(), report["frames_dropped"].get<int>(),
            report["stall_count"].get<int>(), report["glitches"].get<int>(),
            report["latency_ms"]["mean"].get<int>(), report["latency_ms"]["basis"].get<std::string>().c_str(),
            report["level_ms"]["mean"].get<int>());
    }
};

QTEST_GUILESS_MAIN(WatchServerTest)
#include "WatchServerTest.moc"
