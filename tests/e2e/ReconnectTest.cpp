// SPDX-License-Identifier: GPL-3.0-or-later
// The link to the built-in server falls away: nginx still holds the connection that was lost, and the next one must
// not be refused for it.
#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include <QTest>

#include "app/AppContext.h"
#include "core/base/Url.h"
#include "tests/support/Loopback.h"
#include "tests/support/RtmpPlayer.h"
#include "tests/support/TcpRelay.h"
#include "tests/support/TempDir.h"
#include "tests/support/WaitFor.h"

using namespace sluice;
using namespace sluice::test;

class ReconnectTest : public QObject {
    Q_OBJECT
private slots:
    // What is lost is no network, and nobody is to look for one: neither in what the window shows nor in the events
    // and the report.
    void aServerThatDiesIsNoMatterOfTheNetwork()
    {
        TempDir dir;
        AppContext context(LogLevel::Off, false);
        QVERIFY(startServer(context, dir));
        const ServerInfo info = context.server.info();
        goLive(context, info.publishUrl);
        const auto state = [&] { return context.broadcast.status().state; };
        QTRY_COMPARE_WITH_TIMEOUT(state(), BroadcastState::Live, 8000);
        const pid_t nginx = serverPid(dir);
        QVERIFY(nginx > 1);
        std::optional<Error> shown;
        const auto look = connect(&context.broadcast, &BroadcastSession::changed, &context.broadcast, [&] {
            if (const auto error = context.broadcast.status().error)
                shown = error;
        });
        ::kill(nginx, SIGKILL);
        const QString expected = QStringLiteral("The built-in server stopped");
        const auto lost = [&] {
            for (const Event& event : context.broadcast.eventsSince(0).events)
                if (event.kind == EventKind::DestinationLost)
                    return QString::fromStdString(event.text.english());
            return QString();
        };
        QTRY_VERIFY_WITH_TIMEOUT(!lost().isEmpty(), 8000);
        QVERIFY2(lost().startsWith(expected), qPrintable(lost()));
        QTRY_VERIFY_WITH_TIMEOUT(shown.has_value(), 8000);
        QVERIFY(QString::fromStdString(shown->message()).startsWith(expected));
        QTRY_COMPARE_WITH_TIMEOUT(state(), BroadcastState::Live, 8000);
        QCOMPARE(context.server.info().publishUrl, info.publishUrl);
        QVERIFY(serverPid(dir) != nginx);
        const LiveReport report = context.broadcast.report();
        QVERIFY(!report.destinations.at(0).reconnects.empty());
        QVERIFY(QString::fromStdString(report.destinations[0].reconnects[0].cause).startsWith(expected));
        disconnect(look);
        context.broadcast.end();
        QTRY_COMPARE_WITH_TIMEOUT(state(), BroadcastState::Idle, 5000);
    }

    // What viewers get of it: a player at the server that was started again.
    void aServerThatIsStartedAgainSoonHasPictures_data()
    {
        QTest::addColumn<int>("awayMs");
        QTest::addRow("at once") << 0;
        QTest::addRow("after five seconds") << 5000; // by then the attempts are as far apart as they will be
    }
    void aServerThatIsStartedAgainSoonHasPictures()
    {
        QFETCH(const int, awayMs);
        TempDir dir;
        AppContext context(LogLevel::Off, false);
        QVERIFY(startServer(context, dir, patientNginx(dir)));
        const ServerInfo info = context.server.info();
        const auto port = static_cast<std::uint16_t>(info.rtmpPort);
        goLive(context, info.publishUrl);
        const auto state = [&] { return context.broadcast.status().state; };
        QTRY_COMPARE_WITH_TIMEOUT(state(), BroadcastState::Live, 8000);
        const pid_t nginx = serverPid(dir);
        QVERIFY(nginx > 1);
        QVERIFY(isListening(port));
        if (awayMs > 0)
            writeFile(dir.file("hold"), "");
        ::kill(nginx, SIGKILL);
        QVERIFY(waitFor([&] { return !isListening(port); }, milliseconds(5000))); // its worker ends, too
        QTest::qWait(awayMs);
        std::filesystem::remove(dir.file("hold"));
        const RtmpPlayer player(port, "live", info.streamName);
        const auto keyframe = [&] {
            const auto messages = player.messages();
            const auto found = std::ranges::find_if(messages, &RecordedMessage::keyframe);
            return found == messages.end() ? std::nullopt : std::optional(found->arrived);
        };
        QTRY_VERIFY_WITH_TIMEOUT(keyframe().has_value(), 20000);
        const Duration after = *keyframe() - *player.accepted();
        std::printf("  pictures %.0f ms after the server took connections again\n", toMsReal(after));
        QVERIFY(after <= seconds(3));
        const auto pictures
            = [&] { return std::ranges::count(player.messages(), rtmp::kVideo, &RecordedMessage::type); };
        QTRY_VERIFY_WITH_TIMEOUT(pictures() > 30, 5000); // and it goes on
        QVERIFY(beginsWell(player.messages()));
        context.broadcast.end();
        QTRY_COMPARE_WITH_TIMEOUT(state(), BroadcastState::Idle, 5000);
    }

    void ourOwnStaleConnectionIsInNobodysWay()
    {
        TempDir dir;
        AppContext context(LogLevel::Off, false);
        QVERIFY(startServer(context, dir));
        const ServerInfo info = context.server.info();
        TcpRelay relay(static_cast<std::uint16_t>(info.rtmpPort));
        Url url = Url::parse(info.publishUrl).value_or(Url());
        url.port = relay.port();
        goLive(context, url.toString());
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

private:
    static bool startServer(AppContext& context, const TempDir& dir, const std::string& nginx = {})
    {
        ServerConfig config;
        config.rtmpPort = 0;
        config.httpPort = 0;
        config.runParent = dir.path().string();
        config.nginxPath = nginx;
        context.server.start(config);
        return QTest::qWaitFor([&] { return context.server.info().state == ServerState::Ready; }, 10000);
    }
    static void goLive(AppContext& context, const std::string& url)
    {
        BroadcastEncoding encoding;
        encoding.video.size = {640, 360};
        context.broadcast.setEncoding(encoding);
        BroadcastRequest request;
        request.url = url;
        request.shownUrl = context.server.info().playUrl;
        request.builtInServer = true;
        context.broadcast.goLive(request);
    }
    // An nginx that does not begin while there is a file of the name “hold”.
    static std::string patientNginx(const TempDir& dir)
    {
        const std::string path = dir.file("nginx");
        writeFile(path,
            "#!/bin/sh\nwhile [ -e " + dir.file("hold")
                + " ]; do sleep 0.05; done\nPATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin exec nginx \"$@\"\n");
        std::filesystem::permissions(path, std::filesystem::perms::owner_all);
        return path;
    }
    static bool isListening(std::uint16_t port)
    {
        try {
            LoopbackClient client(port);
            return client.waitConnected(milliseconds(1000));
        } catch (const std::system_error&) {
            return false;
        }
    }
    // Of the process that Sluice started in `dir`; 0: there is none.
    static pid_t serverPid(const TempDir& dir)
    {
        for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
            if (std::ifstream file(entry.path() / "nginx.pid"); file) {
                pid_t pid = 0;
                file >> pid;
                return pid;
            }
        return 0;
    }
};

QTEST_GUILESS_MAIN(ReconnectTest)
#include "ReconnectTest.moc"
