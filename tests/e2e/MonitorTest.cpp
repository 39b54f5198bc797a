// SPDX-License-Identifier: GPL-3.0-or-later
// The confidence monitor on the real server: how old it says the stream is, against the clock in the picture itself.
#include <cstdio>

#include <QTest>

#include "app/AppContext.h"
#include "core/capture/TestPicture.h"
#include "core/session/ConfidenceMonitor.h"
#include "tests/support/TempDir.h"

using namespace sluice;
using namespace sluice::test;

class MonitorTest : public QObject {
    Q_OBJECT
private slots:
    void theAgeIsThatOfThePicture()
    {
        TempDir dir;
        AppContext context(LogLevel::Off, false);
        ServerConfig config;
        config.rtmpPort = 0;
        config.httpPort = 0;
        config.runParent = dir.path().string();
        context.server.start(config);
        QTRY_COMPARE_WITH_TIMEOUT(context.server.info().state, ServerState::Ready, 10000);
        const ServerInfo info = context.server.info();
        BroadcastEncoding encoding;
        encoding.video.size = {640, 360};
        context.broadcast.setEncoding(encoding);
        BroadcastRequest request;
        request.url = info.publishUrl;
        request.shownUrl = info.playUrl;
        request.builtInServer = true;
        context.broadcast.goLive(request);
        QTRY_COMPARE_WITH_TIMEOUT(context.broadcast.status().state, BroadcastState::Live, 8000);
        QVERIFY(!context.broadcast.status().glassToGlass);

        ConfidenceMonitor& monitor = context.broadcast.monitor();
        Duration seen{};
        int pictures = 0;
        connect(&monitor, &ConfidenceMonitor::frameChanged, this, [&] {
            if (const auto reading = readTestPicture(monitor.latestFrame())) {
                seen = context.clock.wallNow() - reading->captured;
                ++pictures;
            }
        });
        monitor.follow(info.playUrl);
        QTRY_VERIFY_WITH_TIMEOUT(pictures >= 60 && context.broadcast.status().glassToGlass, 10000);
        const Duration age = *context.broadcast.status().glassToGlass;
        std::printf(
            "  measured %.0f ms, %.0f ms by the clock in the picture\n", toMsReal(age), toMsReal(seen));
        QVERIFY(age > Duration::zero() && age < seconds(2));
        QVERIFY(std::abs(toMs(age - seen)) <= 120); // three pictures: it is looked at ten times a second

        monitor.follow({});
        QVERIFY(!context.broadcast.status().glassToGlass);
        context.broadcast.end();
        QTRY_COMPARE_WITH_TIMEOUT(context.broadcast.status().state, BroadcastState::Idle, 5000);
    }
};

QTEST_GUILESS_MAIN(MonitorTest)
#include "MonitorTest.moc"
