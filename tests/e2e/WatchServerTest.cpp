// SPDX-License-Identifier: GPL-3.0-or-later
// Our program on the air with its own server, and our program watching it: calmly, by either address.
#include <csignal>
#include <cstdio>

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
    void playsWithoutAStall_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("RTMP") << "watch rtmp://";
        QTest::newRow("HLS") << "hls http://";
    }

    void playsWithoutAStall()
    {
        QFETCH(QString, line);
        const TempDir dir;
        ChildProcess live(sluiceWith({"live", "--headless", "--camera", "test", "--microphone", "tone",
            "--set", "server.rtmp_port=0", "--set", "server.http_port=0"}));
        QVERIFY2(live.waitOutput("hls http://", seconds(15)), live.standardError().c_str());
        const QString out = QString::fromStdString(live.standardOutput());
        const auto begin = out.indexOf(line) + line.indexOf(' ') + 1;
        const std::string url = out.mid(begin, out.indexOf('\n', begin) - begin).toStdString();
        // The first pieces of HLS come a few seconds after the start.
        ChildProcess watch(
            sluiceWith({"watch", url, "--headless", "--wait", "--profile", "balanced", "--audio-out", "null",
                "--for", std::to_string(watchedLength() / seconds(1) + 6), "--report", dir.file("r.json")}));
        const int status
            = statusOf(watch, std::chrono::duration_cast<milliseconds>(watchedLength()) + seconds(16));
        QVERIFY2(status == 0, watch.standardError().c_str());
        const json report = json::parse(readFile(dir.file("r.json")));
        std::printf(
            "  playing after %d ms, %d frames shown, %d late, %d dropped, %d stalls, %d glitches, latency %d ms "
            "(%s), level %d ms on average\n",
            report["startup_ms"].get<int>(), report["frames_shown"].get<int>(),
            report["frames_late"].get<int>(), report["frames_dropped"].get<int>(),
            report["stall_count"].get<int>(), report["glitches"].get<int>(),
            report["latency_ms"]["mean"].get<int>(), report["latency_ms"]["basis"].get<std::string>().c_str(),
            report["level_ms"]["mean"].get<int>());
        QCOMPARE(report["stall_count"].get<int>(), 0);
        QVERIFY(report["error"].is_null());
        QVERIFY(report["frames_shown"].get<double>() >= toSeconds(watchedLength()) * 30 * 0.95);
        live.signal(SIGTERM);
        QCOMPARE(statusOf(live, seconds(5)), 130);
    }
};

QTEST_GUILESS_MAIN(WatchServerTest)
#include "WatchServerTest.moc"
