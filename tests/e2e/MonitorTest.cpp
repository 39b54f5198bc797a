// SPDX-License-Identifier: GPL-3.0-or-later
// The confidence monitor on the real server: how old it says the stream is, against the clock in the picture itself.
#include <algorithm>
#include <cstdio>
#include <iterator>
#include <vector>

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
        std::vector<Duration> ages;
        std::vector<Duration> differences; // to what the picture's own clock says
        connect(&monitor, &ConfidenceMonitor::frameChanged, this, [&] {
            const auto reading = readTestPicture(monitor.latestFrame());
            const auto age = monitor.glassToGlass();
            if (!reading || !age)
                return;
            ages.push_back(*age);
            differences.push_back(*age - (context.clock.wallNow() - reading->captured));
        });
        monitor.follow(info.playUrl);
        QTRY_VERIFY_WITH_TIMEOUT(differences.size() >= 60, 10000);
        QVERIFY(context.broadcast.status().glassToGlass);
        const auto median = [](std::vector<Duration> values) {
            std::ranges::nth_element(values, values.begin() + std::ssize(values) / 2);
            return values[values.size() / 2];
        };
        std::printf("  %.0f ms; %+.0f ms to the clock in the picture\n", toMsReal(median(ages)),
            toMsReal(median(differences)));
        QVERIFY(median(ages) > Duration::zero() && median(ages) < seconds(2));
        QVERIFY(std::abs(toMs(median(differences))) <= 50);

        monitor.follow({});
        QVERIFY(!context.broadcast.status().glassToGlass);
        context.broadcast.end();
        QTRY_COMPARE_WITH_TIMEOUT(context.broadcast.status().state, BroadcastState::Idle, 5000);
    }
};

QTEST_GUILESS_MAIN(MonitorTest)
#include "MonitorTest.moc"
