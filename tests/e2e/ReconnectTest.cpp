// SPDX-License-Identifier: GPL-3.0-or-later
// The link to the built-in server falls away: nginx still holds the connection that was lost, and the next one must
// not be refused for it.
#include <cstdio>

#include <QTest>

#include "app/AppContext.h"
#include "core/base/Url.h"
#include "tests/support/TcpRelay.h"
#include "tests/support/TempDir.h"

using namespace sluice;
using namespace sluice::test;

class ReconnectTest : public QObject {
    Q_OBJECT
private slots:
    void ourOwnStaleConnectionIsInNobodysWay()
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
        TcpRelay relay(static_cast<std::uint16_t>(info.rtmpPort));

        BroadcastEncoding encoding;
        encoding.video.size = {640, 360};
        context.broadcast.setEncoding(encoding);
        Url url = Url::parse(info.publishUrl).value_or(Url());
        url.port = relay.port();
        BroadcastRequest request;
        request.url = url.toString();
        request.shownUrl = info.playUrl;
        request.builtInServer = true;
        context.broadcast.goLive(request);
        const auto state = [&] { return context.broadcast.status().state; };
        QTRY_COMPARE_WITH_TIMEOUT(state(), BroadcastState::Live, 8000);
        QTest::qWait(1000); // it has been live for a while
        QCOMPARE(relay.counters().connections, std::uint64_t(1));

        relay.freezeOpen();
        // The sender notices when a write takes too long; nginx lets go of a silent publisher only after that.
        QTRY_COMPARE_WITH_TIMEOUT(state(), BroadcastState::Reconnecting, 10000);
        QTRY_COMPARE_WITH_TIMEOUT(state(), BroadcastState::Live, 8000);
        const LiveReport report = context.broadcast.report();
        QCOMPARE(report.destinations.at(0).reconnects.size(), std::size_t(1));
        const auto down = report.destinations[0].reconnects[0].downMs;
        std::printf("  live again %lld ms after the loss was noticed, %llu connections\n",
            static_cast<long long>(down), static_cast<unsigned long long>(relay.counters().connections));
        QCOMPARE(relay.counters().connections, std::uint64_t(2)); // the first attempt was not refused
        QVERIFY(down <= 3000);

        context.broadcast.end();
        QTRY_COMPARE_WITH_TIMEOUT(state(), BroadcastState::Idle, 5000);
    }
};

QTEST_GUILESS_MAIN(ReconnectTest)
#include "ReconnectTest.moc"
